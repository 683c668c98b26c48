export const usage = `ajar: finds the data stores that were left open, says whose data is in them, and shows how to close them.

  ajar audit TARGET... [options]   audit stores that you may audit
  ajar stores                      list what can be audited: kinds, ports, what is checked
  ajar types [TYPE]                list the data types: tier, laws, and of one its examples
  ajar classify FILE... [--json FILE] [--sample N] [--types FILE]
                                   which fields of an export (CSV, TSV, NDJSON, JSON, SQLite; - is standard input) hold what
  ajar history [--json FILE]       the audits that are kept, and what changed at each
  ajar history export FILE [A...]  audits as a file for another machine; import FILE takes them in; delete A... overwrites them
  ajar diff A [B] [--json FILE]    what changed from one audit to a later one; of one alone, since its baseline
  ajar copies [A] [--json FILE]    which stores hold the same records, in an audit (else the last) and others here
  ajar schedule [list]             audits that run by themselves, in the app or by ajar watch
  ajar schedule add --at WHEN TARGET... [options of audit] [--webhook|--slack|--teams URL]
                    [--mail-to A --mail-from B --smtp HOST:PORT [--smtp-user U]] [--keep N] [--keep-days N]
                                   WHEN is "daily 03:00", "monday 03:00" or "cron 0 3 * * *", in local time
  ajar schedule remove ID
  ajar watch [--once]              run what is scheduled until ended, or what is due now (exit 1 when something got worse)
  ajar serve [--port N]            the app in a browser, on 127.0.0.1 only
  ajar lab                         start the practice stores and print their addresses
  ajar demo [--out DIR] [--no-open]  audit the practice stores, write the reports, open the app

TARGET is a host, host:port, [v6]:port, a CIDR, a range (10.0.0.1-9), mongodb://..., http(s)://... or a URI whose
scheme names a kind (redis://, kafka://, ldap://, ...); - reads standard input.

Scope
  --targets FILE          read targets from a file too, one or more a line, # begins a comment
  --scope CIDR,...        addresses that may be contacted (default: what was typed, where loopback or private)
  --exclude CIDR,...      taken out of the scope again
  --authorised-by TEXT    who authorised the audit; needed for public addresses, and printed in every report
How
  --ports LIST            ports where a target names none, such as 27017,9200-9210 (default: those of all kinds)
  --user U --password-stdin  a credential, used only where a stranger gets nothing
  --sample N              records of each namespace, 1 to 5000 (default 200)
  --concurrency N         endpoints swept at a time (default 24); never over four connections to one address
  --timeout MS            of one connection or answer (default 5000)
  --tls-insecure-ok       send the credential also where the certificate is bad
  --types FILE            data types of your own, and fields or values to pass over: YAML or JSON, see the README
  --try-default-accounts  try the one account that the vendor documents, once, where a stranger gets nothing
Output
  --json --html --pdf --sarif --csv --transcript FILE   write reports; - is standard output
  --fail-on SEVERITY      exit 1 when a finding is at or over info, low, medium, high or critical (default: never)
  --baseline AUDIT        compare with this audit (an id, its beginning, or last) and not the last of the same scope
  --fail-on-regression    exit 1 when protection was removed or a finding that had been fixed or absent is back
  --quiet | --verbose     less or more on standard error
  --no-colour

Exit: 0 done, 1 something at or over --fail-on or worse than before, 2 bad usage, 3 the audit could not be completed (what was found is written).
The history is kept in the user's data folder; AJAR_DATA names another.
`;

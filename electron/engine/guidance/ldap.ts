import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each LDAP check, filled in for the store at hand. */
export const guideLdap = commonGuides({
  authenticate: ({ host, port, facts }) => [
    {
      title: 'Close the directory to sessions without a login',
      why: 'A directory that answers anonymous searches gives away who works here, and where hashes are readable, their passwords.',
      steps:
        facts.product === 'Active Directory'
          ? [
              step(
                'Take away what lets anonymous sessions search: the seventh character of dSHeuristics must not be 2.',
                "Get-ADObject 'CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,DC=…' -Properties dSHeuristics",
                'powershell',
              ),
              step(
                'Require signing of LDAP on every domain controller.',
                'Domain controller: LDAP server signing requirements = Require signing',
                'text',
              ),
            ]
          : [
              step(
                'See which applications search without a login, and give each an account of its own.',
                'grep \'BIND dn=""\' /var/log/slapd.log | sort | uniq -c',
              ),
              step(
                'OpenLDAP: hashes for login only, entries for those who are logged in.',
                'dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nreplace: olcAccess\nolcAccess: {0}to attrs=userPassword by self write by anonymous auth by * none\nolcAccess: {1}to * by self write by users read by * none',
                'ldif',
              ),
              step(
                'Then refuse anonymous sessions altogether.',
                'dn: cn=config\nchangetype: modify\nadd: olcDisallows\nolcDisallows: bind_anon\n-\nadd: olcRequires\nolcRequires: authc',
                'ldif',
              ),
            ],
      verify: `ldapsearch -x -H ldap://${uriHost(host)}:${port} -b '' -s base namingContexts and a search below the suffix must give no entries. Then press Re-check.`,
    },
  ],
  logs: () => [
    step(
      'Searches with their addresses, at log level stats.',
      "grep -E 'ACCEPT from|SRCH base' /var/log/slapd.log | tail -1000",
    ),
  ],
  cleanUp: () => [
    step(
      'Look for entries that nobody of you made, and for changed members of groups of administrators.',
      "ldapsearch -b SUFFIX '(modifyTimestamp>=20260101000000Z)' dn modifiersName",
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'OpenLDAP: a certificate, then no simple bind without TLS.',
        'dn: cn=config\nchangetype: modify\nadd: olcTLSCertificateFile\nolcTLSCertificateFile: /etc/ldap/server.crt\n-\nadd: olcTLSCertificateKeyFile\nolcTLSCertificateKeyFile: /etc/ldap/server.key\n-\nadd: olcSecurity\nolcSecurity: simple_bind=128',
        'ldif',
      ),
    ],
    verify: 'ldapsearch -x -ZZ must work, and without -ZZ be refused.',
  }),
  bind: () => [step('In /etc/default/slapd, then restart.', 'SLAPD_SERVICES="ldap://10.0.0.5:389/ ldapi:///"', 'text')],
  upgrade: () => plainUpgrade('slapd -VV'),
});

import { parseArgs } from 'node:util';
import { AjarError } from '../../contract/errors.ts';
import type { AuditOptions } from '../../contract/report-model.ts';
import { type ReportFormat, reportFormats, type Severity, severities } from '../../contract/words.ts';

export interface AuditArguments {
  targets: string[];
  targetsFile: string | null;
  scope: string[] | null;
  exclude: string[];
  authorisedBy: string | null;
  user: string | null;
  /** A file of own data types. */
  typesFile: string | null;
  options: Partial<AuditOptions>;
  outputs: [ReportFormat, string][];
  failOn: Severity | null;
  /** An audit to compare with: its id, the beginning of one, or `last`; null is the scope’s own baseline. */
  baseline: string | null;
  failOnRegression: boolean;
  quiet: boolean;
  verbose: boolean;
  colour: boolean;
}

/** Reads the arguments of `ajar audit`. @throws AjarError `bad-input` with a sentence that names the option. */
export function parseAuditArguments(args: string[]): AuditArguments {
  const { values, positionals } = parse(args);
  if (values.user !== undefined && !values['password-stdin'])
    throw bad('--user needs --password-stdin: a password on the command line can be read by others');
  if (values['password-stdin'] && values.user === undefined) throw bad('--password-stdin needs --user');
  if (values['password-stdin'] && positionals.includes('-'))
    throw bad('standard input cannot hold both the targets (-) and the password');
  if (values.quiet && values.verbose) throw bad('--quiet and --verbose exclude each other');
  const failOn = values['fail-on'] ?? null;
  if (failOn !== null && !isSeverity(failOn)) throw bad(`--fail-on takes ${severities.join(', ')}; not ${failOn}`);
  const list = (text: string | undefined) =>
    (text ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  return {
    targets: positionals,
    targetsFile: values.targets ?? null,
    scope: values.scope === undefined ? null : list(values.scope),
    exclude: list(values.exclude),
    authorisedBy: values['authorised-by'] ?? null,
    user: values.user ?? null,
    typesFile: values.types ?? null,
    options: {
      ...(values.ports === undefined ? {} : { ports: parsePorts(values.ports) }),
      ...(values.sample === undefined ? {} : { sample: whole('--sample', values.sample, 1, 5000) }),
      ...(values.concurrency === undefined ? {} : { concurrency: whole('--concurrency', values.concurrency, 1, 256) }),
      ...(values.timeout === undefined ? {} : { timeoutMs: whole('--timeout', values.timeout, 100, 120_000) }),
      tlsInsecureOk: values['tls-insecure-ok'] ?? false,
      tryDefaultAccounts: values['try-default-accounts'] ?? false,
    },
    outputs: reportFormats.flatMap((format) => {
      const file = values[format];
      return file === undefined ? [] : [[format, file] as [ReportFormat, string]];
    }),
    failOn,
    baseline: values.baseline ?? null,
    failOnRegression: values['fail-on-regression'] ?? false,
    quiet: values.quiet ?? false,
    verbose: values.verbose ?? false,
    colour:
      !(values['no-colour'] ?? values['no-color'] ?? false) && process.stdout.isTTY === true && !process.env.NO_COLOR,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        targets: text,
        scope: text,
        exclude: text,
        'authorised-by': text,
        ports: text,
        user: text,
        sample: text,
        concurrency: text,
        timeout: text,
        json: text,
        html: text,
        pdf: text,
        sarif: text,
        csv: text,
        transcript: text,
        types: text,
        baseline: text,
        'fail-on-regression': flag,
        'fail-on': text,
        'password-stdin': flag,
        'tls-insecure-ok': flag,
        'try-default-accounts': flag,
        quiet: flag,
        verbose: flag,
        'no-colour': flag,
        'no-color': flag,
      },
    });
  } catch (thrown) {
    throw bad(thrown instanceof Error ? (thrown.message.split('. ')[0] ?? '') : 'the arguments cannot be read');
  }
}

/** `27017,9200-9210` as numbers, each once. */
export function parsePorts(text: string): number[] {
  const ports = new Set<number>();
  for (const part of text.split(',')) {
    const [from = '', to = from, more] = part.trim().split('-');
    const [first, last] = [Number(from), Number(to)];
    const fits =
      /^\d{1,5}$/.test(from) &&
      /^\d{1,5}$/.test(to) &&
      more === undefined &&
      first >= 1 &&
      last <= 65535 &&
      first <= last;
    if (!fits) throw bad(`--ports: ${part.trim() || 'nothing'} is not a port from 1 to 65535 or a range of them`);
    for (let port = first; port <= last; port++) ports.add(port);
  }
  return [...ports];
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw bad(`${option} takes a whole number from ${least} to ${most}; not ${text}`);
  return value;
}

function isSeverity(text: string): text is Severity {
  return (severities as readonly string[]).includes(text);
}

export function bad(sentence: string): AjarError {
  return new AjarError('bad-input', `${sentence}.`);
}

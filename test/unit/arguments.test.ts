import { expect, test } from 'vitest';
import { parseAuditArguments, parsePorts } from '../../electron/hosts/cli/arguments.ts';

test('options are read as the usage says', () => {
  const parsed = parseAuditArguments([
    '10.0.0.0/28',
    '--scope',
    '10.0.0.0/8, 10.1.0.0/16',
    '--ports',
    '27017,9200-9202',
    '--sample',
    '50',
    '--json',
    'a.json',
    '--sarif',
    '-',
    '--fail-on',
    'high',
  ]);
  expect(parsed).toMatchObject({
    targets: ['10.0.0.0/28'],
    scope: ['10.0.0.0/8', '10.1.0.0/16'],
    options: { ports: [27017, 9200, 9201, 9202], sample: 50 },
    failOn: 'high',
  });
  expect(parsed.outputs).toEqual([
    ['json', 'a.json'],
    ['sarif', '-'],
  ]);
});

test.each([
  [['--user', 'a'], /--user needs --password-stdin/],
  [['--password-stdin'], /--password-stdin needs --user/],
  [['-', '--user', 'a', '--password-stdin'], /standard input cannot hold both/],
  [['--quiet', '--verbose'], /exclude each other/],
  [['--fail-on', 'bad'], /--fail-on takes info, low, medium, high, critical; not bad/],
  [['--sample', '0'], /--sample takes a whole number from 1 to 5000; not 0/],
  [['--timeout', '1e3'], /--timeout takes/],
  [['--ports', '0'], /--ports: 0 is not a port/],
  [['--ports', '9-3'], /--ports: 9-3/],
  [['--colour'], /colour/],
])('%j is refused with a sentence', (args, message) => {
  expect(() => parseAuditArguments(args)).toThrow(message);
});

test('a port is kept once', () => expect(parsePorts('1,1,1-2')).toEqual([1, 2]));

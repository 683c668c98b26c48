import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../electron/contract/report-model.ts';
import { type Lab, startLab } from '../../electron/lab/lab.ts';
import { rawServer } from '../support/hostile.ts';
import { freePort, has } from '../support/processes.ts';

const cli = fileURLToPath(new URL('../../out/cli.mjs', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-cli-'));
const file = (name: string) => path.join(folder, name);
let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function ajar(
  args: string[],
  {
    input = '',
    signalAfter = '',
    env = {},
  }: { input?: string; signalAfter?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, AJAR_DATA: file('data'), ...env } });
    const ended: Ended = { code: null, out: '', err: '' };
    let signalled = false;
    const hear = (chunk: Buffer, key: 'out' | 'err') => {
      ended[key] += chunk;
      if (signalAfter && !signalled && ended.err.includes(signalAfter)) {
        signalled = true;
        child.kill('SIGINT');
      }
    };
    child.stdout.on('data', (chunk: Buffer) => hear(chunk, 'out'));
    child.stderr.on('data', (chunk: Buffer) => hear(chunk, 'err'));
    child.stdin.end(input);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}

test('an audit prints the stores worst first, writes every report, and exits 0', async () => {
  const outputs = ['json', 'html', 'sarif', 'csv', 'transcript'].flatMap((format) => [
    `--${format}`,
    file(`report.${format}`),
  ]);
  const { code, out, err } = await ajar(['audit', ...lab.targets, ...outputs]);
  expect(code, err).toBe(0);
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^SEVERITY\s+SCORE\s+STORE/);
  expect(lines[1]).toMatch(/^critical/);
  expect(lines[3]).toMatch(/protected/);
  expect(out).not.toContain('\u001b');
  const report = JSON.parse(readFileSync(file('report.json'), 'utf8')) as Report;
  expect(report.audit.counts).toMatchObject({ stores: 4, open: 2 });
  for (const format of ['html', 'sarif', 'csv', 'transcript'])
    expect(readFileSync(file(`report.${format}`)).length).toBeGreaterThan(500);
});

test.skipIf(!has('chromium'))(
  'a PDF is printed by an installed browser; without one the message says so and the rest is written',
  async () => {
    const printed = await ajar(['audit', lab.targets[0] ?? '', '--pdf', file('report.pdf'), '--quiet']);
    expect(printed.code, printed.err).toBe(0);
    expect(readFileSync(file('report.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  },
);

test('--fail-on gives 1, and a report on standard output is nothing but the report', async () => {
  const { code, out } = await ajar(['audit', lab.targets[0] ?? '', '--fail-on', 'critical', '--sarif', '-', '--quiet']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ version: '2.1.0' });
  expect((await ajar(['audit', lab.targets[2] ?? '', '--fail-on', 'critical', '--quiet'])).code).toBe(0);
});

test('targets come from a file and from standard input too', async () => {
  writeFileSync(file('targets.txt'), `# mine\n${lab.targets[0]}\n`);
  const { out, code } = await ajar(['audit', '-', '--targets', file('targets.txt'), '--quiet', '--json', '-'], {
    input: `${lab.targets[1]}\n`,
  });
  expect(code).toBe(0);
  expect((JSON.parse(out) as Report).stores).toHaveLength(2);
});

describe('bad usage is exit 2 with one sentence, and nothing is contacted', () => {
  test.each([
    [['audit'], /there is no target/],
    [['audit', '10.0.0.1:99999'], /line 1, column 1: 10.0.0.1:99999: 99999 after the colon is not a port/],
    [['audit', '8.8.8.8'], /8.8.8.8: public. State who authorised/],
    [['audit', '127.0.0.1', '--scope', 'x/9'], /In the scope: x in x\/9 is not an IP address/],
    [['audit', '127.0.0.1', '--sample', 'many'], /--sample takes a whole number/],
    [['audit', '127.0.0.1', '--nonsense'], /nonsense/],
    [['audit', '127.0.0.1', '--targets', '/no/such/file'], /--targets: \/no\/such\/file cannot be read/],
    [['nonsense'], /There is no command nonsense/],
    [['serve', '--port', 'x'], /--port takes a port/],
  ])('%j', async (args, message) => {
    const { code, err, out } = await ajar(args);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(out).toBe('');
  });
});

test('Ctrl-C once ends cleanly, writes what there is, and exits 3', async () => {
  const slow = await rawServer(() => {});
  const { code, err } = await ajar(
    ['audit', lab.targets[0] ?? '', `127.0.0.1:${slow.port}`, '--timeout', '20000', '--json', file('stopped.json')],
    { signalAfter: 'Personal data' },
  );
  expect(err).toMatch(/stopping; what was found so far is written/);
  expect(code).toBe(3);
  const report = JSON.parse(readFileSync(file('stopped.json'), 'utf8')) as Report;
  expect(report.audit.state).toBe('cancelled');
  expect(report.stores).toHaveLength(1);
  await slow.stop();
});

test('a password comes from standard input and is kept nowhere', async () => {
  const { code } = await ajar(['audit', lab.targets[3] ?? '', '--user', 'ada', '--password-stdin', '--quiet'], {
    input: 'Merlin-4410\n',
  });
  expect(code).toBe(0);
  expect(readFileSync(path.join(file('data'), 'history.sqlite')).includes('Merlin-4410')).toBe(false);
});

test('a closed port and a name that is none are told in a line each', async () => {
  const port = await freePort();
  const { code, out, err } = await ajar(['audit', `127.0.0.1:${port}`, 'no-such-host.invalid']);
  expect(code).toBe(0);
  expect(out).toMatch(/No store was found/);
  expect(err).toMatch(/nothing listens there/);
  expect(err).toMatch(/no-such-host.invalid has no address/);
});

test('data types of one’s own are used and told in the report; a mistake in their file is told with its line', async () => {
  writeFileSync(
    file('own.yaml'),
    "types:\n  - type: lab-account\n    title: Lab account\n    words: [email]\nignore:\n  fields: ['wifi.*']\n",
  );
  const ended = await ajar(['audit', ...lab.targets, '--types', file('own.yaml'), '--json', file('own.json')]);
  expect(ended.code).toBe(0);
  const report = JSON.parse(readFileSync(file('own.json'), 'utf8')) as Report;
  expect(report.audit.options.ownTypes).toMatchObject({ source: 'own.yaml', types: [{ type: 'lab-account' }] });
  const fields = report.stores.flatMap((store) => store.namespaces.flatMap((namespace) => namespace.fields));
  expect(fields.some((field) => field.types.some(({ type }) => type === 'lab-account'))).toBe(true);
  expect(fields.filter((field) => field.path.startsWith('wifi.')).flatMap((field) => field.types)).toEqual([]);
  expect(report.audit.people?.estimate).toBeGreaterThan(2_000_000);
  expect(ended.err).toContain('hold data of about 2.4 million people');

  writeFileSync(file('wrong.yaml'), 'types:\n  - type: x\n    titel: X\n');
  for (const args of [
    ['audit', '127.0.0.1:9'],
    ['classify', file('own.yaml')],
  ]) {
    const refused = await ajar([...args, '--types', file('wrong.yaml')]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('wrong.yaml, line ');
  }
});

test('stores, help and an unreadable history', async () => {
  const stores = await ajar(['stores']);
  expect(stores.out).toMatch(/mongodb {2}MongoDB[\s\S]*elasticsearch {2}Elasticsearch/);
  expect((await ajar(['--help'])).out).toMatch(/ajar audit TARGET/);
  writeFileSync(file('plain'), 'x');
  const broken = await ajar(['audit', '127.0.0.1:1'], { env: { AJAR_DATA: file('plain') } });
  expect(broken.code).toBe(3);
  expect(broken.err).not.toMatch(/\n\s+at /);
});

test('the demo ends after its reports with --no-open', async () => {
  const { code, out, err } = await ajar(['demo', '--no-open', '--out', file('demo')]);
  expect(code, err).toBe(0);
  expect(out.match(/^critical/gm)).toHaveLength(2);
  expect(out.match(/protected/g)?.length).toBeGreaterThanOrEqual(4);
  for (const name of ['report.pdf', 'report.html', 'report.json'])
    expect(existsSync(path.join(file('demo'), name)), name).toBe(true);
}, 60_000);

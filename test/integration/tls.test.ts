import selfsigned from 'selfsigned';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { mongoHello, mongoServer, secureWebServer } from '../support/hostile.ts';
import type { RealServer } from '../support/processes.ts';

type Pair = { key: string; cert: string };
const pairs: Record<string, Pair> = {};

async function makePair(name: string, from: Date, until: Date): Promise<Pair> {
  const made = await selfsigned.generate([{ name: 'commonName', value: name }], {
    notBeforeDate: from,
    notAfterDate: until,
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  return { key: made.private, cert: made.cert };
}

beforeAll(async () => {
  const [past, now, future] = ['2020-01-01', '2021-01-01', '2099-01-01'].map((day) => new Date(day)) as [
    Date,
    Date,
    Date,
  ];
  pairs.expired = await makePair('localhost', past, now);
  pairs.selfSigned = await makePair('localhost', past, future);
  pairs.otherName = await makePair('db.example.org', past, future);
});

const started: RealServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

const root = JSON.stringify({
  name: 'x',
  cluster_name: 'c',
  version: { number: '8.1.0', lucene_version: '9.0.0' },
  tagline: 'You Know, for Search',
});
const health = JSON.stringify({ cluster_name: 'c', status: 'green', number_of_nodes: 1 });

async function secureElastic(
  pair: Pair,
  seen: (authorization: string | undefined) => void = () => {},
): Promise<number> {
  const server = await secureWebServer(pair, (request, response) => {
    seen(request.headers.authorization);
    if (request.url === '/') response.end(root);
    else if (request.url === '/_cluster/health') response.end(health);
    else
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="security"' })
        .end('{"error":{"type":"security_exception"},"status":401}');
  });
  started.push(server);
  return server.port;
}

test.each([
  ['expired', ['the certificate expired on 2021-01-01', 'the certificate is self-signed']],
  ['selfSigned', ['the certificate is self-signed']],
  ['otherName', ['the certificate is self-signed', 'the certificate is not for localhost']],
])('a certificate that is %s is told, and the audit goes on', async (name, issues) => {
  const port = await secureElastic(pairs[name] as Pair);
  const ajar = testEngine({ resolve: async () => ['127.0.0.1'] });
  const store = (await ajar.audit(`localhost:${port}`)).store(port);
  expect(store.tls).toMatchObject({ offered: true, required: true, issues, protocols: ['TLSv1.3'] });
  expect(store.tls.certificate?.key).toBe('RSA 2048');
  expect(store.findings.map((f) => f.rule)).toContain('elasticsearch.bad-certificate');
  await ajar.close();
});

test('a credential is not sent over a bad certificate, unless that is allowed', async () => {
  const seen = new Set<string>();
  const port = await secureElastic(
    pairs.selfSigned as Pair,
    (authorization) => authorization && seen.add(authorization),
  );
  const ajar = testEngine();
  const credential = { user: 'ada', password: 'Merlin-4410' };
  const { store } = await ajar.audit(`127.0.0.1:${port}`, { credential });
  expect(seen.size).toBe(0);
  expect(store(port).errors.join()).toMatch(/no credential was sent, because the certificate is self-signed/);
  await ajar.audit(`127.0.0.1:${port}`, { credential, options: { tlsInsecureOk: true } });
  expect(seen.size).toBe(1);
  await ajar.close();
});

test('MongoDB that requires TLS is found on a plain port number', async () => {
  const server = await mongoServer(
    (command) =>
      /^(?:is[Mm]aster|hello)$/.test(command) ? mongoHello : { ok: 0, code: 13, errmsg: 'requires authentication' },
    pairs.selfSigned,
  );
  started.push(server);
  const ajar = testEngine();
  const store = (await ajar.audit(`127.0.0.1:${server.port}`)).store(server.port);
  expect(store).toMatchObject({ kind: 'mongodb', access: 'none', tls: { offered: true, required: true } });
  expect(store.capabilities.read.state).toBe('denied');
  await ajar.close();
});

test('https to a plain store ends as one clear line', async () => {
  const server = await mongoServer(() => mongoHello);
  started.push(server);
  const ajar = testEngine();
  const { report } = await ajar.audit(`https://127.0.0.1:${server.port}`);
  expect(report.stores).toEqual([]);
  expect(report.notStores).toHaveLength(1);
  await ajar.close();
});

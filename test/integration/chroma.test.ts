import { afterAll, beforeAll, describe, test } from 'vitest';
import { startHttpFixture } from '../support/http-fixture.ts';
import { startChroma } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { startProxy } from '../support/proxy.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(30, 'chroma');
const login = `Basic ${Buffer.from('auditor:Kestrel-7741').toString('base64')}`;
const texts = planted.records.map((record) => `Letter of ${record.fullName}, reply to ${record.email}`);
const metadatas = planted.records.map(({ email, phone, orderCount }) => ({ email, phone, orderCount }));

async function seed(port: number): Promise<void> {
  const base = `http://127.0.0.1:${port}/api/v2/tenants/default_tenant/databases/default_database/collections`;
  const post = async (url: string, body: unknown) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: string };
  };
  const { id } = await post(base, { name: 'letters' });
  const ids = texts.map((_, index) => String(index));
  await post(`${base}/${id}/add`, { ids, embeddings: texts.map((_, n) => [n, 1]), documents: texts, metadatas });
}

describe.skipIf(!has('chroma'))('Chroma', () => {
  let open: RealServer;
  let front: RealServer;
  beforeAll(async () => {
    open = await startChroma();
    await seed(open.port);
    front = await startProxy(open.port, (request) => (request.headers.authorization === login ? undefined : 401));
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), front?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('open: collections, metadata and texts; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'chroma',
      product: 'Chroma',
      version: /^1\./,
      access: 'read',
      namespaces: { letters: { records: 30, sampled: 30 } },
      types: { 'letters metadata.email': 'email', 'letters document': 'email' },
      rules: ['no-authentication', 'personal-data-readable', 'no-tls'],
      raw: planted.records.flatMap(({ email, phone, fullName }) => [String(email), String(phone), String(fullName)]),
    });
  });

  test('behind a proxy that asks for a login: it is not even recognised without it', async () => {
    await expectStore(`http://127.0.0.1:${front.port}`, front.port, {
      kind: 'chroma',
      product: 'Chroma',
      access: 'read',
      as: 'auditor',
      credential: { user: 'auditor', password: 'Kestrel-7741' },
      notRules: ['no-authentication', 'personal-data-readable'],
    });
  });
});

test('Chroma 0.5 by protocol fixture: the first interface is read', async () => {
  const id = '7dbd07e2-b643-422a-9c54-398369d972ff';
  const server = await startHttpFixture(
    {
      'GET /api/v1/heartbeat': { json: { 'nanosecond heartbeat': 1 } },
      'GET /api/v1/version': { json: '0.5.23' },
      'GET /api/v1/collections': { json: [{ id, name: 'letters', metadata: null }] },
      [`GET /api/v1/collections/${id}/count`]: { json: 30 },
      [`POST /api/v1/collections/${id}/get`]: {
        json: { ids: texts.map((_, n) => `${n}`), documents: texts, metadatas },
      },
    },
    { server: 'uvicorn' },
    { status: 404, json: { detail: 'Not Found' } },
  );
  await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'chroma',
    product: 'Chroma',
    version: /^0\.5\.23$/,
    access: 'read',
    namespaces: { letters: { records: 30, sampled: 30 } },
    rules: ['no-authentication'],
  });
  await server.stop();
});

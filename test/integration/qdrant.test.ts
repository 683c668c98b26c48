import type http from 'node:http';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startHttpFixture } from '../support/http-fixture.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import type { RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(40, 'qdrant');

/** Answers as the REST reference of Qdrant 1.12 says. @param key asked of everybody, if any. */
function startQdrant(key?: string): Promise<RealServer> {
  const guarded = (result: unknown) => (request: http.IncomingMessage) =>
    key && request.headers['api-key'] !== key
      ? { status: 401, text: 'Must provide an API key or an Authorization bearer token' }
      : { json: { result, status: 'ok', time: 0.001 } };
  const points = planted.records.map((payload, id) => ({ id, payload, vector: null }));
  return startHttpFixture({
    'GET /': { json: { title: 'qdrant - vector search engine', version: '1.12.4', commit: 'abc' } },
    'GET /collections': guarded({ collections: [{ name: 'support tickets' }] }),
    'GET /collections/support tickets': guarded({ status: 'green', points_count: 40, payload_schema: {} }),
    'GET /collections/support tickets/snapshots': guarded([{ name: 'a.snapshot', size: 1000 }]),
    'POST /collections/support tickets/points/scroll': guarded({ points, next_page_offset: null }),
  });
}

describe('Qdrant, by protocol fixture', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startQdrant(), startQdrant('Kestrel-7741')]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('without a key: collections, payloads, snapshots; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'qdrant',
      product: 'Qdrant',
      version: /^1\.12\.4$/,
      access: 'read',
      namespaces: { 'support tickets': { records: 40, sampled: 40 } },
      types: { 'support tickets email': 'email', 'support tickets card': 'credit-card' },
      rules: ['no-authentication', 'personal-data-readable', 'snapshots-downloadable', 'no-tls'],
      raw: planted.raw,
    });
  });

  test('with a key: a stranger gets nothing; the key opens it', async () => {
    const expected = { kind: 'qdrant', product: 'Qdrant', notRules: ['no-authentication', 'snapshots-downloadable'] };
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, { ...expected, access: 'none' });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...expected,
      access: 'read',
      as: 'key',
      credential: { user: 'key', password: 'Kestrel-7741' },
      notRules: ['no-authentication'],
    });
  });
});

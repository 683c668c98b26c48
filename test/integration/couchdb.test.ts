import { afterAll, beforeAll, describe, test } from 'vitest';
import { startHttpFixture } from '../support/http-fixture.ts';
import { startPouch } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { startProxy } from '../support/proxy.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(60, 'couch');
const login = `Basic ${Buffer.from('auditor:Kestrel-7741').toString('base64')}`;

async function seed(port: number): Promise<void> {
  const send = async (path: string, method: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  await send('/customers', 'PUT');
  await send('/customers/_bulk_docs', 'POST', { docs: planted.records });
}

describe.skipIf(!has('pouchdb-server'))('CouchDB: PouchDB Server', () => {
  let open: RealServer;
  let front: RealServer;
  beforeAll(async () => {
    open = await startPouch();
    await seed(open.port);
    front = await startProxy(open.port, (request) => (request.headers.authorization === login ? undefined : 401));
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), front?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('open: an admin party, with its databases and fields; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'couchdb',
      product: 'PouchDB Server',
      version: /^4\.2\.0$/,
      access: 'admin',
      namespaces: { customers: { records: 60, sampled: 60 } },
      types: { 'customers email': 'email', 'customers wifi.ssid': 'wifi-ssid', 'customers password': 'password' },
      rules: ['admin-party', 'no-authentication', 'personal-data-readable', 'any-origin', 'users-readable', 'no-tls'],
      raw: planted.raw,
    });
  });

  test('behind a login: read with the credential only', async () => {
    await expectStore(`127.0.0.1:${front.port}`, front.port, {
      kind: 'couchdb',
      product: 'PouchDB Server',
      access: 'admin',
      as: 'auditor',
      credential: { user: 'auditor', password: 'Kestrel-7741' },
      notRules: ['no-authentication', 'personal-data-readable'],
    });
  });
});

const unauthorized = { status: 401, json: { error: 'unauthorized', reason: 'You are not authorized' } };

test('CouchDB 3.3 as it is installed, by protocol fixture: a stranger may not even list', async () => {
  const server = await startHttpFixture(
    {
      'GET /': {
        json: { couchdb: 'Welcome', version: '3.3.3', uuid: 'u', vendor: { name: 'The Apache Software Foundation' } },
      },
      'GET /_session': { json: { ok: true, userCtx: { name: null, roles: [] }, info: {} } },
    },
    { server: 'CouchDB/3.3.3 (Erlang OTP/24)' },
    unauthorized,
  );
  await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'couchdb',
    product: 'CouchDB',
    version: /^3\.3\.3$/,
    access: 'none',
    notRules: ['no-authentication', 'admin-party', 'users-readable', 'any-origin'],
  });
  await server.stop();
});

test('CouchDB 2.3 with an administrator and a public database, by protocol fixture: read, but no more', async () => {
  const rows = planted.records.slice(0, 5).map((doc, index) => ({ id: `d${index}`, doc }));
  const server = await startHttpFixture(
    {
      'GET /': { json: { couchdb: 'Welcome', version: '2.3.1' } },
      'GET /_session': { json: { ok: true, userCtx: { name: null, roles: [] }, info: {} } },
      'GET /_all_dbs': { json: ['_replicator', '_users', 'app'] },
      'GET /app': { json: { doc_count: 5, sizes: { file: 9000 } } },
      'GET /app/_all_docs': { json: { total_rows: 5, rows } },
    },
    { server: 'CouchDB/2.3.1 (Erlang OTP/19)' },
    unauthorized,
  );
  await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'couchdb',
    product: 'CouchDB',
    access: 'read',
    namespaces: { app: { records: 5, sampled: 5 } },
    rules: ['no-authentication', 'personal-data-readable'],
    notRules: ['admin-party', 'users-readable'],
  });
  await server.stop();
});

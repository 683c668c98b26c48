import { once } from 'node:events';
import net from 'node:net';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryFrame } from '../../electron/engine/protocols/mongo-wire.ts';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectedTypes, plantedPeople } from '../support/people.ts';
import { has, type RealServer, startFerret, startMongod, startMongoJava } from '../support/processes.ts';

const planted = plantedPeople(120, 'mongo');
const password = 'Kestrel-7741';

async function seed(uri: string): Promise<void> {
  const client = new MongoClient(uri, { directConnection: true, serverSelectionTimeoutMS: 10_000 });
  try {
    await client.db('shop').collection('people').insertMany(structuredClone(planted.records));
    await client.db('shop').collection('hello').insertOne({ greeting: 'hello' });
    await client
      .db('README_TO_RECOVER')
      .collection('readme')
      .insertOne({ content: 'Your data is backed up. Pay 0.1 BTC and write to thief@example.net' });
  } finally {
    await client.close();
  }
}

function expectPlanted(fields: Record<string, string[]>): void {
  for (const [path, type] of Object.entries(expectedTypes))
    expect(fields[`shop.people ${path}`] ?? [], path).toContain(type);
  expect(fields['shop.people orderCount']).toBeUndefined();
}

describe.skipIf(!has('ferretdb'))('FerretDB 1.24', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startFerret(), startFerret(password)]);
    await Promise.all([
      seed(`mongodb://127.0.0.1:${open.port}`),
      seed(`mongodb://admin:${password}@127.0.0.1:${locked.port}`),
    ]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('open: kind, version, access, namespaces, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({
      kind: 'mongodb',
      product: 'FerretDB',
      version: '1.24.0',
      access: 'read',
      as: 'anonymous',
      complete: true,
      errors: [],
    });
    expect(store.namespaces.find((n) => n.name === 'shop.people')).toMatchObject({ records: 120, sampled: 120 });
    expectPlanted(typesByField(store));
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'mongodb.no-authentication',
        'mongodb.personal-data-readable',
        'mongodb.no-tls',
        'mongodb.signs-of-a-break-in',
      ]),
    );
    expect(store.findings.find((f) => f.rule === 'mongodb.signs-of-a-break-in')?.evidence).toHaveLength(1);
    allowListed(audited, 'mongodb');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('protected: a stranger gets nothing, and it is told so', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    const store = audited.store(locked.port);
    expect(store).toMatchObject({ access: 'none', namespaces: [], complete: true });
    expect(store.capabilities).toMatchObject({
      metadata: { state: 'denied' },
      read: { state: 'denied' },
      write: { state: 'denied' },
    });
    expect(rulesOf(store)).not.toContain('mongodb.no-authentication');
    allowListed(audited, 'mongodb');
    await ajar.close();
  });

  test('protected, with the credential: read as that user, and no finding that says anybody can', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`, { credential: { user: 'admin', password } });
    const store = audited.store(locked.port);
    expect(store).toMatchObject({ access: 'read', as: 'admin' });
    expectPlanted(typesByField(store));
    expect(rulesOf(store)).not.toContain('mongodb.no-authentication');
    expect(rulesOf(store)).not.toContain('mongodb.personal-data-readable');
    allowListed(audited, 'mongodb');
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, [password, ...planted.raw])).toEqual([]);
  });

  test('a wrong credential is told, and what a stranger gets is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`, {
      credential: { user: 'admin', password: 'wrong-9931' },
    });
    const store = audited.store(locked.port);
    expect(store.access).toBe('none');
    expect(store.errors.join()).toMatch(/credential was not accepted/);
    await ajar.close();
  });

  test('a re-check sees that it was closed', async () => {
    const ajar = testEngine();
    const server = await startFerret();
    const audited = await ajar.audit(`127.0.0.1:${server.port}`);
    await server.stop();
    const { store } = await ajar.engine.handlers['stores.recheck']({
      auditId: audited.auditId,
      storeId: `127.0.0.1:${server.port}`,
    });
    expect(store.errors[0]).toMatch(/could not be reached from here/);
    expect(store.recheckedAt).not.toBeNull();
    await ajar.close();
  });
});

describe.skipIf(!has('mongo-java-server'))('mongo-java-server 1.47, which speaks the older protocol', () => {
  let old: RealServer;
  beforeAll(async () => {
    old = await startMongoJava('MONGO_3_6');
    await seedOld(old.port);
  });
  afterAll(async () => {
    await old?.stop();
  });

  test('as MongoDB 3.6, below what the driver accepts: read by our own client', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${old.port}`);
    const store = audited.store(old.port);
    expect(store).toMatchObject({ kind: 'mongodb', version: '3.6.0', access: 'read', complete: true });
    expect(store.identity.wireVersion).toBe('6');
    expectPlanted(typesByField(store));
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining(['mongodb.no-authentication', 'mongodb.end-of-life', 'mongodb.advisory']),
    );
    allowListed(audited, 'mongodb');
    await ajar.close();
  });
});

/** The driver refuses this server: seeded by the wire, by insert, which Ajar itself may never send. */
async function seedOld(port: number): Promise<void> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(queryFrame(1, 'shop.$cmd', { insert: 'people', documents: structuredClone(planted.records) }, -1));
  await once(socket, 'data');
  socket.destroy();
}

describe.skipIf(!has('mongod'))('mongod', () => {
  test('open and with authorization', async () => {
    const [open, locked] = await Promise.all([startMongod(), startMongod(['--auth'])]);
    const ajar = testEngine();
    try {
      await seed(`mongodb://127.0.0.1:${open.port}`);
      const audited = await ajar.audit(`127.0.0.1:${open.port} 127.0.0.1:${locked.port}`);
      expect(audited.store(open.port)).toMatchObject({ product: 'MongoDB', access: 'admin' });
      expectPlanted(typesByField(audited.store(open.port)));
      expect(audited.store(locked.port)).toMatchObject({ product: 'MongoDB', access: 'none' });
      allowListed(audited, 'mongodb');
    } finally {
      await ajar.close();
      await Promise.all([open.stop(), locked.stop()]);
    }
  });
});

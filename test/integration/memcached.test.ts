import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startMemcached } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { startTcpFixture } from '../support/tcp-fixture.ts';

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

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('memcached://', open.port);
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

describe.skipIf(!has('memcached'))('memcached that asks for a login', () => {
  const expected = {
    kind: 'memcached',
    product: 'memcached',
    access: 'none',
    notRules: ['no-authentication'],
  } as const;

  test('by SASL, by protocol fixture: the text protocol is closed, the binary one tells the version', async () => {
    const version = Buffer.from('1.6.18');
    const head = Buffer.alloc(24);
    head.writeUInt16BE(0x810b, 0);
    head.writeUInt32BE(version.length, 8);
    const server = await startTcpFixture((socket) =>
      socket.on('data', (chunk: Buffer) => {
        if (chunk[0] === 0x80 && chunk[1] === 0x0b) socket.write(Buffer.concat([head, version]));
        else socket.destroy();
      }),
    );
    const notRules = [...expected.notRules];
    await expectStore(`memcached://127.0.0.1:${server.port}`, server.port, {
      ...expected,
      notRules,
      version: /^1\.6\.18$/,
    });
    await server.stop();
  });

  test('by a password file: commands are refused until then', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ajar-mc-'));
    const file = path.join(folder, 'passwords');
    writeFileSync(file, 'app:Kestrel-7741\n', { mode: 0o644 });
    chmodSync(folder, 0o755);
    const server = await startMemcached('-Y', file);
    await expectStore(`memcached://127.0.0.1:${server.port}`, server.port, {
      ...expected,
      notRules: [...expected.notRules],
    });
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});

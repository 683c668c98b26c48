import dgram from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { expectStore } from '../support/store-suite.ts';
import { startTcpFixture } from '../support/tcp-fixture.ts';

/** Answers PRELOGIN as MS-TDS 2.2.6.5 lays it out, and nothing else. */
function startTds([major, minor, build]: [number, number, number], encryption: number, said: Buffer[] = []) {
  const options = Buffer.from([
    0,
    0,
    11,
    0,
    6,
    1,
    0,
    17,
    0,
    1,
    0xff,
    major,
    minor,
    build >> 8,
    build & 255,
    0,
    0,
    encryption,
  ]);
  const answer = Buffer.concat([Buffer.from([4, 1, 0, options.length + 8, 0, 0, 1, 0]), options]);
  return startTcpFixture((socket) =>
    socket.on('data', (chunk: Buffer) => {
      said.push(chunk);
      if (chunk[0] === 0x12) socket.write(answer);
      else socket.destroy();
    }),
  );
}

test('SQL Server by protocol fixture: version and encryption before any login; no login is tried', async () => {
  const said: Buffer[] = [];
  const server = await startTds([15, 0, 2000], 0, said);
  const store = await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'mssql',
    product: 'SQL Server',
    version: /^15\.0\.2000$/,
    access: 'none',
    rules: ['encryption-not-forced', 'tls-optional'],
    notRules: ['no-authentication', 'no-tls', 'browser-tells-instances'],
  });
  expect(store.identity.release).toBe('SQL Server 2019');
  expect(said.every((chunk) => chunk[0] !== 0x10)).toBe(true);
  await server.stop();
});

test('one that requires encryption, and one that has none', async () => {
  const [required, none] = await Promise.all([startTds([16, 0, 1000], 3), startTds([10, 50, 6000], 2)]);
  const known = { kind: 'mssql', product: 'SQL Server', access: 'none' } as const;
  await expectStore(`127.0.0.1:${required.port}`, required.port, {
    ...known,
    notRules: ['encryption-not-forced', 'tls-optional', 'no-tls'],
  });
  await expectStore(`127.0.0.1:${none.port}`, none.port, { ...known, rules: ['encryption-not-forced', 'no-tls'] });
  await Promise.all([required.stop(), none.stop()]);
});

test('the browser service tells its instances', async () => {
  const told = 'ServerName;DB1;InstanceName;SQLEXPRESS;IsClustered;No;Version;15.0.2000.5;tcp;49812;;';
  const browser = dgram.createSocket('udp4');
  browser.on('message', (question, from) => {
    if (question[0] === 3)
      browser.send(
        Buffer.concat([Buffer.from([5, told.length & 255, told.length >> 8]), Buffer.from(told)]),
        from.port,
        from.address,
      );
  });
  browser.bind(1434, '127.0.0.1');
  await once(browser, 'listening');
  const server = await startTds([15, 0, 2000], 1);
  const store = await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'mssql',
    product: 'SQL Server',
    access: 'none',
    rules: ['browser-tells-instances'],
  });
  const finding = store.findings.find((one) => one.rule === 'mssql.browser-tells-instances');
  expect(finding?.evidence).toEqual(['DB1\\SQLEXPRESS 15.0.2000.5, tcp 49812']);
  await server.stop();
  browser.close();
});

import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startMariadb } from '../support/processes.ts';
import { startTcpFixture } from '../support/tcp-fixture.ts';

const planted = plantedPeople(80, 'maria');
const password = 'Kestrel-7741';

async function seed(port: number, user: string, secret: string): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port, user, password: secret });
  await connection.query('CREATE DATABASE IF NOT EXISTS shop');
  await connection.query(
    'CREATE TABLE shop.people (id int auto_increment primary key, email varchar(200), full_name varchar(200), phone varchar(50), wifi_ssid varchar(64), `order` int, profile json)',
  );
  for (const record of planted.records) {
    const values = [
      record.email,
      record.fullName,
      record.phone,
      (record.wifi as { ssid: string }).ssid,
      record.orderCount,
      record.profile,
    ];
    await connection.query(
      'INSERT INTO shop.people (email, full_name, phone, wifi_ssid, `order`, profile) VALUES (?, ?, ?, ?, ?, ?)',
      values,
    );
  }
  await connection.query('CREATE TABLE shop.`we``ird` (a int)');
  await connection.query('ANALYZE TABLE shop.people');
  await connection.end();
}

describe.skipIf(!has('mariadb'))('MariaDB', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([
      startMariadb([
        "CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY ''",
        "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION",
      ]),
      startMariadb([
        `CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '${password}'`,
        "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1'",
        `CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY '${password}'`,
        "GRANT SELECT ON shop.* TO 'reader'@'%'",
        "DROP USER IF EXISTS ''@'localhost'",
      ]),
    ]);
    await seed(open.port, 'root', '');
    await seed(locked.port, 'root', password);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('mysql://', open.port);
  });

  test('root without a password: version, access, tables, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({
      kind: 'mysql',
      product: 'MariaDB',
      access: 'admin',
      as: 'anonymous',
      complete: true,
      errors: [],
    });
    expect(store.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(store.namespaces.map((n) => n.name)).toEqual(expect.arrayContaining(['shop.people', 'shop.we`ird']));
    const fields = typesByField(store);
    expect(fields['shop.people email']).toContain('email');
    expect(fields['shop.people full_name']).toContain('person-name');
    expect(fields['shop.people profile.backupEmail']).toContain('email');
    expect(fields['shop.people order']).toBeUndefined();
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'mysql.no-authentication',
        'mysql.personal-data-readable',
        'mysql.file-access',
        'mysql.files-anywhere',
      ]),
    );
    allowListed(audited, 'mysql');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('with passwords: one try as root and one without a name, both refused', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    const store = audited.store(locked.port);
    expect(store).toMatchObject({
      access: 'none',
      capabilities: { read: { state: 'denied', how: expect.stringContaining('1045') } },
    });
    expect(rulesOf(store)).not.toContain('mysql.no-authentication');
    expect(audited.transcript.filter((entry) => entry.command === 'login with an empty password')).toHaveLength(2);
    allowListed(audited, 'mysql');
    await ajar.close();
  });

  test('a reader of one database sees that one', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`, { credential: { user: 'reader', password } });
    const store = audited.store(locked.port);
    expect(store).toMatchObject({ access: 'read', as: 'reader', capabilities: { write: { state: 'unknown' } } });
    expect(typesByField(store)['shop.people email']).toContain('email');
    allowListed(audited, 'mysql');
    await ajar.close();
  });
});

test('the X Protocol of MySQL 8 is named by its greeting, by protocol fixture', async () => {
  const server = await startTcpFixture((socket) => socket.write(Buffer.from([5, 0, 0, 0, 11, 8, 5, 26, 0])));
  const ajar = testEngine();
  const { report } = await ajar.audit(`127.0.0.1:${server.port}`);
  expect(report.notStores[0]?.message).toMatch(/MySQL by its X Protocol; audit its classic port/);
  await ajar.close();
  await server.stop();
});

import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { has, type RealServer, startMariadb, startRedis } from '../support/processes.ts';
import { tellRedis } from '../support/redis-client.ts';

const password = 'Kestrel-7741';
const people = Array.from({ length: 300 }, (_, n) => ({
  mail: `copyperson${n}@example.org`,
  phone: `+44 20 7946 ${String(n).padStart(4, '0')}`,
}));
/** Of 300 people 288 were copied: 96 %. */
const copied = people.slice(0, 288);

describe.skipIf(!has('mariadb') || !has('redis'))('the incident: production data, copied into an open store', () => {
  let production: RealServer;
  let copy: RealServer;
  beforeAll(async () => {
    [production, copy] = await Promise.all([
      startMariadb([
        `CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '${password}'`,
        "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1'",
        `CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY '${password}'`,
        "GRANT SELECT ON shop.* TO 'reader'@'%'",
        "DROP USER IF EXISTS ''@'localhost'",
      ]),
      startRedis(),
    ]);
    const connection = await createConnection({ host: '127.0.0.1', port: production.port, user: 'root', password });
    await connection.query('CREATE DATABASE shop');
    await connection.query(
      'CREATE TABLE shop.users (id int auto_increment primary key, user_mail varchar(200), mobile varchar(50))',
    );
    await connection.query('INSERT INTO shop.users (user_mail, mobile) VALUES ?', [
      people.map(({ mail, phone }) => [mail, phone]),
    ]);
    await connection.end();
    // Rows as nested documents, in capitals and with spaces around them.
    const documents = copied.map(({ mail, phone }, n) => {
      const document = {
        contact: { 'e-mail': ` ${mail.toUpperCase()} `, tel: phone.replaceAll(' ', '') },
        plan: 'basic',
      };
      return ['SET', `customer:${n}`, JSON.stringify(document)];
    });
    await tellRedis(copy.port, documents);
  });
  afterAll(async () => {
    await Promise.all([production?.stop(), copy?.stop()]);
  });

  test('the open copy of the protected table is found, with its share, within one audit', async () => {
    const ajar = testEngine();
    const targets = `127.0.0.1:${production.port} 127.0.0.1:${copy.port}`;
    const credential = { user: 'reader', password };
    const { report, auditId } = await ajar.audit(targets, { credential, options: { sample: 300, timeoutMs: 4000 } });
    const [found] = report.copies;
    expect(found).toMatchObject({
      by: 'records',
      copy: { storeId: `127.0.0.1:${copy.port}`, path: 'customer.contact.e-mail', access: 'admin' },
      original: { namespace: 'shop.users', path: 'user_mail', access: 'none' },
      severity: 'high',
    });
    expect(found?.ofOriginal?.estimate).toBeGreaterThan(0.9);
    expect(found?.ofOriginal?.estimate).toBeLessThanOrEqual(1);
    const raw = people.flatMap(({ mail, phone }) => [mail, mail.toUpperCase(), phone]);
    expect(await leaksInReports(ajar.engine, auditId, raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, raw)).toEqual([]);
  });

  test('and across audits of two scopes on one machine', async () => {
    const ajar = testEngine();
    await ajar.audit(`127.0.0.1:${production.port}`, { credential: { user: 'reader', password } });
    const { report, auditId } = await ajar.audit(`127.0.0.1:${copy.port}`);
    expect(report.copies[0]).toMatchObject({
      original: { storeId: `127.0.0.1:${production.port}` },
      copy: { auditId },
    });
    await ajar.close();
  });
});

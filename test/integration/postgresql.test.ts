import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startPostgres } from '../support/processes.ts';

const planted = plantedPeople(80, 'pg');
const password = 'Kestrel-7741';

async function seed(port: number): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  await client.connect();
  await client.query(`ALTER ROLE postgres PASSWORD '${password}'`);
  await client.query(`CREATE ROLE reader LOGIN PASSWORD '${password}'`);
  await client.query(
    'CREATE TABLE people (id serial, email text, full_name text, phone text, wifi_ssid text, profile jsonb, born timestamptz)',
  );
  await client.query('CREATE TABLE secrets (api_token text)');
  for (const record of planted.records) {
    await client.query(
      'INSERT INTO people (email, full_name, phone, wifi_ssid, profile, born) VALUES ($1, $2, $3, $4, $5, now())',
      [record.email, record.fullName, record.phone, (record.wifi as { ssid: string }).ssid, record.profile],
    );
    await client.query('INSERT INTO secrets VALUES ($1)', [record.apiToken]);
  }
  await client.query('GRANT SELECT ON people TO reader');
  await client.query('GRANT REFERENCES ON secrets TO PUBLIC');
  await client.query('CREATE EXTENSION IF NOT EXISTS dblink');
  await client.query('ANALYZE');
  await client.end();
}

describe.skipIf(!has('postgresql'))('PostgreSQL', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([
      startPostgres(['host all all 0.0.0.0/0 trust']),
      startPostgres(['host all postgres 127.0.0.1/32 scram-sha-256', 'host all reader 127.0.0.1/32 scram-sha-256']),
    ]);
    await seed(open.port);
    await seedLocked(locked.port);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('postgresql://', open.port);
  });

  /** The first password is set over the server's own socket in its data folder, which trusts. */
  async function seedLocked(port: number): Promise<void> {
    const { spawnSync } = await import('node:child_process');
    const found = spawnSync('sh', ['-c', `ls -d /tmp/ajar-pg-*/.s.PGSQL.${port}`], { encoding: 'utf8' }).stdout.trim();
    const client = new Client({
      host: found.replace(/\/\.s\.PGSQL\.\d+$/, ''),
      port,
      user: 'postgres',
      database: 'postgres',
    });
    await client.connect();
    await client.query(`ALTER ROLE postgres PASSWORD '${password}'`);
    await client.end();
    await seed(port);
  }

  test('trust: version, access, tables, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({
      kind: 'postgresql',
      product: 'PostgreSQL',
      access: 'admin',
      as: 'anonymous',
      complete: true,
      errors: [],
    });
    expect(store.version).toMatch(/^\d+\.\d+$/);
    expect(store.namespaces.find((n) => n.name === 'postgres.public.people')).toMatchObject({
      records: 80,
      sampled: 80,
    });
    const fields = typesByField(store);
    expect(fields['postgres.public.people email']).toContain('email');
    expect(fields['postgres.public.people full_name']).toContain('person-name');
    expect(fields['postgres.public.people wifi_ssid']).toContain('wifi-ssid');
    expect(fields['postgres.public.people profile.dateOfBirth']).toContain('date-of-birth');
    expect(fields['postgres.public.secrets api_token']).toContain('api-token');
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'postgresql.no-authentication',
        'postgresql.personal-data-readable',
        'postgresql.stranger-is-superuser',
        'postgresql.no-tls',
        'postgresql.connections-not-logged',
        'postgresql.trusts-other-machines',
        'postgresql.public-rights',
        'postgresql.reaching-extensions',
      ]),
    );
    allowListed(audited, 'postgresql');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('SCRAM: a stranger gets nothing, and the method is told', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    const store = audited.store(locked.port);
    expect(store).toMatchObject({
      access: 'none',
      capabilities: { read: { state: 'denied', how: expect.stringContaining('scram') } },
    });
    expect(rulesOf(store)).not.toContain('postgresql.no-authentication');
    expect(rulesOf(store)).not.toContain('postgresql.weak-password-method');
    allowListed(audited, 'postgresql');
    await ajar.close();
  });

  test('a reader of one table sees that one, and is told to be no superuser', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`, { credential: { user: 'reader', password } });
    const store = audited.store(locked.port);
    expect(store).toMatchObject({ access: 'read', as: 'reader', capabilities: { admin: { state: 'denied' } } });
    expect(store.namespaces.map((n) => n.name)).toEqual(['postgres.public.people']);
    expect(rulesOf(store)).not.toContain('postgresql.no-authentication');
    allowListed(audited, 'postgresql');
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, [password, ...planted.raw])).toEqual([]);
  });
});

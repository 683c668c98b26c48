import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { startHttpFixture } from '../support/http-fixture.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startInflux } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(40, 'influx');
const password = 'Kestrel-7741';

async function call(port: number, path: string, body: string, login = ''): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body,
    headers: login
      ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
      : { 'content-type': 'application/x-www-form-urlencoded' },
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

async function seed(port: number): Promise<void> {
  await call(port, '/query', 'q=CREATE DATABASE home');
  const points = planted.records.map(
    (record, n) =>
      `visits,room=r${n % 3} email="${record.email}",ssid="${(record.wifi as { ssid: string }).ssid}",count=${n}i ${1_600_000_000_000_000_000n + BigInt(n)}`,
  );
  await call(port, '/write?db=home', points.join('\n'));
}

describe.skipIf(!has('influxdb'))('InfluxDB 1', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startInflux(false), startInflux(true)]);
    await seed(open.port);
    await call(locked.port, '/query', `q=CREATE USER admin WITH PASSWORD '${password}' WITH ALL PRIVILEGES`);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('open: version, access, measurements, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({ kind: 'influxdb', product: 'InfluxDB', access: 'admin', complete: true, errors: [] });
    expect(store.version).toMatch(/^1\.\d+\.\d+/);
    expect(store.namespaces.find((n) => n.name === 'home.visits')).toMatchObject({ sampled: 40 });
    expect(typesByField(store)['home.visits email']).toContain('email');
    expect(typesByField(store)['home.visits ssid']).toContain('wifi-ssid');
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'influxdb.no-authentication',
        'influxdb.personal-data-readable',
        'influxdb.no-tls',
        'influxdb.profiler-open',
      ]),
    );
    allowListed(audited, 'influxdb');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('with authentication on: a stranger gets nothing; with the credential it is read', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    expect(audited.store(locked.port)).toMatchObject({ access: 'none', capabilities: { read: { state: 'denied' } } });
    expect(rulesOf(audited.store(locked.port))).not.toContain('influxdb.no-authentication');
    const known = await ajar.audit(`127.0.0.1:${locked.port}`, { credential: { user: 'admin', password } });
    expect(known.store(locked.port)).toMatchObject({ as: 'admin', access: 'admin' });
    allowListed(audited, 'influxdb');
    await ajar.close();
  });
});

/** Answers as InfluxDB 2.7 does. @param allowed whether anybody may still set it up */
function startSecond(allowed: boolean) {
  return startHttpFixture(
    {
      'GET /ping': { status: 204 },
      'GET /api/v2/setup': { json: { allowed } },
      'GET /': { text: '<html><title>InfluxDB</title></html>' },
    },
    { 'x-influxdb-version': 'v2.7.6', 'x-influxdb-build': 'OSS' },
    { status: 401, json: { code: 'unauthorized', message: 'unauthorized access' } },
  );
}

test('InfluxDB 2 by protocol fixture: whoever sets it up owns it; once set up it is closed', async () => {
  const [open, closed] = await Promise.all([startSecond(true), startSecond(false)]);
  const known = { kind: 'influxdb', product: 'InfluxDB', version: /^2\.7\.6$/ };
  await expectStore(`127.0.0.1:${open.port}`, open.port, {
    ...known,
    access: 'admin',
    rules: ['onboarding-open', 'no-authentication'],
  });
  await expectStore(`127.0.0.1:${closed.port}`, closed.port, {
    ...known,
    access: 'none',
    notRules: ['onboarding-open', 'no-authentication', 'profiler-open'],
  });
  await Promise.all([open.stop(), closed.stop()]);
});

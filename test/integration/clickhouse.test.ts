import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpFixture } from '../support/http-fixture.ts';
import { startClickHouse } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(50, 'click');
const password = 'Kestrel-7741';
type Started = Awaited<ReturnType<typeof startClickHouse>>;

async function seed(port: number, login: string): Promise<void> {
  const send = async (statement: string, body = '') => {
    const query = new URLSearchParams({ query: statement, user: 'default', password: login });
    const answer = await fetch(`http://127.0.0.1:${port}/?${query}`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${statement}: ${await answer.text()}`);
  };
  await send(
    'CREATE TABLE customers (email String, phone String, ssid String, born Date, n UInt32) ENGINE = MergeTree() ORDER BY n',
  );
  await send('CREATE VIEW emails AS SELECT email FROM customers');
  const lines = planted.records.map(({ email, phone, wifi }, n) =>
    JSON.stringify({ email, phone, ssid: (wifi as { ssid: string }).ssid, born: '1980-02-03', n }),
  );
  await send('INSERT INTO customers FORMAT JSONEachRow', lines.join('\n'));
}

describe.skipIf(!has('clickhouse'))('ClickHouse', () => {
  let open: Started;
  let locked: Started;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startClickHouse(), startClickHouse(password)]);
    await Promise.all([seed(open.port, ''), seed(locked.port, password)]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
    await expectSturdy('clickhouse://', open.nativePort);
  });

  const found = {
    kind: 'clickhouse',
    version: /^18\.16\./,
    access: 'read',
    namespaces: { 'default.customers': { records: 50, sampled: 50 }, 'default.emails': { sampled: 0 } },
    types: {
      'default.customers email': 'email',
      'default.customers phone': 'phone',
      'default.customers ssid': 'wifi-ssid',
    },
    rules: ['no-authentication', 'personal-data-readable', 'default-user-open', 'reaches-files-and-servers', 'no-tls'],
    raw: planted.records.flatMap(({ email, phone }) => [String(email), String(phone)]),
  } as const;

  test('open by HTTP: tables, fields, findings; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      ...found,
      product: 'ClickHouse',
      rules: [...found.rules],
      raw: [...found.raw],
    });
  });

  test('open by the native port: the same', async () => {
    const product = 'ClickHouse (native port)';
    await expectStore(`127.0.0.1:${open.nativePort}`, open.nativePort, {
      ...found,
      product,
      rules: [...found.rules],
      raw: [...found.raw],
    });
  });

  test('with a password, by both: a stranger gets nothing; the credential reads it', { timeout: 20_000 }, async () => {
    const notRules = ['no-authentication', 'default-user-open', 'personal-data-readable'];
    const credential = { user: 'default', password };
    for (const [port, product] of [
      [locked.port, 'ClickHouse'] as const,
      [locked.nativePort, 'ClickHouse (native port)'] as const,
    ]) {
      await expectStore(`127.0.0.1:${port}`, port, { kind: 'clickhouse', product, access: 'none', notRules });
      const known = { kind: 'clickhouse', product, access: 'read', as: 'default', credential, notRules } as const;
      await expectStore(`127.0.0.1:${port}`, port, { ...known, types: { ...found.types }, notRules: [...notRules] });
    }
  });
});

/** Answers statements as a server of today does. */
function startModern(grants: string[], readonly: string) {
  return startHttpFixture({
    'GET /': (request) => {
      const statement = new URL(request.url ?? '', 'http://x').searchParams.get('query');
      if (statement === null) return { text: 'Ok.\n' };
      const rows = (...data: object[]) => ({ json: { data } });
      if (statement.startsWith('SHOW GRANTS')) return rows(...grants.map((grant) => ({ GRANTS: grant })));
      if (statement.includes('version()')) return rows({ version: '24.8.4.13' });
      if (statement.includes('system.settings_profile_elements')) return rows({ total: '0' });
      if (statement.includes('system.settings')) return rows({ value: readonly });
      if (statement.includes('system.table_functions')) return rows({ name: 'file' }, { name: 'url' });
      if (statement.includes('system.clusters')) return rows({ cluster: 'main', host: '10.0.0.9', local: '0' });
      if (statement.includes('system.one')) return rows({ dummy: '0' });
      return rows();
    },
  });
}

test('grants decide what may be written, by fixture: everything, reading only, a read-only profile', async () => {
  const modern = { kind: 'clickhouse', product: 'ClickHouse', version: /^24\.8/ } as const;
  const [all, reader, profile] = await Promise.all([
    startModern(['GRANT ALL ON *.* TO default WITH GRANT OPTION'], '2'),
    startModern(['GRANT SELECT ON shop.* TO default'], '2'),
    startModern(['GRANT ALL ON *.* TO default'], '1'),
  ]);
  const writer = await startModern(['GRANT SHOW, SELECT(a, b), INSERT ON shop.* TO default'], '2');
  const byRole = await startModern(['GRANT SELECT ON shop.* TO default', 'GRANT etl TO default'], '2');
  await expectStore(`127.0.0.1:${all.port}`, all.port, {
    ...modern,
    access: 'admin',
    rules: ['no-authentication', 'reaches-files-and-servers', 'names-remote-servers'],
  });
  await expectStore(`127.0.0.1:${reader.port}`, reader.port, {
    ...modern,
    access: 'read',
    notRules: ['reaches-files-and-servers'],
  });
  await expectStore(`127.0.0.1:${profile.port}`, profile.port, { ...modern, access: 'read' });
  await expectStore(`127.0.0.1:${writer.port}`, writer.port, { ...modern, access: 'write' });
  const role = await expectStore(`127.0.0.1:${byRole.port}`, byRole.port, { ...modern, access: 'read' });
  expect(role.capabilities.write.state).toBe('unknown');
  await Promise.all([writer.stop(), byRole.stop(), all.stop(), reader.stop(), profile.stop()]);
});

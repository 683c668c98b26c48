import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectedTypes, plantedPeople } from '../support/people.ts';
import { has, type RealServer, startOpenSearch } from '../support/processes.ts';
import { startProxy } from '../support/proxy.ts';

const planted = plantedPeople(120, 'search');

async function send(port: number, method: string, path: string, body: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    body,
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
}

async function seed(port: number): Promise<void> {
  const bulk = planted.records.map((record) => `{"index":{}}\n${JSON.stringify(record)}\n`).join('');
  await send(port, 'POST', '/people/_bulk?refresh=true', bulk);
  await send(port, 'PUT', '/hello/_doc/1?refresh=true', '{"greeting":"hello"}');
  await send(port, 'PUT', '/gfjz2kx9ab-meow', '{}');
  await send(port, 'POST', '/_aliases', '{"actions":[{"add":{"index":"people","alias":"everybody"}}]}');
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe.skipIf(!has('opensearch'))('OpenSearch 2.19', () => {
  let server: RealServer;
  const proxies: RealServer[] = [];
  beforeAll(async () => {
    server = await startOpenSearch();
    await seed(server.port);
  }, 150_000);
  afterAll(async () => {
    await Promise.all([...proxies.map((proxy) => proxy.stop()), server?.stop()]);
  });
  const behind = async (...args: [Parameters<typeof startProxy>[1], string?]) => {
    const proxy = await startProxy(server.port, ...args);
    proxies.push(proxy);
    return proxy.port;
  };

  test('open: kind, version, access, namespaces, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${server.port}`);
    const store = audited.store(server.port);
    expect(store).toMatchObject({
      kind: 'elasticsearch',
      product: 'OpenSearch',
      version: '2.19.1',
      access: 'admin',
      complete: true,
      errors: [],
    });
    expect(store.namespaces.find((n) => n.name === 'people')).toMatchObject({
      records: 120,
      recordsExact: true,
      sampled: 120,
    });
    expect(store.namespaces.find((n) => n.name === 'everybody')).toMatchObject({ note: 'alias' });
    const fields = typesByField(store);
    for (const [path, type] of Object.entries(expectedTypes))
      expect(fields[`people ${path}`] ?? [], path).toContain(type);
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'elasticsearch.no-authentication',
        'elasticsearch.personal-data-readable',
        'elasticsearch.no-tls',
        'elasticsearch.settings-readable',
        'elasticsearch.signs-of-a-break-in',
      ]),
    );
    expect(store.findings.find((f) => f.rule === 'elasticsearch.signs-of-a-break-in')?.evidence).toEqual([
      expect.stringContaining('gfjz2kx9ab-meow'),
    ]);
    allowListed(audited, 'elasticsearch');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('no scroll and no search context is left open', async () => {
    const stats = (await (await fetch(`http://127.0.0.1:${server.port}/_nodes/stats/indices/search`)).json()) as {
      nodes: Record<string, { indices: { search: { open_contexts: number; scroll_total: number } } }>;
    };
    for (const node of Object.values(stats.nodes))
      expect(node.indices.search).toMatchObject({ open_contexts: 0, scroll_total: 0 });
  });

  test('behind a proxy with a login: without it a login is told to be needed, with it the store is read', async () => {
    const port = await behind((request) =>
      request.headers.authorization === basic('ada', 'Merlin-4410') ? undefined : 401,
    );
    const ajar = testEngine();
    const without = await ajar.audit(`127.0.0.1:${port}`);
    expect(without.report.stores).toEqual([]);
    expect(without.report.notStores).toMatchObject([{ outcome: 'auth-required' }]);
    const audited = await ajar.audit(`http://ada:Merlin-4410@127.0.0.1:${port}`);
    const store = audited.store(port);
    expect(store).toMatchObject({ product: 'OpenSearch', access: 'read', as: 'ada' });
    expect(store.namespaces.find((n) => n.name === 'people')).toMatchObject({ records: 120, sampled: 120 });
    expect(rulesOf(store)).not.toContain('elasticsearch.no-authentication');
    allowListed(audited, 'elasticsearch');
    await ajar.close();
  });

  test('behind a proxy that denies only _search: names are told, records are not', async () => {
    const port = await behind((request) => (request.url?.includes('_search') ? 403 : undefined));
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${port}`);
    const store = audited.store(port);
    expect(store).toMatchObject({ product: 'OpenSearch', access: 'metadata' });
    expect(store.capabilities).toMatchObject({
      metadata: { state: 'proven' },
      read: { state: 'denied' },
      write: { state: 'unknown' },
      admin: { state: 'unknown' },
    });
    expect(rulesOf(store)).toContain('elasticsearch.anonymous-metadata');
    expect(rulesOf(store)).not.toContain('elasticsearch.no-authentication');
    expect(store.namespaces.find((n) => n.name === 'people')?.fields.map((f) => f.path)).toContain('email');
    allowListed(audited, 'elasticsearch');
    await ajar.close();
  });

  test('behind a proxy that lets everything through: write is not claimed, since it was not tried', async () => {
    const port = await behind(() => undefined);
    const ajar = testEngine();
    const store = (await ajar.audit(`127.0.0.1:${port}`)).store(port);
    expect(store).toMatchObject({ access: 'read', capabilities: { write: { state: 'unknown' } } });
    await ajar.close();
  });

  test('behind a path prefix, and what lies at the root is not a store', async () => {
    const port = await behind(() => undefined, '/es');
    const ajar = testEngine();
    const audited = await ajar.audit(`http://127.0.0.1:${port}/es`);
    expect(audited.store(port)).toMatchObject({ product: 'OpenSearch', access: 'read' });
    const root = await ajar.audit(`http://127.0.0.1:${port}/`);
    expect(root.report.stores).toEqual([]);
    await ajar.close();
  });
});

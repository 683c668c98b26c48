import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpFixture } from '../support/http-fixture.ts';
import { startRedisCommander } from '../support/http-servers.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startRedis } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(20, 'kib');

describe.skipIf(!has('redis-commander') || !has('redis'))('Redis Commander', () => {
  let redis: RealServer;
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    redis = await startRedis();
    open = await startRedisCommander(redis.port);
    locked = await startRedisCommander(redis.port, { user: 'admin', password: 'Kestrel-7741' });
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
    await redis?.stop();
  });

  test('open: it is in without a login, and says which store it opens', async () => {
    const store = await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'console',
      product: 'Redis Commander',
      access: 'metadata',
      rules: ['no-login', 'no-tls'],
    });
    expect(store.identity.opens).toBe(`Redis at 127.0.0.1:${redis.port}`);
  });

  test('with a login: its page is shown, and nothing behind it', async () => {
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      kind: 'console',
      product: 'Redis Commander',
      access: 'none',
      notRules: ['no-login'],
    });
  });
});

/** Answers as Kibana 8 does, with its security off or on. */
function startKibana(isOpen: boolean) {
  const hits = planted.records.map((_source) => ({ _source }));
  const backend = (url: string) => {
    const path = new URL(url, 'http://x').searchParams.get('path') ?? '';
    if (path === '/') return { json: { cluster_name: 'shop', version: { number: '8.11.1' } } };
    if (path.startsWith('/_cat/indices'))
      return { json: [{ index: 'customers', 'docs.count': '20', 'store.size': '9000' }] };
    return { json: { hits: { hits } } };
  };
  return startHttpFixture(
    {
      'GET /': { status: 302, headers: { location: isOpen ? '/app/home' : '/login?next=%2F' } },
      'GET /api/status': { json: { version: { number: '8.11.1' } } },
      'POST /api/console/proxy': (request) => {
        const query = new URL(request.url ?? '', 'http://x').searchParams;
        if (!isOpen || request.headers['kbn-xsrf'] === undefined) return { status: 401, json: {} };
        if (query.get('method') !== 'GET') return { status: 400, json: {} };
        return backend(request.url ?? '');
      },
    },
    { 'kbn-name': 'kibana', 'kbn-license-sig': 'x' },
  );
}

test('Kibana by fixture: the store behind an open one is named and judged; a login closes it', async () => {
  const [open, locked] = await Promise.all([startKibana(true), startKibana(false)]);
  const store = await expectStore(`127.0.0.1:${open.port}`, open.port, {
    kind: 'console',
    product: 'Kibana',
    version: /^8\.11\.1$/,
    access: 'read',
    namespaces: { customers: { records: 20, sampled: 20 } },
    types: { 'customers email': 'email', 'customers wifi.ssid': 'wifi-ssid' },
    rules: ['no-login', 'no-authentication', 'personal-data-readable'],
    raw: planted.raw,
  });
  expect(store.identity.opens).toBe('Elasticsearch 8.11.1, cluster shop');
  await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
    kind: 'console',
    product: 'Kibana',
    access: 'none',
    notRules: ['no-login', 'no-authentication'],
  });
  await Promise.all([open.stop(), locked.stop()]);
});

const page = (title: string, body = '') => ({
  text: `<html><head><title>${title}</title></head><body>${body}</body></html>`,
});

test.each([
  ['mongo-express', page('Home - Mongo Express', '<a href="/db/shop/">shop</a>'), 'metadata', 'MongoDB database shop'],
  [
    'phpMyAdmin',
    page('localhost | phpMyAdmin 5.2.1', '<a href="index.php?route=/server/databases">'),
    'metadata',
    undefined,
  ],
  ['phpMyAdmin', page('phpMyAdmin', '<form id="login_form"><input name="pma_username">'), 'none', undefined],
  ['Adminer', page('Login - Adminer', "<input name='auth[username]'>"), 'none', undefined],
  ['Adminer', page('Select database - Adminer', '<span class="version">4.8.1</span>'), 'metadata', undefined],
  [
    'pgAdmin',
    { status: 302, headers: { location: '/login?next=/', 'set-cookie': 'pga4_session=x' } },
    'none',
    undefined,
  ],
  [
    'pgAdmin',
    { status: 302, headers: { location: '/browser/', 'set-cookie': 'pga4_session=x' } },
    'metadata',
    undefined,
  ],
] as const)('%s by fixture of its first page', async (product, root, access, opens) => {
  const server = await startHttpFixture({ 'GET /': root });
  const store = await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'console',
    product,
    access,
    ...(access === 'none' ? { notRules: ['no-login'] } : { rules: ['no-login'] }),
  });
  expect(store.identity.opens).toBe(opens);
  await server.stop();
});

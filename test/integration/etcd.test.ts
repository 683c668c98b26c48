import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowListed } from '../support/allow-listed.ts';
import { rulesOf, testEngine, typesByField } from '../support/engine.ts';
import { startHttpFixture } from '../support/http-fixture.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startEtcd } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(30, 'etcd');
const encode = (value: string) => Buffer.from(value).toString('base64');

async function call(port: number, path: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

async function seed(port: number): Promise<void> {
  for (const [index, record] of planted.records.entries())
    await call(port, 'kv/put', { key: encode(`/app/profile/${1000 + index}`), value: encode(JSON.stringify(record)) });
  await call(port, 'kv/put', { key: encode('/registry/secrets/default/db'), value: encode('k8s') });
}

describe.skipIf(!has('etcd'))('etcd', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startEtcd('--enable-v2=true'), startEtcd()]);
    await Promise.all([seed(open.port), seed(locked.port)]);
    await call(locked.port, 'auth/user/add', { name: 'root', password: 'Kestrel-7741' });
    await call(locked.port, 'auth/user/grant', { user: 'root', role: 'root' });
    await call(locked.port, 'auth/enable', {});
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('etcd://', open.port);
  });

  test('open: version, access, prefixes, fields, findings; nothing raw is kept', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${open.port}`);
    const store = audited.store(open.port);
    expect(store).toMatchObject({ kind: 'etcd', product: 'etcd', access: 'admin', complete: true, errors: [] });
    expect(store.version).toMatch(/^3\.\d+\.\d+$/);
    expect(store.namespaces.find((n) => n.name === '/app/profile/*')).toMatchObject({ records: 30, sampled: 30 });
    expect(typesByField(store)['/app/profile/* profile.email']).toContain('email');
    expect(rulesOf(store)).toEqual(
      expect.arrayContaining([
        'etcd.no-authentication',
        'etcd.personal-data-readable',
        'etcd.kubernetes-secrets',
        'etcd.no-tls',
        'etcd.no-client-certificate',
        'etcd.second-interface-open',
      ]),
    );
    allowListed(audited, 'etcd');
    expect(await leaksInReports(ajar.engine, audited.auditId, planted.raw)).toEqual([]);
    await ajar.close(true);
    expect(leaksInFolder(ajar.dataDir, planted.raw)).toEqual([]);
  });

  test('with authentication on: a stranger gets nothing', async () => {
    const ajar = testEngine();
    const audited = await ajar.audit(`127.0.0.1:${locked.port}`);
    const store = audited.store(locked.port);
    expect(store).toMatchObject({ access: 'none', capabilities: { read: { state: 'denied' } } });
    expect(rulesOf(store)).not.toContain('etcd.no-authentication');
    expect(rulesOf(store)).not.toContain('etcd.second-interface-open');
    allowListed(audited, 'etcd');
    await ajar.close();
  });
});

test('etcd 3.3 by protocol fixture: it is asked under the path of its version', async () => {
  const value = encode(JSON.stringify({ email: 'etcd.person0@example.org' }));
  const server = await startHttpFixture({
    'GET /version': { json: { etcdserver: '3.3.27', etcdcluster: '3.3.0' } },
    'POST /v3beta/kv/range': {
      json: { header: { cluster_id: '1' }, count: '1', kvs: [{ key: encode('/app/1000'), value }] },
    },
  });
  await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'etcd',
    product: 'etcd',
    version: /^3\.3\.27$/,
    access: 'admin',
    namespaces: { '/app/*': { sampled: 1 } },
    rules: ['no-authentication', 'end-of-life'],
    notRules: ['second-interface-open'],
  });
  await server.stop();
});

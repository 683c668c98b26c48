import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, documentCollections, searchIndices, voiceLink } from '../../electron/lab/customers.ts';
import { startElasticLab } from '../../electron/lab/elastic-server.ts';
import { type Lab, startLab } from '../../electron/lab/lab.ts';
import { startMongoLab } from '../../electron/lab/mongo-server.ts';
import { readAudit, rulesOf, testEngine } from '../support/engine.ts';
import { leaksInFolder, leaksInReports } from '../support/leaks.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

/** Raw values of the records that the lab gives out first. */
function labValues(): string[] {
  return [0, 1, 2, 3, 50, 199].flatMap((index) => {
    const { email, cameras, wifi } = customer(index) as {
      email: string;
      cameras: { serialNumber: string; mac: string }[];
      wifi: { bssid: string };
    };
    const { alexaToken } = voiceLink(index) as { alexaToken: { accessToken: string } };
    return [
      email,
      wifi.bssid,
      alexaToken.accessToken,
      ...cameras.flatMap((camera) => [camera.serialNumber, camera.mac]),
    ];
  });
}

test('the lab: both open stores critical, both others protected, the incident’s data in the right fields', async () => {
  const ajar = testEngine();
  const { report, auditId } = await ajar.audit(lab.targets.join('\n'));
  expect(report.audit).toMatchObject({ state: 'complete', counts: { stores: 4, open: 2 } });
  const [first, second, third, fourth] = report.stores;
  expect([first?.severity, second?.severity]).toEqual(['critical', 'critical']);
  expect([first?.access, second?.access, third?.access, fourth?.access]).toEqual(['admin', 'admin', 'none', 'none']);
  expect([third?.capabilities.read.state, fourth?.capabilities.read.state]).toEqual(['denied', 'denied']);
  const found = (store: typeof first) =>
    Object.fromEntries(
      (store?.namespaces ?? []).map((n) => [
        n.name,
        n.fields
          .filter((f) => f.types.length > 0)
          .map((f) => f.path)
          .toSorted(),
      ]),
    );
  const search = report.stores.find((store) => store.kind === 'elasticsearch' && store.access === 'admin');
  expect(found(search)).toMatchObject({
    'customers-2019': [
      'cameras[].firmware',
      'cameras[].mac',
      'cameras[].nickname',
      'cameras[].serialNumber',
      'email',
      'firstName',
      'lastLogin.ip',
      'lastName',
      'sharedWith[].email',
      'wifi.bssid',
      'wifi.ssid',
    ],
    'beta-body-scale': [
      'body.boneDensity',
      'body.dailyProteinIntake',
      'body.heightCm',
      'body.weightKg',
      'dateOfBirth',
      'gender',
      'testerEmail',
    ],
    'voice-links': ['accountEmail', 'alexaToken.accessToken', 'alexaToken.refreshToken'],
    'service-metrics': [],
  });
  const emails = search?.namespaces.find((n) => n.name === 'customers-2019')?.fields.find((f) => f.path === 'email');
  expect(emails?.types[0]?.estimatedRecords).toBe(2_400_000);
  expect(search?.scoreParts.reduce((sum, part) => sum + part.points, 0)).toBe(search?.score);
  expect(await leaksInReports(ajar.engine, auditId, labValues())).toEqual([]);
  await ajar.close(true);
  expect(leaksInFolder(ajar.dataDir, labValues())).toEqual([]);
});

test('progress, stores and findings are told as they come, and a finding is on disk when it is told', async () => {
  const ajar = testEngine();
  const finding = ajar.once('audit.finding');
  const { auditId } = await ajar.engine.handlers['audits.start']({
    targets: lab.targets.join(' '),
    scope: null,
    exclude: [],
    authorisedBy: null,
    credential: null,
    options: {},
  });
  const told = await finding;
  const { store } = await ajar.engine.handlers['stores.get']({ auditId, storeId: told.storeId });
  expect(store.findings.map((one) => one.rule)).toContain(told.rule);
  await ajar.engine.audits.finished(auditId);
  const names = new Set(ajar.events.map((event) => event.name));
  expect([...names]).toEqual(expect.arrayContaining(['audit.progress', 'audit.store', 'audit.finding', 'audit.done']));
  await ajar.close();
});

test('an audit that is cancelled keeps what it found, and goes on where it was', async () => {
  const ajar = testEngine();
  const first = ajar.once('audit.store', (event) => event.store.complete);
  const { auditId } = await ajar.engine.handlers['audits.start']({
    targets: lab.targets.join(' '),
    scope: null,
    exclude: [],
    authorisedBy: null,
    credential: null,
    options: {},
  });
  await first;
  await ajar.engine.handlers['audits.cancel']({ auditId });
  const cancelled = await readAudit(ajar.engine, auditId);
  expect(cancelled.report.audit.state).toBe('cancelled');
  const sent = cancelled.transcript.filter(
    (entry) => entry.endpoint === cancelled.report.stores.find((s) => s.complete)?.id,
  ).length;
  await ajar.engine.handlers['audits.resume']({ auditId, credential: null });
  await ajar.engine.audits.finished(auditId);
  const resumed = await readAudit(ajar.engine, auditId);
  expect(resumed.report.audit).toMatchObject({ state: 'complete', counts: { stores: 4 } });
  // The store that was complete is not asked again.
  const complete = cancelled.report.stores.find((s) => s.complete)?.id;
  expect(resumed.transcript.filter((entry) => entry.endpoint === complete)).toHaveLength(sent);
  await ajar.close();
});

test('paused, nothing is sent; continued, it ends', async () => {
  const ajar = testEngine();
  const { auditId } = await ajar.engine.handlers['audits.start']({
    targets: lab.targets.join(' '),
    scope: null,
    exclude: [],
    authorisedBy: null,
    credential: null,
    options: {},
  });
  ajar.engine.handlers['audits.pause']({ auditId });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = (await readAudit(ajar.engine, auditId)).transcript.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await readAudit(ajar.engine, auditId)).transcript.length).toBe(before);
  ajar.engine.handlers['audits.continue']({ auditId });
  await ajar.engine.audits.finished(auditId);
  expect((await readAudit(ajar.engine, auditId)).report.audit.state).toBe('complete');
  await ajar.close();
});

test('nothing outside the scope is contacted, whatever a name resolves to', async () => {
  const ajar = testEngine({ resolve: async () => ['127.0.0.1', '10.255.255.1'] });
  const port = Number(lab.targets[0]?.split(':')[1]);
  const { report, transcript } = await ajar.audit(`db.internal:${port}`, { scope: ['127.0.0.0/8'] });
  expect(report.refused).toMatchObject([{ address: '10.255.255.1', outcome: 'out-of-scope' }]);
  expect(report.stores).toHaveLength(1);
  expect(transcript.every((entry) => entry.endpoint.startsWith('127.0.0.1:'))).toBe(true);
  await ajar.close();
});

test('a public address without a statement is refused before anything is contacted', async () => {
  const ajar = testEngine();
  await expect(ajar.audit('8.8.8.8')).rejects.toThrow(/8.8.8.8: public. State who authorised/);
  await expect(ajar.audit('10.0.0.1\nftp://x')).rejects.toThrow(/line 2, column 1/);
  expect((await ajar.engine.handlers['audits.list']({})).audits).toEqual([]);
  await ajar.close();
});

test('a re-check marks what is gone as fixed, with the time', async () => {
  const open = await startMongoLab({
    protected: false,
    version: '7.0.28',
    wireVersion: 21,
    collections: documentCollections,
  });
  const port = Number(open.target.split(':')[1]);
  const ajar = testEngine();
  const { auditId, store } = await ajar.audit(open.target);
  expect(rulesOf(store(port))).toContain('mongodb.no-authentication');
  await open.close();
  const closed = await startMongoLab({ protected: true, version: '7.0.28', wireVersion: 21, collections: [], port });
  const after = (await ajar.engine.handlers['stores.recheck']({ auditId, storeId: open.target })).store;
  const fixed = after.findings.filter((finding) => finding.status === 'fixed').map((finding) => finding.rule);
  expect(fixed).toEqual(expect.arrayContaining(['mongodb.no-authentication', 'mongodb.personal-data-readable']));
  expect(after.recheckedAt).not.toBeNull();
  expect(after.score).toBeLessThan(10);
  await closed.close();
  await ajar.close();
});

test.each(['1.7.1', '6.8.23', '7.17.9'])('Elasticsearch %s is read in its own form', async (version) => {
  const server = await startElasticLab({ protected: false, version, indices: searchIndices });
  const port = Number(server.target.split(':')[1]);
  const ajar = testEngine();
  const store = (await ajar.audit(server.target)).store(port);
  expect(store).toMatchObject({ product: 'Elasticsearch', version, access: 'admin', errors: [] });
  expect(store.namespaces.find((n) => n.name === 'customers-2019')).toMatchObject({ records: 2_400_000, sampled: 200 });
  expect(store.namespaces.find((n) => n.name === 'customers-2019')?.fieldsListed).toBeGreaterThan(10);
  await ajar.close();
  await server.close();
});

test('MongoDB 3.0, which has no find command, is read by its older query', async () => {
  const server = await startMongoLab({
    protected: false,
    version: '3.0.15',
    wireVersion: 3,
    collections: documentCollections,
  });
  const ajar = testEngine();
  const { report, transcript } = await ajar.audit(server.target);
  expect(report.stores[0]).toMatchObject({ version: '3.0.15', access: 'admin', complete: true });
  expect(report.stores[0]?.namespaces.find((n) => n.name === 'shop.customers')?.sampled).toBe(200);
  expect(transcript.some((entry) => entry.command === 'saslStart' || entry.command === 'aggregate')).toBe(false);
  await ajar.close();
  await server.close();
});

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer, startRedis } from '../support/processes.ts';
import { tellRedis } from '../support/redis-client.ts';

const planted = plantedPeople(60, 'drift');
const rule = 'redis.no-authentication';

describe.skipIf(!has('redis'))('the incident: a login that was removed one day, on a real server', () => {
  let redis: RealServer;
  let target: string;
  beforeAll(async () => {
    redis = await startRedis();
    target = `127.0.0.1:${redis.port}`;
    const seeds = planted.records.map((record, n) => ['SET', `user:${n}`, JSON.stringify(record)]);
    await tellRedis(redis.port, [...seeds, ['CONFIG', 'SET', 'requirepass', 'Kestrel-44']]);
  });
  afterAll(() => redis.stop());

  test('it is told first, in the report, in numbers on the audit, and in the timeline; the fix too', async () => {
    const days = ['2026-03-01T10:00:00.000Z', '2026-03-24T10:00:00.000Z', '2026-03-25T10:00:00.000Z'];
    let [day = ''] = days;
    const ajar = testEngine({ now: () => new Date(day) });
    const { handlers } = ajar.engine;
    const first = await ajar.audit(target);
    expect(first.report).toMatchObject({ drift: null, audit: { sinceLast: null } });
    expect(first.store(redis.port).access).toBe('none');

    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);
    [, day = ''] = days;
    const second = await ajar.audit(target);
    const { drift } = second.report;
    expect(drift?.baseline.auditId).toBe(first.auditId);
    expect(drift?.protectionRemoved).toMatchObject([{ before: 'none', openDaysAtMost: 23 }]);
    expect(drift?.protectionRemoved[0]?.holds).toContain('email');
    expect(drift?.findings.find((finding) => finding.rule === rule)).toMatchObject({ drift: 'regressed' });
    // Its own finding, at the top of the store.
    const [top] = second.store(redis.port).findings;
    expect(top).toMatchObject({ rule: 'redis.protection-removed', severity: 'critical', status: 'open' });
    expect(top?.guidance.length).toBeGreaterThan(0);
    expect(second.report.audit.counts.findings.critical).toBeGreaterThan(0);
    expect(second.report.audit.sinceLast).toMatchObject({ baselineId: first.auditId, protectionRemoved: 1 });

    // It stays there while anybody still gets in.
    day = '2026-03-24T12:00:00.000Z';
    const still = await ajar.audit(target);
    expect(still.report.drift).toMatchObject({ protectionRemoved: [], counts: { regressed: 0 } });
    expect(still.store(redis.port).findings[0]).toMatchObject({
      rule: 'redis.protection-removed',
      evidence: top?.evidence,
    });
    await ajar.engine.handlers['audits.delete']({ auditId: still.auditId });

    await tellRedis(redis.port, [['CONFIG', 'SET', 'requirepass', 'Kestrel-44']]);
    [, , day = ''] = days;
    const third = await ajar.audit(target);
    expect(third.report.drift?.findings.find((finding) => finding.rule === rule)).toMatchObject({ drift: 'fixed' });
    expect(third.report.drift?.protectionRemoved).toEqual([]);

    const storeId = third.store(redis.port).id;
    const { moments } = await handlers['stores.timeline']({ auditId: third.auditId, storeId });
    expect(moments.map(({ access }) => access)).toEqual(['none', 'admin', 'none']);

    const { store: again } = await handlers['stores.recheck']({
      auditId: second.auditId,
      storeId: second.store(redis.port).id,
    });
    expect(again.findings[0]).toMatchObject({ rule: 'redis.protection-removed', status: 'fixed' });

    // Any earlier audit can be the baseline; the chosen one holds until it is taken back.
    await handlers['baseline.choose']({ auditId: first.auditId, isBaseline: true });
    const chosen = await handlers['drift.get']({ auditId: third.auditId, baselineId: null });
    expect(chosen.drift?.baseline.auditId).toBe(first.auditId);
    await handlers['baseline.choose']({ auditId: first.auditId, isBaseline: false });
    const last = await handlers['drift.get']({ auditId: third.auditId, baselineId: null });
    expect(last.drift?.baseline.auditId).toBe(second.auditId);
    expect(last.baselines.map(({ auditId }) => auditId)).toEqual([second.auditId, first.auditId]);
    await ajar.close();
  });

  test('a finding that somebody answers for is not counted until the day has passed or the evidence is another', async () => {
    let day = '2026-03-01T10:00:00.000Z';
    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);
    const ajar = testEngine({ now: () => new Date(day) });
    const { handlers } = ajar.engine;
    const { auditId, report } = await ajar.audit(target);
    const storeId = report.stores[0]?.id ?? '';
    const critical = report.audit.counts.findings.critical ?? 0;
    const acceptance = { reason: 'a test server', by: 'Ada', until: '2026-03-10' };
    const { store } = await handlers['findings.accept']({ auditId, storeId, rule, acceptance });
    expect(store.findings.find((finding) => finding.rule === rule)?.accepted).toMatchObject(acceptance);
    const counted = (await handlers['audits.get']({ auditId })).audit.counts.findings.critical;
    expect(counted).toBe(critical - 1);

    day = '2026-03-05T10:00:00.000Z';
    const again = await ajar.audit(target);
    expect(again.store(redis.port).findings.find((finding) => finding.rule === rule)?.accepted?.by).toBe('Ada');
    day = '2026-03-11T10:00:00.000Z';
    const late = await ajar.audit(target);
    expect(late.store(redis.port).findings.find((finding) => finding.rule === rule)?.accepted).toBeNull();
    await expect(
      Promise.resolve().then(() => handlers['findings.accept']({ auditId, storeId, rule, acceptance })),
    ).rejects.toThrow('has passed');
    await ajar.close();
  });

  test('the command line: history, diff, and an exit code of 1 for what got worse', async () => {
    const ajar = testEngine();
    await ajar.close(true);
    const cli = (...args: string[]) =>
      spawnSync(process.execPath, [fileURLToPath(new URL('../../out/cli.mjs', import.meta.url)), ...args], {
        encoding: 'utf8',
        env: { ...process.env, AJAR_DATA: ajar.dataDir },
      });
    await tellRedis(redis.port, [['CONFIG', 'SET', 'requirepass', 'Kestrel-44']]);
    expect(cli('audit', target, '--fail-on-regression').status).toBe(0);
    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);
    const worse = cli('audit', target, '--fail-on-regression');
    expect(worse.status).toBe(1);
    expect(worse.stderr).toContain('PROTECTION REMOVED');
    expect(cli('audit', target, '--fail-on-regression').status).toBe(0);
    const history = cli('history').stdout.trim().split('\n');
    expect(history).toHaveLength(3);
    expect(history[1]).toContain('1 protection removed');
    const [newest = '', , oldest = ''] = history.map((line) => line.split(' ')[0] ?? '');
    const diff = cli('diff', oldest, newest, '--json', '-');
    expect(JSON.parse(diff.stdout)).toMatchObject({
      baseline: { auditId: oldest },
      protectionRemoved: [{ after: 'admin' }],
    });
    expect(cli('diff', newest).stdout).toContain('nothing changed');
    expect(cli('diff', 'nonsense').status).toBe(2);
    expect(cli('audit', target, '--baseline', 'nonsense').status).toBe(2);
    rmSync(ajar.dataDir, { recursive: true, force: true });
  });
});

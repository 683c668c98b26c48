import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScheduleInput } from '../../electron/contract/schedule.ts';
import { testEngine } from '../support/engine.ts';
import { has, type RealServer, startRedis } from '../support/processes.ts';
import { tellRedis } from '../support/redis-client.ts';

const vault = {
  encrypt: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x5a),
  decrypt: (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(),
};

function daily(targets: string, more: Partial<ScheduleInput> = {}): ScheduleInput {
  const audit = {
    targets,
    scope: null,
    exclude: [],
    authorisedBy: null,
    credential: null,
    options: { timeoutMs: 3000 },
  };
  return { audit, rule: { every: 'day', at: '03:00' }, channels: [], keep: { audits: null, days: null }, ...more };
}

describe.skipIf(!has('redis'))('audits that run by themselves', () => {
  let redis: RealServer;
  let target: string;
  beforeAll(async () => {
    redis = await startRedis();
    target = `127.0.0.1:${redis.port}`;
    await tellRedis(redis.port, [
      ...Array.from({ length: 40 }, (_, n) => ['SET', `user:${n}`, `{"email":"s${n}@example.org"}`]),
      ['CONFIG', 'SET', 'requirepass', 'Kestrel-44'],
    ]);
  });
  afterAll(() => redis.stop());

  test('one that is due runs; missed ones run once; a clock that is set back is followed', async () => {
    let now = new Date('2026-03-01T12:00:00');
    const ajar = testEngine({ now: () => now });
    const { handlers, scheduler } = ajar.engine;
    const { schedule } = await handlers['schedules.add'](daily(target));
    const read = async () => (await handlers['schedules.list']({})).schedules[0];
    const count = async () => (await handlers['audits.list']({})).audits.length;
    expect(schedule.nextAt).toBe(new Date('2026-03-02T03:00:00').toISOString());
    await scheduler.tick();
    expect(await count()).toBe(0);

    // Asleep for five days: one run, and the next is tomorrow's.
    now = new Date('2026-03-07T09:00:00');
    await scheduler.tick();
    expect(await count()).toBe(1);
    expect(await read()).toMatchObject({ nextAt: new Date('2026-03-08T03:00:00').toISOString(), lastError: null });
    await scheduler.tick();
    expect(await count()).toBe(1);

    now = new Date('2026-03-03T09:00:00');
    await scheduler.tick();
    expect((await read())?.nextAt).toBe(new Date('2026-03-04T03:00:00').toISOString());

    await handlers['schedules.enable']({ id: schedule.id, enabled: false });
    now = new Date('2026-03-20T09:00:00');
    await scheduler.tick();
    expect(await count()).toBe(1);
    await handlers['schedules.enable']({ id: schedule.id, enabled: true });
    expect((await read())?.nextAt).toBe(new Date('2026-03-21T03:00:00').toISOString());
    await handlers['schedules.remove']({ id: schedule.id });
    expect(await read()).toBeUndefined();
    await ajar.close();
  });

  test('of two instances one runs what is due, and no scope is audited twice at once', async () => {
    let now = new Date('2026-03-01T12:00:00');
    const ajar = testEngine({ now: () => now });
    const other = testEngine({ now: () => now, dataDir: ajar.dataDir });
    await ajar.engine.handlers['schedules.add'](daily(target));
    now = new Date('2026-03-02T04:00:00');
    await Promise.all([ajar.engine.scheduler.tick(), other.engine.scheduler.tick()]);
    expect((await ajar.engine.handlers['audits.list']({})).audits).toHaveLength(1);

    const input = daily(target).audit;
    const first = await ajar.engine.handlers['audits.start'](input);
    await expect(other.engine.handlers['audits.start'](input)).rejects.toThrow('being audited already');
    await ajar.engine.audits.finished(first.auditId);
    const later = await other.engine.handlers['audits.start'](input);
    await other.engine.audits.finished(later.auditId);
    await other.close(true);
    await ajar.close();
  });

  test('what got worse is told once to each channel; a failure is retried, shown, and given up in the end', async () => {
    const got: { path: string; body: string }[] = [];
    let refuse = true;
    const hook: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk));
      request.on('end', () => {
        if (refuse) response.writeHead(503).end();
        else {
          got.push({ path: request.url ?? '', body });
          response.writeHead(200).end();
        }
      });
    }).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const url = (path: string) => `http://127.0.0.1:${(hook.address() as AddressInfo).port}/${path}`;
    const mails: string[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        let mail = '';
        stream.on('data', (chunk: Buffer) => (mail += chunk));
        stream.on('end', () => {
          mails.push(mail);
          done();
        });
      },
    });
    const listening = smtp.listen(0, '127.0.0.1');
    await once(listening, 'listening');

    let now = new Date('2026-03-01T12:00:00');
    const ajar = testEngine({ now: () => now });
    const { handlers, scheduler } = ajar.engine;
    await handlers['schedules.add'](
      daily(target, {
        channels: [
          { kind: 'webhook', url: url('json-secret'), format: 'json' },
          { kind: 'webhook', url: url('slack'), format: 'slack' },
          { kind: 'webhook', url: url('teams'), format: 'teams' },
          {
            kind: 'mail',
            host: '127.0.0.1',
            port: (listening.address() as AddressInfo).port,
            user: null,
            from: 'ajar@example.org',
            to: ['ada@example.org'],
          },
          { kind: 'webhook', url: 'http://127.0.0.1:9/gone', format: 'json' },
        ],
      }),
    );
    const deliveries = async () => (await handlers['schedules.list']({})).schedules[0]?.deliveries ?? [];
    now = new Date('2026-03-02T03:00:01');
    await scheduler.tick();
    expect(await deliveries()).toEqual([]);

    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);
    now = new Date('2026-03-03T03:00:01');
    const regressed = ajar.once('schedule.regressed');
    await scheduler.tick();
    expect((await regressed).title).toContain('protection was removed');
    expect(mails).toHaveLength(1);
    expect((await deliveries()).map(({ state }) => state).toSorted()).toEqual([
      'delivered',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ]);
    expect((await deliveries()).find(({ to }) => to.startsWith('slack'))?.lastError).toBe('it answered with 503');

    refuse = false;
    now = new Date('2026-03-03T03:05:00');
    await scheduler.tick();
    expect(got.map(({ path }) => path).toSorted()).toEqual(['/json-secret', '/slack', '/teams']);
    expect(JSON.parse(got.find(({ path }) => path === '/slack')?.body ?? '{}')).toMatchObject({
      text: expect.stringContaining('Protection removed'),
    });
    expect(JSON.parse(got.find(({ path }) => path === '/teams')?.body ?? '{}')).toMatchObject({ type: 'message' });
    for (const text of [...got.map(({ body }) => body), ...mails]) expect(text).not.toMatch(/s\d+@example|•/);

    for (let day = 4; day < 12; day++) {
      now = new Date(`2026-03-${String(day).padStart(2, '0')}T01:00:00`);
      await scheduler.tick();
    }
    const failed = (await deliveries()).find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ to: 'webhook at 127.0.0.1:9', tries: 6 });
    expect(got).toHaveLength(3);
    expect(JSON.stringify(await deliveries())).not.toContain('json-secret');
    await ajar.close();
    hook.close();
    smtp.close();
    await tellRedis(redis.port, [['CONFIG', 'SET', 'requirepass', 'Kestrel-44']]);
  });

  test('a credential is kept by the key store or not taken; a password in a target is refused', async () => {
    const now = () => new Date('2026-03-01T12:00:00');
    const credential = { user: 'default', password: 'Kestrel-44' };
    const without = testEngine({ now });
    const add = (engine: typeof without, input: ScheduleInput) =>
      Promise.resolve().then(() => engine.engine.handlers['schedules.add'](input));
    const input = daily(target);
    const known = { ...input, audit: { ...input.audit, credential } };
    await expect(add(without, known)).rejects.toThrow('no key store');
    await expect(add(without, daily(`redis://default:Kestrel-44@${target}`))).rejects.toThrow('password in it');
    await without.close();

    let time = new Date('2026-03-01T12:00:00');
    const ajar = testEngine({ now: () => time, secrets: vault });
    await add(ajar, known);
    time = new Date('2026-03-02T04:00:00');
    await ajar.engine.scheduler.tick();
    const [audit] = (await ajar.engine.handlers['audits.list']({})).audits;
    const { stores } = await ajar.engine.handlers['audits.get']({ auditId: audit?.id ?? '' });
    expect(stores[0]).toMatchObject({ access: 'admin' });
    await ajar.close();
  });

  test('the command line: add, list, remove; watch --once runs what is due and says by its exit code what got worse', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    const before = testEngine({ now: () => yesterday });
    const { auditId } = await before.engine.handlers['audits.start'](daily(target).audit);
    await before.engine.audits.finished(auditId);
    await before.close(true);
    const cli = (...args: string[]) =>
      spawnSync(process.execPath, [fileURLToPath(new URL('../../out/cli.mjs', import.meta.url)), ...args], {
        encoding: 'utf8',
        env: { ...process.env, AJAR_DATA: before.dataDir },
      });
    const added = cli(
      'schedule',
      'add',
      '--at',
      'monday 03:00',
      target,
      '--timeout',
      '3000',
      '--webhook',
      'http://127.0.0.1:9/secret',
      '--keep',
      '5',
    );
    expect(added.stdout).toMatch(/every monday at 03:00 .*tells webhook at 127\.0\.0\.1:9/);
    expect(added.stdout).not.toContain('secret');
    expect(cli('watch', '--once').status).toBe(0);
    expect(cli('history').stdout.trim().split('\n')).toHaveLength(1);

    // It has been due since yesterday, and the password is gone.
    const db = new DatabaseSync(path.join(before.dataDir, 'history.sqlite'));
    db.prepare('UPDATE schedules SET next_at = ?').run(yesterday.toISOString());
    db.close();
    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);
    const watched = cli('watch', '--once');
    expect(watched.status).toBe(1);
    expect(watched.stderr).toContain('Ajar: protection was removed from a store');
    const listed = cli('schedule').stdout;
    expect(listed).toContain('waiting: webhook at 127.0.0.1:9, 1 tries: it cannot be reached');
    expect(cli('schedule', 'remove', listed.split(' ')[0] ?? '').status).toBe(0);
    expect(cli('schedule').stdout).toBe('No schedule yet.\n');
    for (const wrong of [
      ['--at', 'noon'],
      ['--at', 'daily 3'],
      ['--at', 'cron x'],
      [],
      ['--at', 'daily 03:00', '--mail-to', 'a@example.org'],
    ])
      expect(cli('schedule', 'add', target, ...wrong).status, wrong.join(' ')).toBe(2);
    rmSync(before.dataDir, { recursive: true, force: true });
    await tellRedis(redis.port, [['CONFIG', 'SET', 'requirepass', 'Kestrel-44']]);
  }, 60_000);

  test('old audits go: by number, by age; the chosen baseline stays', async () => {
    let now = new Date('2026-03-01T12:00:00');
    const ajar = testEngine({ now: () => now });
    const { handlers, scheduler } = ajar.engine;
    await handlers['schedules.add'](daily(target, { keep: { audits: 2, days: null } }));
    const ids: string[] = [];
    for (let day = 2; day < 6; day++) {
      now = new Date(`2026-03-0${day}T04:00:00`);
      await scheduler.tick();
      const [newest] = (await handlers['audits.list']({})).audits;
      ids.push(newest?.id ?? '');
      if (day === 2) await handlers['baseline.choose']({ auditId: ids[0] ?? '', isBaseline: true });
    }
    const left = (await handlers['audits.list']({})).audits.map(({ id }) => id);
    expect(left).toEqual([ids[3], ids[2], ids[0]]);
    await ajar.close();
  });
});

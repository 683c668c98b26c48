import { mkdirSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { AjarError, messageOf } from '../contract/errors.ts';
import { type Branding, brandingSchema, type Emit, type Handlers } from '../contract/methods.ts';
import { Audits } from './audit/audits.ts';
import type { Secrets } from './audit/credentials.ts';
import { parseOwnTypes } from './classify/own/parse.ts';
import { ClassifyPool } from './classify/pool.ts';
import { copiesOf } from './history/copies/copies.ts';
import { titleOf } from './history/drift/compare.ts';
import { baselinesFor, driftBetween, driftOf, timelineOf } from './history/drift/drifts.ts';
import { fingerprintKey } from './history/fingerprint-key.ts';
import { History } from './history/history.ts';
import { noBrowserHint } from './reports/pdf.ts';
import { type PrintPdf, render } from './reports/render.ts';
import { toReport, worstFirst } from './reports/report.ts';
import { Scheduler } from './schedule/scheduler.ts';
import { fromNumber, reachOf, sizeOf } from './scope/address.ts';
import { createScope } from './scope/scope.ts';
import { storeKinds } from './stores/registry.ts';
import { type Resolve, systemResolve } from './targets/expand.ts';
import { parseTargets } from './targets/parse.ts';

export interface EngineDeps {
  /** Folder of the history; made if it is missing, readable by its owner only. */
  dataDir: string;
  /** The classifier's worker module. */
  workerScript: URL;
  secrets: Secrets | null;
  printPdf: PrintPdf | null;
  /** Starts the practice stores, once; gives their targets. */
  startLab: () => Promise<string[]>;
  emit: Emit;
  /** Whether audits that are due run by themselves while this engine is open. */
  schedules?: boolean;
  hostName: 'electron' | 'browser' | 'cli';
  now?: () => Date;
  resolve?: Resolve;
}

export interface Engine {
  handlers: Handlers;
  audits: Audits;
  scheduler: Scheduler;
  /** Audits carried between machines: for the command line alone, since a page has no business with files. */
  transfer: Pick<History, 'exportTo' | 'importFrom'>;
  close(): Promise<void>;
}

/** The one engine behind every host. @throws AjarError `history-too-new` or `unavailable` for its data folder. */
export function createEngine(deps: EngineDeps): Engine {
  makeFolder(deps.dataDir);
  const history = new History(path.join(deps.dataDir, 'history.sqlite'), deps.now);
  const { key, id: keyId } = fingerprintKey(deps.dataDir, deps.secrets);
  const pool = new ClassifyPool(deps.workerScript, key);
  const { version } = packageJson;
  const now = deps.now ?? (() => new Date());
  const audits = new Audits({
    history,
    pool,
    keyId,
    secrets: deps.secrets,
    resolve: deps.resolve ?? systemResolve,
    emit: deps.emit,
    now,
    version,
  });
  const scheduler = new Scheduler({ history, audits, secrets: deps.secrets, emit: deps.emit, now });
  if (deps.schedules) scheduler.start();
  const noBranding: Branding = { client: '', logo: null };

  const handlers = {
    'app.info': () => ({
      version,
      host: deps.hostName,
      canPrintPdf: deps.printPdf !== null,
      pdfHint: deps.printPdf ? '' : noBrowserHint,
    }),
    'kinds.list': () => ({
      kinds: storeKinds.map(({ kind, title, ports, checkedAgainst, checks }) => ({
        kind,
        title,
        ports: [...ports],
        checkedAgainst,
        checks: checks.map((check) => ({ rule: check.rule, title: check.title })),
      })),
    }),
    'targets.parse': ({ text, exclude }) => summarise(text, exclude),
    'types.parse': ({ text, source }) => ({ ownTypes: parseOwnTypes(text, source) }),
    'audits.list': () => ({ audits: history.listAudits() }),
    'audits.get': ({ auditId }) => ({
      audit: history.getAudit(auditId),
      stores: history.listRows(auditId).toSorted(worstFirst),
      unreachable: history.listOutcomes(auditId, 'unreachable'),
      refused: history.listOutcomes(auditId, 'refused'),
      notStores: history.listOutcomes(auditId, 'notStores'),
    }),
    'audits.start': async (input) => ({ auditId: await audits.start(input) }),
    'audits.pause': ({ auditId }) => {
      audits.pause(auditId);
      return {};
    },
    'audits.continue': ({ auditId }) => {
      audits.continue(auditId);
      return {};
    },
    'audits.cancel': async ({ auditId }) => {
      await audits.cancel(auditId);
      return {};
    },
    'audits.resume': ({ auditId, credential }) => {
      audits.resume(auditId, credential);
      return { auditId };
    },
    'audits.delete': ({ auditId }) => {
      audits.delete(auditId);
      return {};
    },
    'drift.get': ({ auditId, baselineId }) => {
      const audit = history.getAudit(auditId);
      const baselines = baselinesFor(history, audit).slice(0, 200);
      return {
        drift: baselineId === null ? driftOf(history, auditId) : driftBetween(history, baselineId, auditId),
        chosen: history.baselines.isChosen(auditId),
        baselines: baselines.map((one) => ({ auditId: one.id, startedAt: one.startedAt, title: titleOf(one) })),
      };
    },
    'baseline.choose': ({ auditId, isBaseline }) => {
      history.getAudit(auditId);
      history.baselines.choose(auditId, isBaseline);
      return {};
    },
    'findings.accept': ({ auditId, storeId, rule, acceptance }) => ({
      store: audits.accept(auditId, storeId, rule, acceptance),
    }),
    'copies.get': ({ auditId }) => ({ copies: copiesOf(history, auditId) }),
    'stores.timeline': ({ auditId, storeId }) => ({ moments: timelineOf(history, history.getStore(auditId, storeId)) }),
    'stores.get': ({ auditId, storeId }) => ({
      store: history.getStore(auditId, storeId),
      audit: history.getAudit(auditId),
    }),
    'stores.transcript': ({ auditId, storeId }) => {
      const { address, port } = history.getStore(auditId, storeId);
      return history.transcript(auditId, `${address}:${port}`, 2000);
    },
    'stores.recheck': async ({ auditId, storeId }) => ({ store: await audits.recheck(auditId, storeId) }),
    'reports.render': async ({ auditId, format, branding }) => {
      const transcript = () => history.transcript(auditId, null, 5_000_000).entries;
      const made = await render(format, {
        report: toReport(history, auditId),
        branding,
        transcript,
        printPdf: deps.printPdf,
      });
      return { fileName: made.fileName, mime: made.mime, base64: Buffer.from(made.bytes).toString('base64') };
    },
    'schedules.list': () => ({ schedules: history.schedules.list().map((one) => scheduler.describe(one)) }),
    'schedules.add': (input) => ({ schedule: scheduler.add(input) }),
    'schedules.enable': ({ id, enabled }) => {
      scheduler.enable(id, enabled);
      return {};
    },
    'schedules.remove': ({ id }) => {
      history.schedules.get(id);
      history.schedules.remove(id);
      return {};
    },
    'branding.get': () => brandingSchema.safeParse(history.getSetting('branding')).data ?? noBranding,
    'branding.set': (branding) => {
      history.setSetting('branding', branding);
      return {};
    },
    'lab.start': async () => ({ targets: await deps.startLab() }),
  } satisfies Handlers;

  return {
    handlers,
    audits,
    scheduler,
    transfer: history,
    async close() {
      const stopped = scheduler.stop();
      await audits.close();
      await stopped;
      await pool.close();
      history.close();
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    const why = messageOf(thrown);
    throw new AjarError('unavailable', `The data folder ${folder} cannot be used (${why}). Name another by AJAR_DATA.`);
  }
}

function summarise(text: string, exclude: readonly string[]) {
  const { targets, errors } = parseTargets(text);
  createScope([], exclude, false);
  let addresses = 0n;
  let names = 0;
  let needsAuthorisation = false;
  for (const { where } of targets) {
    if ('name' in where) {
      names++;
      continue;
    }
    addresses += sizeOf(where.span);
    const ends = [where.span.first, where.span.last].map((value) => fromNumber(where.span.family, value));
    needsAuthorisation ||= ends.some((end) => reachOf(end) === 'public');
  }
  return {
    targets: targets.length,
    addresses: Number(addresses),
    names,
    needsAuthorisation,
    errors: errors.slice(0, 200),
  };
}

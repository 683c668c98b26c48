import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventName, EventPayload, TranscriptEntry } from '../../electron/contract/methods.ts';
import type { Report, Store } from '../../electron/contract/report-model.ts';
import { createEngine, type Engine, type EngineDeps } from '../../electron/engine/engine.ts';

/** An engine on a history of its own, as a host would have it, with its events kept. */
export interface TestEngine {
  engine: Engine;
  dataDir: string;
  events: { name: EventName; payload: unknown }[];
  /** Resolves at the first event that fits. */
  once<E extends EventName>(name: E, fits?: (payload: EventPayload<E>) => boolean): Promise<EventPayload<E>>;
  audit(targets: string, more?: Partial<AuditInput>): Promise<Audited>;
  /** Ends the engine; `keep` leaves its folder for a second one. */
  close(keep?: boolean): Promise<void>;
}

export interface Audited {
  auditId: string;
  report: Report;
  transcript: TranscriptEntry[];
  /** @throws Error when there is no store on this port. */
  store(port: number): Store;
}

type AuditInput = Parameters<Engine['handlers']['audits.start']>[0];

const noInput: Omit<AuditInput, 'targets'> = {
  scope: null,
  exclude: [],
  authorisedBy: null,
  credential: null,
  options: { timeoutMs: 4000 },
};

export function testEngine(deps: Partial<EngineDeps> = {}): TestEngine {
  const dataDir = deps.dataDir ?? mkdtempSync(path.join(tmpdir(), 'ajar-data-'));
  const bus = new EventEmitter();
  bus.setMaxListeners(0);
  const events: TestEngine['events'] = [];
  const engine = createEngine({
    dataDir,
    workerScript: new URL('../../electron/engine/classify/worker.ts', import.meta.url),
    secrets: null,
    printPdf: null,
    startLab: async () => [],
    hostName: 'cli',
    emit: (name, payload) => {
      events.push({ name, payload });
      bus.emit(name, payload);
    },
    ...deps,
  });
  const once: TestEngine['once'] = (name, fits = () => true) =>
    new Promise((resolve) => {
      const listener = (raw: unknown) => {
        const payload = raw as EventPayload<typeof name>;
        if (!fits(payload)) return;
        bus.off(name, listener);
        resolve(payload);
      };
      bus.on(name, listener);
    });
  return {
    engine,
    dataDir,
    events,
    once,
    async audit(targets, more = {}) {
      const { auditId } = await engine.handlers['audits.start']({ targets, ...noInput, ...more });
      await engine.audits.finished(auditId);
      return await readAudit(engine, auditId);
    },
    async close(keep = false) {
      await engine.close();
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Reads an audit back by its own exports, as its owner would get it. */
export async function readAudit(engine: Engine, auditId: string): Promise<Audited> {
  const branding = { client: '', logo: null };
  const read = async (format: 'json' | 'transcript') => {
    const { base64 } = await engine.handlers['reports.render']({ auditId, format, branding });
    return Buffer.from(base64, 'base64').toString('utf8');
  };
  const report = JSON.parse(await read('json')) as Report;
  const transcript = (await read('transcript'))
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [at = '', endpoint = '', command = '', detail = ''] = line.split('\t');
      return { at, endpoint, command, detail };
    });
  return {
    auditId,
    report,
    transcript,
    store(port) {
      const found = report.stores.find((store) => store.port === port);
      if (!found)
        throw new Error(
          `No store on port ${port}: ${JSON.stringify([report.unreachable, report.notStores, report.refused])}`,
        );
      return found;
    },
  };
}

/** `namespace field` -> data types, for what was recognised. */
export function typesByField(store: Store): Record<string, string[]> {
  return Object.fromEntries(
    store.namespaces.flatMap((namespace) =>
      namespace.fields
        .filter((field) => field.types.length > 0)
        .map((field) => [`${namespace.name} ${field.path}`, field.types.map((type) => type.type)]),
    ),
  );
}

export function rulesOf(store: Store): string[] {
  return store.findings.filter((finding) => finding.status === 'open').map((finding) => finding.rule);
}

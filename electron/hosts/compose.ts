import { EventEmitter } from 'node:events';
import type { EventName } from '../contract/methods.ts';
import { checkedEmit, createServer, type Dispatch } from '../contract/server.ts';
import { createEngine, type Engine, type EngineDeps } from '../engine/engine.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import { dataDir } from './data-dir.ts';

export interface Composed {
  engine: Engine;
  dispatch: Dispatch;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (event: EventName, payload: unknown) => void): () => void;
  /** The lab if it was started; it goes on until `close`. */
  lab(): Promise<Lab>;
  close(): Promise<void>;
}

/** What every host needs: an engine behind the contract, its events, and the lab on demand. */
export function compose(own: Pick<EngineDeps, 'hostName' | 'secrets' | 'printPdf' | 'schedules'>): Composed {
  const bus = new EventEmitter();
  bus.setMaxListeners(0);
  let lab: Promise<Lab> | undefined;
  const startOnce = () => (lab ??= startLab());
  const engine = createEngine({
    ...own,
    dataDir: dataDir(),
    workerScript: workerScript(),
    startLab: async () => (await startOnce()).targets,
    emit: checkedEmit((name, payload) => bus.emit('event', name, payload)),
  });
  const serve = createServer(engine.handlers, (method, thrown) => console.error(`ajar: ${method} failed:`, thrown));
  let closing = false;
  const dispatch: Dispatch = async (method, input) =>
    closing ? { ok: false, error: { code: 'unavailable', message: 'Ajar is closing.' } } : await serve(method, input);
  return {
    engine,
    dispatch,
    subscribe(listener) {
      bus.on('event', listener);
      return () => bus.off('event', listener);
    },
    lab: startOnce,
    async close() {
      closing = true;
      await engine.close();
      await (await lab)?.close();
    },
  };
}

/** Beside the bundle, outside a packed archive, since threads do not read from one; or among the sources as they are. */
function workerScript(): URL {
  const bundled = !import.meta.url.endsWith('.ts');
  if (!bundled) return new URL('../engine/classify/worker.ts', import.meta.url);
  const beside = new URL('./classify-worker.mjs', import.meta.url);
  return new URL(beside.href.replace('/app.asar/', '/app.asar.unpacked/'));
}

import { z } from 'zod';
import type { Reply } from './client.ts';
import { AjarError } from './errors.ts';
import { type Emit, events, type Handlers, type MethodName, methods } from './methods.ts';

/**
 * Dispatches a request: own method names only, input parsed, handler run, output parsed.
 * Never throws: a refused input, a known error and a defect all come back as `{ ok: false }`.
 * @param onDefect is told of what was thrown that is no AjarError; its text does not cross the boundary.
 */
export function createServer(handlers: Handlers, onDefect: (method: string, thrown: unknown) => void) {
  return async function dispatch(method: unknown, rawInput: unknown): Promise<Reply> {
    if (typeof method !== 'string' || !Object.hasOwn(methods, method)) {
      return failure('bad-input', `There is no method ${JSON.stringify(method)}.`);
    }
    const name = method as MethodName;
    const input = methods[name].input.safeParse(rawInput);
    if (!input.success) return failure('bad-input', `${name}: ${z.prettifyError(input.error)}`);
    try {
      // The handler's input and output types are tied by `Handlers`; a union of names loses that tie here.
      const handler = handlers[name] as (input: unknown) => unknown;
      const output: unknown = await handler(input.data);
      return { ok: true, value: methods[name].output.parse(output) };
    } catch (thrown) {
      if (thrown instanceof AjarError) return failure(thrown.code, thrown.message);
      onDefect(name, thrown);
      return failure('internal', `${name} failed inside Ajar. The log has the details.`);
    }
  };
}

export type Dispatch = ReturnType<typeof createServer>;

/** Wraps a sender of events so that only what fits its schema leaves the engine. */
export function checkedEmit(send: (name: string, payload: unknown) => void): Emit {
  return (name, payload) => send(name, events[name].parse(payload));
}

function failure(code: AjarError['code'], message: string): Reply {
  return { ok: false, error: { code, message } };
}

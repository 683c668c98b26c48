import { lookup } from 'node:dns/promises';
import type { EndpointOutcome } from '../../contract/report-model.ts';
import { fromNumber, normalAddress, reachOf } from '../scope/address.ts';
import type { Credential, Hint, Target } from './parse.ts';

/** One host, address and port to look at. The address is pinned: a name is not resolved a second time. */
export interface Endpoint {
  target: string;
  host: string;
  address: string;
  port: number;
  hint: Hint;
  credential: Credential | null;
  /** The target names this very port: somebody says that a store is there. */
  named: boolean;
}

export type Resolve = (name: string) => Promise<string[]>;

/** Asks the system's resolver for all addresses of a name. */
export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map((found) => normalAddress(found.address) ?? found.address);

/** Names that were resolved, once; and those that could not be. */
export interface Pins {
  addresses: Map<string, string[]>;
  failed: EndpointOutcome[];
}

/** Resolves each name of the targets once, eight at a time, each within `timeoutMs`. */
export async function pinNames(targets: readonly Target[], resolve: Resolve, timeoutMs: number): Promise<Pins> {
  const pins: Pins = { addresses: new Map(), failed: [] };
  const names = [...new Map(targets.flatMap((t) => ('name' in t.where ? [[t.where.name, t] as const] : []))).entries()];
  const work = async () => {
    for (let next = names.shift(); next; next = names.shift()) {
      const [name, target] = next;
      const found = await withDeadline(resolve(name), timeoutMs).catch(() => []);
      if (found.length > 0) pins.addresses.set(name, found);
      else pins.failed.push(notFound(target, name));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return pins;
}

/** Where no scope was given: what was typed, as scope entries; `publics` are those that need an authorisation. */
export function typedScope(targets: readonly Target[], pins: Pins): { allow: string[]; publics: string[] } {
  const allow = new Set<string>();
  const publics = new Set<string>();
  for (const target of targets) {
    if ('name' in target.where) {
      for (const address of pins.addresses.get(target.where.name) ?? []) {
        allow.add(address);
        if (reachOf(address) === 'public') publics.add(`${target.where.name} (${address})`);
      }
      continue;
    }
    const { family, first, last } = target.where.span;
    const [from, to] = [fromNumber(family, first), fromNumber(family, last)];
    const entry = first === last ? from : `${from}-${to}`;
    allow.add(entry);
    if (reachOf(from) === 'public' || reachOf(to) === 'public') publics.add(entry);
  }
  return { allow: [...allow], publics: [...publics] };
}

/** Every endpoint once, in the order of the targets. A target's own port comes instead of `ports`. */
export function* expand(targets: readonly Target[], pins: Pins, ports: readonly number[]): Generator<Endpoint> {
  const seen = new Set<string>();
  for (const target of targets) {
    for (const { host, address } of addressesOf(target, pins)) {
      for (const port of target.port === null ? ports : [target.port]) {
        const key = `${address} ${port} ${target.hint.path}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield {
          target: target.text,
          host,
          address,
          port,
          hint: target.hint,
          credential: target.credential,
          named: target.port !== null,
        };
      }
    }
  }
}

function* addressesOf(target: Target, pins: Pins): Generator<{ host: string; address: string }> {
  if ('name' in target.where) {
    const { name } = target.where;
    for (const address of pins.addresses.get(name) ?? []) yield { host: name, address };
    return;
  }
  const { family, first, last } = target.where.span;
  for (let value = first; value <= last; value++) {
    const address = fromNumber(family, value);
    yield { host: address, address };
  }
}

function notFound(target: Target, name: string): EndpointOutcome {
  return {
    target: target.text,
    host: name,
    address: null,
    port: target.port,
    outcome: 'name-not-found',
    message: `${name} has no address: check the spelling, or the resolver of this machine.`,
  };
}

function withDeadline<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

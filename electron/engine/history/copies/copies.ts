import type { Copy } from '../../../contract/copies.ts';
import type { History } from '../history.ts';
import { findCopies, type Held } from './find.ts';

/** Audits of other scopes that are looked into: the latest complete one of each. */
const mostOtherScopes = 20;

/** @returns copies that the audit's stores are of each other, and of stores that other audits on this machine met. */
export function copiesOf(history: History, auditId: string): Copy[] {
  const current = heldOf(history, auditId);
  const known = new Set(current.map(({ store }) => store.id));
  const others = history.baselines
    .latestOfOtherScopes(auditId)
    .slice(0, mostOtherScopes)
    .flatMap((other) => heldOf(history, other))
    .filter(({ store }) => !known.has(store.id));
  return findCopies(current, others);
}

function heldOf(history: History, auditId: string): Held[] {
  const sketches = Map.groupBy(history.sketches.list(auditId), ({ storeId }) => storeId);
  return history.listStores(auditId).map((store) => ({ auditId, store, sketches: sketches.get(store.id) ?? [] }));
}

import type { Copy } from '../../../contract/copies.ts';
import type { History } from '../history.ts';
import { findCopies, type Held } from './find.ts';

/** Audits of other scopes that are looked into: the latest complete one of each. */
const mostOtherScopes = 20;

/**
 * @returns copies that the audit's stores are of each other, and of stores that other audits on this machine met. Of other
 *   audits only stores that have a fingerprint in common are read: reading all of them takes long.
 */
export function copiesOf(history: History, auditId: string): Copy[] {
  const ofAudit = Map.groupBy(history.sketches.list(auditId), ({ storeId }) => storeId);
  const stores = history.listStores(auditId);
  const current = stores.map((store) => ({ auditId, store, sketches: ofAudit.get(store.id) ?? [] }));
  const known = new Set(stores.map(({ id }) => id));
  const wanted = new Set([...ofAudit.values()].flat().flatMap(({ fingerprints }) => fingerprints));
  const others = history.baselines
    .latestOfOtherScopes(auditId)
    .slice(0, mostOtherScopes)
    .flatMap((other) => sharingWith(history, other, wanted))
    .filter(({ store }) => !known.has(store.id));
  return findCopies(current, others);
}

function sharingWith(history: History, auditId: string, wanted: ReadonlySet<number>): Held[] {
  const sharing = history.sketches
    .list(auditId)
    .filter(({ fingerprints }) => fingerprints.some((one) => wanted.has(one)));
  const byStore = Map.groupBy(sharing, ({ storeId }) => storeId);
  return [...byStore].map(([storeId, sketches]) => ({ auditId, store: history.getStore(auditId, storeId), sketches }));
}

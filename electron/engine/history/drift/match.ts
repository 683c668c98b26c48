import type { Store } from '../../../contract/report-model.ts';

/** Which store of one audit is which of another. */

/** What a store says of itself that no other store says, by kind: it stays when the address changes. */
const ownIdentity = ['clusterUuid', 'clusterId', 'hostId', 'serverId'];

export interface Pair {
  before: Store | undefined;
  after: Store | undefined;
}

/** @returns the store's own identity where it has one: `elasticsearch clusterUuid 8Xk...` */
export function identityOf({ kind, identity }: Pick<Store, 'kind' | 'identity'>): string | undefined {
  const key = ownIdentity.find((name) => identity[name]);
  return key && `${kind} ${key} ${identity[key]}`;
}

/**
 * By address and port first; then what is left by the store's own identity, so that one that moved is not new. At the same
 * address another identity is another store, and so is another kind.
 */
export function matchStores(before: readonly Store[], after: readonly Store[]): Pair[] {
  const left = new Map(before.map((store) => [store.id, store]));
  const pairs: Pair[] = [];
  const homeless: Store[] = [];
  for (const store of after) {
    const same = left.get(store.id);
    if (same && isSame(same, store)) {
      left.delete(store.id);
      pairs.push({ before: same, after: store });
    } else homeless.push(store);
  }
  const byIdentity = new Map(
    [...left.values()].flatMap((store) => (identityOf(store) ? [[identityOf(store), store]] : [])),
  );
  for (const store of homeless) {
    const moved = byIdentity.get(identityOf(store));
    if (moved) left.delete(moved.id);
    pairs.push({ before: moved, after: store });
  }
  return [...pairs, ...[...left.values()].map((store) => ({ before: store, after: undefined }))];
}

function isSame(before: Store, after: Store): boolean {
  const [one, other] = [identityOf(before), identityOf(after)];
  return before.kind === after.kind && (one === undefined || other === undefined || one === other);
}

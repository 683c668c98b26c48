import { elasticsearch } from './elasticsearch.ts';
import { mongodb } from './mongodb.ts';
import type { StoreKind } from './store.ts';

/** Every store kind. Adding one means one file and one line here. */
export const storeKinds = [mongodb, elasticsearch] satisfies readonly StoreKind[];

/** Ports that are looked at when a target names none, each once. */
export const defaultPorts: readonly number[] = [...new Set(storeKinds.flatMap((kind) => kind.ports))];

/** Kinds in the order to try at an endpoint: the hinted one, those whose port it is, the rest. */
export function inOrderFor(port: number, hinted: string | null): StoreKind[] {
  const rank = (kind: StoreKind) => (kind.kind === hinted ? 0 : kind.ports.includes(port) ? 1 : 2);
  return storeKinds.toSorted((a, b) => rank(a) - rank(b));
}

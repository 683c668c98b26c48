import type { Emit } from '../../contract/methods.ts';
import { placeOf } from '../../contract/place.ts';
import type { Finding, Store } from '../../contract/report-model.ts';
import { rowOf } from './examine.ts';

/** Tells of a store as it is now, and of each of its findings once. @param told what was told already, and is from now on */
export function tellStore(emit: Emit, auditId: string, store: Store, told: Set<string>): void {
  emit('audit.store', { auditId, store: rowOf(store) });
  for (const finding of store.findings) {
    const key = keyOf(store, finding);
    if (told.has(key)) continue;
    told.add(key);
    const { rule, title, severity, evidence } = finding;
    emit('audit.finding', { auditId, storeId: store.id, place: placeOf(store), rule, title, severity, evidence });
  }
}

/** All of a store's findings as told already, those aside that are new. */
export function toldBut(store: Store, isNew: (finding: Finding) => boolean): Set<string> {
  return new Set(store.findings.filter((finding) => !isNew(finding)).map((finding) => keyOf(store, finding)));
}

function keyOf({ id }: Store, { rule, severity }: Finding): string {
  return `${id} ${rule} ${severity}`;
}

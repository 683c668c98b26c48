import type { StoreDrift } from '../../../contract/drift.ts';
import { placeOf } from '../../../contract/place.ts';
import type { Namespace, Store } from '../../../contract/report-model.ts';
import type { Access } from '../../../contract/words.ts';
import type { Pair } from './match.ts';

/** Records that grew to this many times as many are told of. */
const tenfold = 10;
/** Below this many a tenfold growth says nothing. */
const fewRecords = 100;

/** What a stranger gets: a session with a credential says nothing of that, but that it was needed. */
export function strangerAccess({ as, access }: Pick<Store, 'as' | 'access'>): Access {
  return as === 'anonymous' ? access : 'none';
}

/**
 * What changed of one store.
 * @param presence of a store that is in one audit only, which the caller knows
 */
export function compareStores({ before, after }: Pair, presence: StoreDrift['presence']): StoreDrift {
  const known = (after ?? before) as Store;
  const base: StoreDrift = {
    storeId: known.id,
    place: placeOf(known),
    product: known.product,
    presence,
    movedFrom: null,
    access: null,
    version: null,
    tls: null,
    newTypes: [],
    grown: [],
    newNamespaces: [],
    goneNamespaces: [],
    newFields: 0,
    goneFields: 0,
  };
  if (!before || !after) return base;
  const [from, to] = [strangerAccess(before), strangerAccess(after)];
  const [plain, crypted] = [tlsWords(before), tlsWords(after)];
  return {
    ...base,
    movedFrom: before.id === after.id ? null : placeOf(before),
    access: from === to ? null : { before: from, after: to },
    version: before.version === after.version ? null : { before: before.version, after: after.version },
    tls: plain === crypted ? null : { before: plain, after: crypted },
    ...compareNamespaces(before, after),
  };
}

export function isChanged(drift: StoreDrift): boolean {
  const { presence, access, version, tls, newTypes, grown, newNamespaces, goneNamespaces, newFields, goneFields } =
    drift;
  const lists = [newTypes, grown, newNamespaces, goneNamespaces];
  return (
    presence !== 'kept' ||
    access !== null ||
    version !== null ||
    tls !== null ||
    lists.some((list) => list.length > 0) ||
    newFields + goneFields > 0
  );
}

/** Names of namespaces are compared only where both audits could list them. */
function compareNamespaces(
  before: Store,
  after: Store,
): Pick<StoreDrift, 'newTypes' | 'grown' | 'newNamespaces' | 'goneNamespaces' | 'newFields' | 'goneFields'> {
  const nothing = { newTypes: [], grown: [], newNamespaces: [], goneNamespaces: [], newFields: 0, goneFields: 0 };
  if (before.namespaces.length === 0 && before.access === 'none') return nothing;
  if (after.namespaces.length === 0 && after.access === 'none') return nothing;
  const [earlier, later] = [byName(before), byName(after)];
  const kept = [...later].flatMap(([name, namespace]) => {
    const was = earlier.get(name);
    return was ? [{ name, was, is: namespace }] : [];
  });
  const sampled = kept.filter(({ was, is }) => was.sampled > 0 && is.sampled > 0);
  const [fieldsThen, fieldsNow] = [fieldsOf(sampled.map(({ was }) => was)), fieldsOf(sampled.map(({ is }) => is))];
  return {
    newTypes: sampled.flatMap(({ name, was, is }) => {
      const types = [...typesOf(is)].filter((type) => !typesOf(was).has(type)).toSorted();
      return types.length > 0 ? [{ namespace: name, types }] : [];
    }),
    grown: kept.flatMap(({ name, was, is }) =>
      was.records !== null &&
      is.records !== null &&
      is.records >= fewRecords &&
      is.records >= tenfold * Math.max(1, was.records)
        ? [{ namespace: name, before: was.records, after: is.records }]
        : [],
    ),
    newNamespaces: [...later.keys()].filter((name) => !earlier.has(name)),
    goneNamespaces: [...earlier.keys()].filter((name) => !later.has(name)),
    newFields: [...fieldsNow].filter((field) => !fieldsThen.has(field)).length,
    goneFields: [...fieldsThen].filter((field) => !fieldsNow.has(field)).length,
  };
}

function byName({ namespaces }: Store): Map<string, Namespace> {
  return new Map(namespaces.map((namespace) => [namespace.name, namespace]));
}

function typesOf({ fields }: Namespace): Set<string> {
  return new Set(fields.flatMap((field) => field.types.map(({ type }) => type)));
}

function fieldsOf(namespaces: readonly Namespace[]): Set<string> {
  return new Set(namespaces.flatMap(({ name, fields }) => fields.map(({ path }) => `${name}\n${path}`)));
}

function tlsWords({ tls }: Store): string {
  if (!tls.offered) return 'not offered';
  return `${tls.required ? 'required' : 'offered'}${tls.issues.length > 0 ? `, not to be trusted: ${tls.issues.join('; ')}` : ''}`;
}

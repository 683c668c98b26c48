import { dataType } from './data-types.ts';
import type { Drift, StoreDrift } from './drift.ts';

/** What changed, line by line, loudest first: removed protection, then findings, then stores. Unchanged findings are left out. */
export function driftLines(drift: Drift): string[] {
  const removed = drift.protectionRemoved.map(
    ({ place, product, sentence }) => `PROTECTION REMOVED  ${place}  ${product}: ${sentence}`,
  );
  const findings = drift.findings
    .filter((finding) => finding.drift !== 'unchanged')
    .map(({ drift: state, severity, place, title, why, accepted }) => {
      const notes = [why, accepted ? 'accepted' : ''].filter(Boolean).join('; ');
      return `${state.padEnd(13)} ${severity.padEnd(8)} ${place}  ${title}${notes ? ` (${notes})` : ''}`;
    });
  return [
    ...removed,
    ...findings,
    ...drift.stores.map((store) => `store         ${store.place}  ${store.product}: ${storeInWords(store)}`),
  ];
}

/** `version 6.0.1 to 7.0.2; new kinds of data in shop.users: e-mail address` */
export function storeInWords(store: StoreDrift): string {
  const {
    presence,
    movedFrom,
    access,
    version,
    tls,
    newTypes,
    grown,
    newNamespaces,
    goneNamespaces,
    newFields,
    goneFields,
  } = store;
  const presences: Record<StoreDrift['presence'], string> = {
    new: 'new',
    vanished: 'gone',
    moved: `moved here from ${movedFrom}`,
    'not-looked-at': 'could not be looked at this time',
    kept: '',
  };
  const listed = (names: readonly string[]) =>
    `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
  return [
    presences[presence],
    access && `a stranger’s access went from ${access.before} to ${access.after}`,
    version && `version ${version.before ?? 'unknown'} to ${version.after ?? 'unknown'}`,
    tls && `TLS was ${tls.before}, is ${tls.after}`,
    ...newTypes.map(
      ({ namespace, types }) =>
        `new kinds of data in ${namespace}: ${listed(types.map((type) => dataType(type).title))}`,
    ),
    ...grown.map(
      ({ namespace, before, after }) =>
        `${namespace} grew from ${before.toLocaleString('en-GB')} to ${after.toLocaleString('en-GB')} records`,
    ),
    newNamespaces.length > 0 && `new: ${listed(newNamespaces)}`,
    goneNamespaces.length > 0 && `gone: ${listed(goneNamespaces)}`,
    newFields > 0 && `${newFields} new fields`,
    goneFields > 0 && `${goneFields} fields gone`,
  ]
    .filter(Boolean)
    .join('; ');
}

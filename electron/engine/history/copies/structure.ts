import type { Namespace } from '../../../contract/report-model.ts';
import { wordsOf } from '../../classify/words.ts';

/** Whether two namespaces are built alike: the same words in the names of their fields, and the same data types. */

/** Fewer fields than this are alike by chance. */
const fewestFields = 4;
const fewestTypes = 3;
const alikeFields = 0.6;
const alikeTypes = 0.8;
/** Counts of a copy and its original differ by what came since. */
const alikeCounts = 0.1;
const fewestRecords = 1000;

/** What is compared of a namespace, worked out once. */
export interface Profile {
  namespace: Namespace;
  records: number;
  fields: ReadonlySet<string>;
  types: ReadonlySet<string>;
}

/** @returns undefined where there is too little to be alike by more than chance */
export function profileOf(namespace: Namespace): Profile | undefined {
  const { note, sampled, records } = namespace;
  if (note !== null || sampled === 0 || records === null || records < fewestRecords) return undefined;
  const [fields, types] = [leavesOf(namespace), typesOf(namespace)];
  return fields.size >= fewestFields && types.size >= fewestTypes ? { namespace, records, fields, types } : undefined;
}

export function isBuiltAlike(a: Profile, b: Profile): boolean {
  if (Math.abs(a.records - b.records) > alikeCounts * Math.max(a.records, b.records)) return false;
  return likeness(a.types, b.types) >= alikeTypes && likeness(a.fields, b.fields) >= alikeFields;
}

/** The most records that one with so many can be alike to. */
export function mostAlike(records: number): number {
  return records / (1 - alikeCounts);
}

/** Shared to all: Jaccard's index. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((one) => b.has(one)).length;
  return shared / (a.size + b.size - shared);
}

/** The last word of each path in its plain form: `user_mail` and `contact.userMail` are the same. */
function leavesOf({ fields }: Namespace): Set<string> {
  return new Set(fields.map(({ path }) => wordsOf(path.split('.').at(-1) ?? '').join(' ')).filter(Boolean));
}

function typesOf({ fields }: Namespace): Set<string> {
  return new Set(fields.flatMap(({ types }) => types.map(({ type }) => type)));
}

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

export function isBuiltAlike(a: Namespace, b: Namespace): boolean {
  if (a.records === null || b.records === null || Math.min(a.records, b.records) < fewestRecords) return false;
  if (Math.abs(a.records - b.records) > alikeCounts * Math.max(a.records, b.records)) return false;
  const [fieldsA, fieldsB] = [leavesOf(a), leavesOf(b)];
  const [typesA, typesB] = [typesOf(a), typesOf(b)];
  if (Math.min(fieldsA.size, fieldsB.size) < fewestFields || Math.min(typesA.size, typesB.size) < fewestTypes)
    return false;
  return likeness(fieldsA, fieldsB) >= alikeFields && likeness(typesA, typesB) >= alikeTypes;
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

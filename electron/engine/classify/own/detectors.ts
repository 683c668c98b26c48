import { RE2JS } from 're2js';
import type { OwnType, OwnTypes } from '../../../contract/own-types.ts';
import type { Detector } from '../detector.ts';
import { type Ignored, nothingIgnored } from '../ignored.ts';
import { lengthOnly, tail } from '../masks.ts';
import { checkDigits } from './check-digits.ts';

/** How often an unrelated value has a form that somebody took the trouble to write down: seldom; without one, often. */
const chanceOf = { pattern: 0.02, wordsOnly: 0.5 };
const longestValue = 4096;

/** @returns the user's types as detectors like any other. Patterns run in linear time, whatever they are (RE2). */
export function ownDetectors({ types }: OwnTypes): Detector<string>[] {
  return types.map(detectorOf);
}

function detectorOf({ type, pattern, words, validator, sensitivity, needsName }: OwnType): Detector<string> {
  const form = pattern === undefined ? undefined : RE2JS.compile(pattern);
  const digits = validator && checkDigits[validator];
  const hasForm = (value: string) =>
    value.length <= longestValue && (form?.matches(value.trim()) ?? value.trim() !== '');
  return {
    type,
    names: { strong: words.map((phrase) => phrase.toLowerCase()) },
    kinds: ['string', 'number', 'date', 'bytes'],
    match: (value) => hasForm(value) && (digits?.holds(value) ?? true),
    ...(digits ? { looseMatch: hasForm, checksum: true as const } : {}),
    chance: (form ? chanceOf.pattern : chanceOf.wordsOnly) * (digits?.chance ?? 1),
    needsName: needsName ?? form === undefined,
    mask: (value) => (sensitivity === 'secret' ? lengthOnly(value) : tail(value, 2)),
    examples: { match: [], noMatch: [] },
  };
}

/** @returns what the file says to pass over. Paths are held against `path` and `namespace.path`. */
export function ignoredBy({ ignore }: OwnTypes): Ignored {
  if (ignore.fields.length === 0 && ignore.values.length === 0) return nothingIgnored;
  const [fields, values] = [anyOf(ignore.fields), anyOf(ignore.values)];
  return {
    field: (namespace, path) => fields(path) || fields(`${namespace}.${path}`),
    value: (text) => values(text.trim()),
  };
}

/** Exact texts by look-up; those with a star by one expression for all, in linear time. */
function anyOf(globs: readonly string[]): (text: string) => boolean {
  const exact = new Set(globs.filter((glob) => !glob.includes('*')));
  const open = globs.filter((glob) => glob.includes('*')).map((glob) => glob.split('*').map(RE2JS.quote).join('.*'));
  const form = open.length > 0 ? RE2JS.compile(`(?s)(?:${open.join('|')})`) : undefined;
  return (text) => exact.has(text) || (form !== undefined && text.length <= longestValue && form.matches(text));
}

import type { Detector } from './detector.ts';
import { isOfPeople } from './people-words.ts';
import { inFull, type PathWords, pathWords, plain, singular } from './words.ts';

/** What a field's name says for and against each detector. */

export interface NameSays {
  /** Strong: it names the type. Weak: it hints. None: nothing. Against: it names something else. */
  says: 'strong' | 'weak' | 'none' | 'against';
  phrase: string;
  /** A word above the field that names something else. */
  underOther: boolean;
  /** A word beside the phrase that is not of people: the name of a song, not of somebody. */
  besideOther: boolean;
  /** It stands under a person (`patient.weight`), or names one itself (`assignee`). */
  ofPeople: boolean;
}

/** Words after the head of a name that only say which: `email_2`, `phone_home`, `nameNew`. */
const trailing =
  /^(?:\d+|home|work|main|primary|secondary|new|old|raw|value|text|str|full|private|business|alt|other|current|original)$/;

/** Words that turn a name into something about the thing: how many, since when, whether. */
const about = new Set(
  (
    'count verified valid template enabled disabled status flag format at ts timestamp is has optin opt opted subscribed ' +
    'confirmed sent length size required visible allowed percent ratio total max min limit hash hashed'
  ).split(' '),
);

export interface NameReading {
  words: PathWords;
  /** For each detector, in their order. */
  says: readonly NameSays[];
  /** Places of the detectors that can conclude anything of a field of this name. */
  candidates: readonly number[];
  /** Those of them for which it matters whether the records are about people. */
  peoples: readonly number[];
}

interface Entry {
  detector: number;
  strong: boolean;
  phrase: string;
  wanted: string[];
}

const nothing: NameSays = { says: 'none', phrase: '', underOther: false, besideOther: false, ofPeople: false };
/** Paths come again and again, in namespaces that are alike; what is kept of them is small. */
const mostPaths = 5000;
const longestPhrase = 24;
/** Words of this length seldom end another by chance. */
const longWord = 6;

/** Holds the phrases of all detectors by their words, so that a name is looked up and not held against each of them. */
export class NameIndex {
  readonly #detectors: readonly Detector<string>[];
  /** By the phrase run together: `firstname`. */
  readonly #joined = new Map<string, Entry[]>();
  /** Phrases of several words, by their last. */
  readonly #ending = new Map<string, Entry[]>();
  /** Words that a phrase consists of or ends in. */
  readonly #vocabulary = new Set<string>();
  readonly #paths = new Map<string, NameReading>();

  constructor(detectors: readonly Detector<string>[]) {
    this.#detectors = detectors;
    for (const [detector, { names }] of detectors.entries()) {
      for (const phrase of names.strong) this.#add(detector, phrase, true);
      for (const phrase of names.weak ?? []) this.#add(detector, phrase, false);
    }
  }

  read(path: string): NameReading {
    const known = this.#paths.get(path);
    if (known) return known;
    const words = this.#parted(pathWords(path));
    const says = this.#judge(words);
    const candidates = [...says.keys()].filter((at) => this.#isWorthAsking(at, says[at]));
    const peoples = candidates.filter((at) => this.#detectors[at]?.needsPeople && says[at]?.says === 'weak');
    const answer = { words, says, candidates, peoples };
    if (this.#paths.size >= mostPaths) this.#paths.clear();
    this.#paths.set(path, answer);
    return answer;
  }

  /** `useremail` in one word is of two that are known. */
  #parted(words: PathWords): PathWords {
    const [word = ''] = words.leaf;
    if (words.leaf.length !== 1 || word.length < 6 || this.#vocabulary.has(word)) return words;
    for (let at = 3; at <= word.length - 3; at++) {
      const [before, after] = [word.slice(0, at), word.slice(at)];
      const isOfTwo = isOfPeople(before) || after.length >= longWord;
      if (!isOfTwo || !this.#vocabulary.has(after)) continue;
      const leaf = [before, after];
      return { ...words, leaf, all: [...words.above, ...leaf] };
    }
    return words;
  }

  /** Where the name says nothing, only what the values can say alone is asked. */
  #isWorthAsking(at: number, said: NameSays | undefined): boolean {
    const { needsName, alone, inText } = this.#detectors[at] as Detector<string>;
    if (said?.says === 'against') return !needsName;
    return said?.says !== 'none' || !needsName || alone !== undefined || inText !== undefined;
  }

  #add(detector: number, phrase: string, strong: boolean): void {
    const wanted = split(phrase);
    const entry: Entry = { detector, strong, phrase, wanted };
    for (const joint of new Set([wanted.join(''), plain(phrase).replaceAll(' ', '')])) push(this.#joined, joint, entry);
    this.#vocabulary.add(wanted.at(-1) ?? '').add(wanted.join(''));
    if (wanted.length > 1) push(this.#ending, wanted.at(-1) ?? '', entry);
  }

  #judge(words: PathWords): NameSays[] {
    const found: (Entry | undefined)[] = [];
    const take = (entry: Entry) => {
      // A hint has to be what the name is of: the e-mail of an owner is no owner.
      if (!entry.strong && !isHead(words.leaf, entry.wanted)) return;
      const held = found[entry.detector];
      const surer = held && entry.strong !== held.strong ? entry.strong : undefined;
      if (!held || (surer ?? joined(entry) > joined(held))) found[entry.detector] = entry;
    };
    for (const entry of this.#matching(words)) take(entry);
    const isAbout = words.leaf.some((word) => about.has(word));
    return this.#detectors.map(({ names: { against = [], strong } }, index) => {
      const entry = found[index];
      const own = entry?.strong === true && entry.wanted.some((word) => about.has(word));
      const vetoed =
        (isAbout && !own && !strong.some((phrase) => split(phrase).join(' ') === words.leaf.join(' '))) ||
        against.some((phrase) => holdsPhrase(words, split(phrase)));
      if (vetoed) return { ...nothing, says: 'against' };
      if (!entry) return nothing;
      return {
        says: entry.strong ? 'strong' : 'weak',
        phrase: entry.phrase,
        underOther: against.some((word) => words.above.includes(singular(word))),
        ofPeople: words.above.some(isOfPeople) || isOfPeople(entry.wanted.at(-1) ?? ''),
        besideOther: !isOfPeople(entry.wanted.at(-1) ?? '') && words.leaf.some((word) => !isExplained(word, entry)),
      };
    });
  }

  *#matching(words: PathWords): Generator<Entry> {
    const { leaf, all, above, run } = words;
    for (const word of leaf) yield* this.#joined.get(word) ?? [];
    // Run together as part of the leaf: phrases of several words only, since `pan` is in `company`.
    // In scripts that write no spaces every phrase is part of a longer word.
    const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(
      run,
    );
    for (let from = 0; from < run.length; from++)
      for (let to = from + (spaceless ? 2 : 4); to <= run.length && to - from <= longestPhrase; to++)
        for (const entry of this.#joined.get(run.slice(from, to)) ?? [])
          if (entry.wanted.length > 1 || spaceless) yield entry;
    for (let end = above.length + 1; end <= all.length; end++)
      for (const entry of this.#ending.get(all[end - 1] ?? '') ?? []) if (endsWith(all, end, entry.wanted)) yield entry;
  }
}

function joined({ wanted }: Entry): number {
  return wanted.join('').length;
}

function isExplained(word: string, { wanted }: Entry): boolean {
  return wanted.includes(word) || word === wanted.join('') || isOfPeople(word) || trailing.test(word);
}

/** Whether a phrase ends the name, words that only say which one aside. */
function isHead(leaf: readonly string[], wanted: readonly string[]): boolean {
  const end = leaf.findLastIndex((word) => !trailing.test(word)) + 1;
  return (
    leaf[end - 1] === wanted.at(-1) ||
    // A whole word in a script without spaces, at the end of a longer one.
    leaf.at(-1)?.endsWith(wanted.join('')) === true ||
    leaf[end - 1]?.endsWith(wanted.join('')) === true ||
    trailing.test(wanted.at(-1) ?? '')
  );
}

function split(phrase: string): string[] {
  return inFull(plain(phrase).split(' ').map(singular));
}

function holdsPhrase({ leaf, run }: PathWords, wanted: string[]): boolean {
  const joined = wanted.join('');
  if (leaf.includes(joined)) return true;
  return wanted.length > 1 && (run.includes(joined) || leaf.some((_word, end) => endsWith(leaf, end + 1, wanted)));
}

function endsWith(words: readonly string[], end: number, wanted: readonly string[]): boolean {
  return end >= wanted.length && wanted.every((word, index) => words[end - wanted.length + index] === word);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const held = map.get(key);
  if (held) held.push(value);
  else map.set(key, [value]);
}

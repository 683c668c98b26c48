/** Splits one segment of a path into lower-case whole words: camelCase, snake_case, kebab-case, digits apart. */
export function wordsOf(segment: string): string[] {
  return segment
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
}

/** A path's words: of its last segment, and of the segments above it. */
export interface PathWords {
  leaf: string[];
  above: string[];
  /** All of them, and those of the leaf run together: what phrases are held against. */
  all: string[];
  run: string;
}

/** @param path such as `user.homeAddress` or `cameras[].nickname`; a segment that is a number only is passed over. */
export function pathWords(path: string): PathWords {
  const segments = path.split('.').map((segment) => wordsOf(segment.replace(/\[\]/g, '')));
  const named = segments.filter((words) => words.some((word) => !/^\d+$/.test(word)));
  return wordsFrom(named.at(-1) ?? [], named.slice(0, -1).flat());
}

export function wordsFrom(leaf: string[], above: string[]): PathWords {
  return { leaf, above, all: [...above, ...leaf], run: leaf.join('') };
}

/** Phrases as words, each split once. */
const phrases = new Map<string, { wanted: string[]; joined: string }>();

/**
 * Whether the words hold a phrase such as `first name`, or its words run together (`firstname`).
 * A phrase may begin above the leaf (`wifi.name`), but it has to end in it.
 */
export function holdsPhrase({ leaf, above, all, run }: PathWords, phrase: string): boolean {
  const known = phrases.get(phrase) ?? { wanted: phrase.split(' '), joined: phrase.replaceAll(' ', '') };
  phrases.set(phrase, known);
  const { wanted, joined } = known;
  if (leaf.includes(joined) || (wanted.length > 1 && run.includes(joined))) return true;
  if (wanted.length === 1) return false;
  for (let end = above.length + 1; end <= all.length; end++) {
    if (wanted.every((word, index) => all[end - wanted.length + index] === word)) return true;
  }
  return false;
}

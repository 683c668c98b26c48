/** Splits one segment of a path into lower-case whole words: camelCase, snake_case, kebab-case, digits apart, in singular. */
export function wordsOf(segment: string): string[] {
  return segment
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)
    .map(singular);
}

/** `addresses` as `address`, `emails` as `email`; short words and those that only look plural stay. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is|os)$/.test(word)) return word;
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
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

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
}

/** @param path such as `user.homeAddress` or `cameras[].nickname`; a segment that is a number only is passed over. */
export function pathWords(path: string): PathWords {
  const segments = path.split('.').map((segment) => wordsOf(segment.replace(/\[\]/g, '')));
  const named = segments.filter((words) => words.some((word) => !/^\d+$/.test(word)));
  return { leaf: named.at(-1) ?? [], above: named.slice(0, -1).flat() };
}

/**
 * Whether the words hold a phrase such as `first name`, or its words run together (`firstname`).
 * A phrase may begin above the leaf (`wifi.name`), but it has to end in it.
 */
export function holdsPhrase({ leaf, above }: PathWords, phrase: string): boolean {
  const wanted = phrase.split(' ');
  const joined = wanted.join('');
  if (leaf.includes(joined) || (wanted.length > 1 && leaf.join('').includes(joined))) return true;
  const all = [...above, ...leaf];
  for (let end = above.length + 1; end <= all.length; end++) {
    if (wanted.every((word, index) => all[end - wanted.length + index] === word)) return true;
  }
  return false;
}

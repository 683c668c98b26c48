/** Splits one segment of a path into lower-case whole words: camelCase, snake_case, kebab-case, digits apart, in singular. */
export function wordsOf(segment: string): string[] {
  return plain(segment)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)
    .map(singular);
}

/** Without accents: `dirección` and `direccion` are one word. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}

/** `addresses` as `address`, `emails` as `email`; short words and those that only look plural stay. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is|os)$/.test(word)) return word;
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}

/** What people shorten in the names of columns. */
const abbreviations: Record<string, string[]> = {
  nbr: ['number'],
  num: ['number'],
  nr: ['number'],
  no: ['number'],
  nm: ['name'],
  fname: ['first', 'name'],
  lname: ['last', 'name'],
  mname: ['middle', 'name'],
  cust: ['customer'],
  emp: ['employee'],
  usr: ['user'],
  mbr: ['member'],
  pax: ['passenger'],
  acct: ['account'],
  addr: ['address'],
  mob: ['mobile'],
  ph: ['phone'],
  tele: ['telephone'],
  dt: ['date'],
  lic: ['licence'],
  license: ['licence'],
};

/** Words in full: `cust_fname` as customer, first, name. */
export function inFull(words: readonly string[]): string[] {
  return words.flatMap((word) => (Object.hasOwn(abbreviations, word) ? (abbreviations[word] ?? []) : word));
}

/** A path's words in full: of its last segment, and of the segments above it. */
export interface PathWords {
  leaf: string[];
  above: string[];
  all: string[];
  /** Those of the leaf run together, as they are written: `firstname`. */
  run: string;
}

/** @param path such as `user.homeAddress` or `cameras[].nickname`; a segment that is a number only is passed over. */
export function pathWords(path: string): PathWords {
  const segments = path.split('.').map((segment) => wordsOf(segment.replace(/\[\]/g, '')));
  const named = segments.filter((words) => words.some((word) => !/^\d+$/.test(word)));
  const written = named.at(-1) ?? [];
  const [leaf, above] = [inFull(written), inFull(named.slice(0, -1).flat())];
  return { leaf, above, all: [...above, ...leaf], run: written.join('') };
}

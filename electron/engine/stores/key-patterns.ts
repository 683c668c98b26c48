/** Keys of a key-value store, grouped by what they have in common: `session:8f3a…` and `session:91bc…` are `session:*`. */

const variable =
  /^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27,}|[A-Za-z0-9_-]{20,}|[^\s@]+@[^\s@]+|\d{1,3}(?:\.\d{1,3}){3})$/i;
const mostPatterns = 500;

export interface KeyPattern {
  pattern: string;
  /** The last word that is the same in all keys: what the values may be called. */
  word: string;
  keys: string[];
}

/** @param keys a sample of keys. Beyond 500 patterns the rest is one called `*`. */
export function patternsOf(keys: readonly string[]): KeyPattern[] {
  const found = new Map<string, KeyPattern>();
  for (const key of keys) {
    const parts = key.split(/([:/|.#]+)/);
    const shaped = parts.map((part, index) => (index % 2 === 0 ? shapeOf(part) : part));
    const pattern = shaped
      .join('')
      .replace(/\*(?:[:/|.#]+\*)+/g, '*')
      .slice(0, 200);
    const name = found.has(pattern) || found.size < mostPatterns ? pattern : '*';
    const words = shaped.filter((part, index) => index % 2 === 0 && !part.includes('*') && part !== '');
    const group = found.get(name) ?? { pattern: name, word: words.at(-1) ?? 'value', keys: [] };
    group.keys.push(key);
    found.set(name, group);
  }
  return [...found.values()];
}

/** What stays of a part: nothing of an id, the word of `backup1`. */
function shapeOf(part: string): string {
  return variable.test(part) ? '*' : part.replace(/^([a-z]+[-_]?)\d+$/i, '$1*');
}

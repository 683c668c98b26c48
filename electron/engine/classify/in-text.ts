/** Looking for something in the middle of longer text. */

const mostTried = 20;

/**
 * Whether a candidate of the text holds. At most twenty are tried, since a text of numbers has no end of them.
 * @param candidates a global expression, bounded so that it is linear on any text
 */
export function someIn(text: string, candidates: RegExp, holds: (candidate: string) => boolean): boolean {
  let tried = 0;
  for (const [found] of text.matchAll(candidates)) {
    if (holds(found)) return true;
    if (++tried >= mostTried) return false;
  }
  return false;
}

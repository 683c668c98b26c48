/** Records concerned, estimated from a sample: the interval, and its words. */

/** Of the normal distribution, for 95 %. */
const z = 1.96;

/**
 * Wilson's interval (JASA 22, 1927) for how many of `total` records hold what a share of the sample held.
 * @param share of the sampled records, from 0 to 1
 * @returns the least and the most records, in whole ones; null where nothing is estimated: all were looked at, or how
 *   many there are is not known.
 */
export function rangeOf(share: number, sampled: number, total: number | null): [number, number] | null {
  if (total === null || sampled === 0 || sampled >= total) return null;
  const scale = 1 + z ** 2 / sampled;
  const centre = (share + z ** 2 / (2 * sampled)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / sampled + z ** 2 / (4 * sampled ** 2));
  const least = Math.max(0, centre - half);
  const most = Math.min(1, centre + half);
  return [Math.floor(least * total), Math.ceil(most * total)];
}

/** `about 2.3 to 2.5 million records`; `1,200 records` where it was counted; empty where it is not known. */
export function recordsInWords(estimated: number | null, range: readonly [number, number] | null): string {
  if (estimated === null) return '';
  if (range === null) return `${estimated.toLocaleString('en-GB')} records`;
  const [least, most] = range;
  const million = 1_000_000;
  if (least >= million) {
    const [from, to] = [inMillions(least), inMillions(most)];
    return `about ${from === to ? from : `${from} to ${to}`} million records`;
  }
  const [from, to] = [rounded(least), rounded(most)];
  return `about ${from === to ? from : `${from} to ${to}`} records`;
}

/** `about 2.4 million people`, with how many they are at most where that is far more; empty where it is not known. */
export function peopleInWords(people: { estimate: number; most: number } | null): string {
  if (people === null || people.most === 0) return '';
  const { estimate, most } = people;
  const noun = estimate === 1 ? 'person' : 'people';
  return `about ${countInWords(estimate)} ${noun}${most > estimate * 1.05 ? ` (${countInWords(most)} at most)` : ''}`;
}

/** `2.4 million`, or `24,100`: three digits, as many as an estimate is good for. */
export function countInWords(count: number): string {
  return count >= 1_000_000 ? `${inMillions(count)} million` : rounded(count);
}

function inMillions(count: number): string {
  const millions = count / 1_000_000;
  return millions.toLocaleString('en-GB', { maximumFractionDigits: millions < 10 ? 2 : millions < 100 ? 1 : 0 });
}

/** Three digits say as much as a sample does. */
function rounded(count: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 2);
  return (Math.round(count / step) * step).toLocaleString('en-GB');
}

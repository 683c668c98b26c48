/** Parts of masks. No mask keeps more than one character of a word, or two digits and a prefix of a number. */

const dots = '•••';

/** `j•••` : the first character, if there is more than that. */
export function initial(word: string): string {
  const [first = ''] = word;
  return [...word].length > 1 ? `${first}${dots}` : dots;
}

/** `J••• D•••` : the initial of each of the first four words. */
export function initials(text: string): string {
  return text.trim().split(/\s+/).slice(0, 4).map(initial).join(' ');
}

/** `••• (12 characters)` behind a known, harmless prefix. */
export function lengthOnly(text: string, prefix = ''): string {
  return `${prefix}${dots} (${text.length} characters)`;
}

/** All digits and letters hidden but the last `keep`; separators stay, so that the form can be recognised. */
export function tail(text: string, keep: number): string {
  const characters = [...text.trim()];
  const total = characters.filter((c) => /[\p{L}\d]/u.test(c)).length;
  // Never more than a third of it.
  const visible = Math.min(keep, Math.floor(total / 3));
  let seen = 0;
  return characters
    .slice(0, 40)
    .map((c) => {
      if (!/[\p{L}\d]/u.test(c)) return c;
      seen++;
      return seen > total - visible ? c : '•';
    })
    .join('');
}

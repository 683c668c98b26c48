/** Data that a text holds in another form: JSON, the query of a URL, base64. */

const longest = 65_536;
const query = /^[\w.[\]%-]{1,80}=[^&\s]*(?:&[\w.[\]%-]{1,80}=[^&\s]*)+$/;
const urlWithQuery = /^https?:\/\/[^\s?#]{1,500}\?([^\s#]{3,4000})/i;
const base64 = /^[\w+/-]{20,}={0,2}$/;
const hex = /^[\da-f]+$/i;

/** @returns the object in the text, which then stands for the text; undefined where it is plain text. */
export function objectIn(text: string): object | undefined {
  if (text.length > longest) return undefined;
  const first = text.charCodeAt(0) <= 32 ? text.trimStart().charCodeAt(0) : text.charCodeAt(0);
  return first === 123 || first === 91 ? parsed(text) : undefined;
}

/** @returns the parameters of a query or of a URL that has one; they are looked at beside the text. */
export function parametersOf(text: string): object | undefined {
  if (!text.includes('=')) return undefined;
  if (query.test(text)) return pairsOf(text);
  const [, found] = (text.startsWith('http') && urlWithQuery.exec(text)) || [];
  return found?.includes('=') ? pairsOf(found) : undefined;
}

/**
 * @returns what base64 hides, where that is JSON or text with an address, a link or a key in it: an object or a text. Other
 *   base64 stays what it is, since a token is to be seen as a token.
 */
export function unwrapped(text: string): object | string | undefined {
  // Padded base64 comes in fours; without padding only JSON is looked for, which begins so.
  if (text.length < 20 || text.length > longest || (text.length % 4 !== 0 && !text.startsWith('eyJ'))) return undefined;
  if (!base64.test(text) || hex.test(text)) return undefined;
  const head = Buffer.from(text.slice(0, 24), 'base64').toString('latin1');
  if (!/^[\t\n\r\x20-\x7e\x80-\xff]{15,}$/.test(head)) return undefined;
  const inner = Buffer.from(text, 'base64').toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary from text
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(inner)) return undefined;
  return parsed(inner) ?? (/\S@\S+\.\S|:\/\/|-----BEGIN/.test(inner) ? inner : undefined);
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function pairsOf(text: string): object {
  return Object.fromEntries([...new URLSearchParams(text)].slice(0, 200));
}

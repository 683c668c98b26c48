import type { Sign } from '../stores/store.ts';
import type { FieldValues, Value } from './fields.ts';

/** A note is a handful of records; a table of this many is data. */
const fewRecords = 10;
const noteName =
  /(?:^|[._-])(?:read_?me|readme_?to_?recover\w*|please_?read\w*|how_?to_?(?:restore|recover)\w*|warning|recover\w*|restore\w*|pwned|hacked|ransom\w*|db_has_been\w*|your_\w*)(?:$|[._-])/i;
const payment = /\b(?:bitcoins?|btc|monero|xmr|ethereum|litecoin|ransom|pay(?:ment)?)\b/i;
const address =
  /\b(?:bc1[a-z\d]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})\b|\b[a-z2-7]{16,56}\.onion\b|\b[\w.+-]{1,64}@[\w-]{1,63}\.[a-z.]{2,20}\b/i;
const subject = /\b(?:your|all)\b.{0,60}\b(?:data|database|databases|db|index|indexes|indices|files|backup)\b/i;
/** The wiping attacks of 2020 left indices of ten random characters with this ending. */
const meow = /(?:^|\.)[a-z\d]{8,12}-meow$/i;

/**
 * Signs of an earlier break-in. A name alone is not enough: few records, and a text that names a payment or an address.
 * @param name the namespace's, with its database in front where there is one.
 */
export function findSigns(name: string, fields: readonly FieldValues[], records: number): Sign[] {
  const found: Sign[] = isPlanted(fields) ? ['planted-code'] : [];
  if (records > fewRecords) return found;
  if (meow.test(name)) return [...found, 'ransom-note'];
  const text = fields
    .flatMap((field) => [...field.values.keys()])
    .join('\n')
    .slice(0, 100_000);
  const names = noteName.test(name);
  const [pays, addressed, about] = [payment.test(text), address.test(text), subject.test(text)];
  const note = (names && (pays || addressed) && (pays || about)) || (pays && addressed && about);
  return note ? [...found, 'ransom-note'] : found;
}

/** What worms leave in values, to have it written to a file: a cron line that fetches, or an SSH key between line feeds. */
const cronLine =
  /(?:^|\n)\s*(?:\*|\*\/\d{1,2}|\d{1,2})(?:\s+\S{1,9}){4}\s+(?:root\s+)?[^\n]{0,200}\b(?:curl|wget|bash|python)\b/;
const plantedKey = /\n\s*ssh-(?:rsa|ed25519) AAAA[\w+/=]{20,}/;

function isPlanted(fields: readonly FieldValues[]): boolean {
  const isLeft = ({ text }: Value) =>
    text.length > 20 && text.includes(' ') && (cronLine.test(text) || plantedKey.test(text));
  return fields.some(({ values }) => [...values.values()].some(isLeft));
}

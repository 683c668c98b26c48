import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { defineDetector } from '../detector.ts';
import { initial, initials, tail } from '../masks.ts';
import { has } from '../shape.ts';

const emailPattern = /^[^\s@<>",;:()[\]\\]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,24}$/u;
const emailInText = /[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,4}[a-z]{2,24}\b/i;

export const email = defineDetector({
  type: 'email',
  names: {
    strong: ['email', 'e mail', 'mail', 'email address'],
    weak: ['contact', 'shared with', 'invited', 'recipient', 'login'],
  },
  kinds: ['string', 'bytes'],
  bounds: { with: has.at | has.dot, length: [5, 254] },
  match: (value) => value.length <= 254 && emailPattern.test(value.trim()),
  chance: 0.001,
  needsName: false,
  unique: true,
  inText: { bounds: { with: has.at | has.dot }, find: (text) => emailInText.test(text) },
  identity: (value) => value.trim().toLowerCase(),
  mask(value) {
    const [local = '', domain = ''] = value.trim().split('@');
    const dot = domain.lastIndexOf('.');
    return `${initial(local)}@${initial(domain.slice(0, dot))}${domain.slice(dot).slice(0, 8)}`;
  },
  examples: {
    match: [
      { path: 'user.email', values: ['ada@example.org', 'grace.h@example.com'] },
      { path: 'x', values: ['ada@example.org', 'grace.h@example.com', 'lin@example.net'] },
      {
        path: 'notes',
        values: ['please call back, or write to ada@example.org before the end of the week, thank you'],
      },
    ],
    noMatch: [
      { path: 'email_verified', values: [true, false] },
      { path: 'email_count', values: [3, 4, 9] },
      { path: 'email_template', values: ['welcome', 'reminder'] },
    ],
  },
});

const phoneShape = /^\+?[\d\s().\-/]{7,24}(?:\s?(?:x|ext\.?)\s?\d{1,6})?$/i;

/** Bare digits are a phone only under a name; with a plus or separators the numbering plans decide. */
function isPhone(value: string): boolean {
  const text = value.trim();
  if (!phoneShape.test(text) || /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(text) || /^-?\d+\.\d+$/.test(text))
    return false;
  const digits = text.replace(/\D/g, '');
  // Six digits are one in the smallest plans, where they are written in groups.
  if (digits.length < (/\D/.test(text) ? 6 : 7) || digits.length > 16) return false;
  if (text.startsWith('+') || text.startsWith('00')) {
    return parsePhoneNumberFromString(text.replace(/^00/, '+').replace(/(?:x|ext).*$/i, ''))?.isPossible() ?? false;
  }
  return true;
}

/** Written with its country's code, and as long as that country's numbers are. */
function isWholeNumber(value: string): boolean {
  const text = value.trim();
  return /^\+[\d\s().-]{7,22}$/.test(text) && (parsePhoneNumberFromString(text)?.isPossible() ?? false);
}

export const phone = defineDetector({
  type: 'phone',
  names: {
    strong: [
      'phone',
      'phone number',
      'telephone',
      'mobile',
      'cell',
      'cellphone',
      'tel',
      'msisdn',
      'fax',
      'whatsapp',
      'caller',
      'callee',
      'calling number',
      'called number',
      'subscriber number',
      'telefon',
      'handy',
    ],
    against: ['model', 'brand', 'os', 'platform', 'country', 'id', 'phone type', 'code', 'tower'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [6, 22], without: has.at | has.colon, length: [7, 36] },
  match: (value) => isPhone(value),
  chance: 0.4,
  needsName: true,
  // With a plus and a country's code little else is written.
  alone: { match: isWholeNumber, chance: 0.01 },
  unique: true,
  costly: true,
  inText: {
    bounds: { with: has.plus, digits: [8, 4095] },
    find: (text) => /(?:^|\s)\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}\b/.test(text),
  },
  // The last nine digits are the same with and without the country's code.
  identity: (value) =>
    value
      .replace(/(?:x|ext).*$/i, '')
      .replace(/\D/g, '')
      .slice(-9),
  mask: (value) => tail(value, 2),
  examples: {
    match: [
      { path: 'customer.phone', values: ['+44 20 7946 0728', '+1 202 555 0143'] },
      { path: 'mobileNumber', values: [2025550143, 2025550187] },
    ],
    noMatch: [
      { path: 'order_number', values: ['2025550143', '2025550187'] },
      { path: 'period', values: ['07.11.1979', '04.05.18'] },
      { path: 'phone_model', values: ['Pixel 4', 'iPhone 11'] },
    ],
  },
});

/** Words for a street, by language; after the address guides of the Universal Postal Union. */
const streetWord = new RegExp(
  [
    String.raw`(?:^|[\s,\d])(?:street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|drive|dr|court|ct|square|terrace|place|highway|way|close|crescent|grove|park)\b`,
    String.raw`(?:^|[\s,])(?:rue|via|viale|piazza|calle|avenida|avda|rua|travessa|pra[cç]a|paseo|carrera|chemin|quai|impasse|platz|allee|weg|gasse|ul|ulica|aleja|al|os|utca|[uú]t|t[eé]r|sok(?:ak)?|cad(?:de)?|mah(?:alle)?|jalan|jl)\b`,
    String.raw`stra(?:ss|ß)e\b|str\.|\p{L}{3}(?:laan|straat|gracht|plein|gatan|v[aä]gen|veien|gata|vej|gade|katu|tie|kuja|polku|utca|ulice|weg|gasse|platz)\b`,
    String.raw`丁目|番地|番\d|\d号|[市区町村県省路街巷]|\d-\d{1,3}-\d|[가-힣](?:로|길|동)\s?\d|(?:^|\s)(?:ул|улица|пр|проспект|пер|вул|бул)\.?\s|شارع|οδός`,
  ].join('|'),
  'iu',
);
const scriptWithoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function isStreet(value: string): boolean {
  const text = value.trim();
  return (
    text.length <= 120 &&
    /^\d{1,5}[a-z]?[\s,]|[\s,]\d{1,5}[a-z]?(?:$|,)|\d[番号-]/iu.test(text) &&
    isAddress(text) &&
    streetWord.test(text)
  );
}

function isAddress(value: string): boolean {
  if (value.length < 6 || value.length > 300 || !/\d/.test(value)) return false;
  if (scriptWithoutSpaces.test(value)) return streetWord.test(value);
  return /\p{L}{2}/u.test(value) && /[\s,]/.test(value) && (streetWord.test(value) || /,/.test(value));
}

export const postalAddress = defineDetector({
  type: 'postal-address',
  names: {
    strong: [
      'address',
      'street',
      'street address',
      'address line',
      'postal address',
      'home address',
      'shipping address',
      'billing address',
      'addr',
      'adresse',
    ],
    weak: ['location', 'place', 'venue', 'destination', 'pickup', 'residence', 'domicile', 'delivery'],
    against: [
      'email',
      'mail',
      'ip',
      'mac',
      'wallet',
      'web',
      'url',
      'remote',
      'bind',
      'host',
      'city',
      'country',
      'state',
      'type',
      'id',
      'zip',
      'postcode',
      'hash',
    ],
  },
  kinds: ['string'],
  match: isAddress,
  looseMatch: (value) =>
    value.length >= 6 && /\p{L}{3}/u.test(value) && /\s/.test(value) && !/[@{}<>=]|:\/\//.test(value),
  bounds: { length: [6, 300], digits: [1, 60] },
  chance: 0.03,
  needsName: true,
  unique: true,
  // A house number and a word for a street, in most of the values.
  alone: { match: isStreet, chance: 0.002, least: 5, share: 0.5 },
  mask: (value) => initials(value.replace(/\d/g, '•')),
  examples: {
    match: [
      { path: 'shipping.address', values: ['14 Harbour Lane, Leeds', '221 Elm Court, York'] },
      { path: 'street', values: ['Lindenstraße 5', 'Hauptstr. 12'] },
    ],
    noMatch: [
      { path: 'email_address', values: ['none given', 'unknown yet'] },
      { path: 'node.address', values: ['10.0.0.1', '10.0.0.2'] },
    ],
  },
});

/** Forms that states use, after the Universal Postal Union's list: digits, or letters and digits in two groups. */
const postcodeForm =
  /^(?:\d{3,6}|\d{5}-\d{4}|\d{5}-\d{3}|\d{2,3}-\d{2,4}|\d{3} \d{2}|\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,3}-?\d{3,6}|[A-Z]{2}\d ?\d{2,4})$/i;

export const postcode = defineDetector({
  type: 'postcode',
  names: {
    strong: [
      'postcode',
      'post code',
      'postal code',
      'zip',
      'zip code',
      'zipcode',
      'plz',
      'postleitzahl',
      'code postal',
      'codigo postal',
      'cap code',
    ],
    against: ['file', 'archive', 'path', 'url', 'extension', 'folder', 'gzip'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [1, 9], length: [3, 10] },
  match: (value) => postcodeForm.test(value.trim()),
  chance: 0.3,
  needsName: true,
  mask: (value) => `${value.trim().slice(0, 1)}•••`,
  examples: {
    match: [
      { path: 'address.postcode', values: ['LS1 4AP', 'YO10 5DD'] },
      { path: 'ZipCode', values: ['90210', '10001-1234'] },
    ],
    noMatch: [
      { path: 'backup.zip', values: ['files.zip', 'all.zip'] },
      { path: 'build_number', values: ['90210', '10001'] },
    ],
  },
});

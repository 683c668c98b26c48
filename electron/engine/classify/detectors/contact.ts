import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { defineDetector } from '../detector.ts';
import { initial, initials, tail } from '../masks.ts';

const emailPattern = /^[^\s@<>",;:()[\]\\]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,24}$/u;
const emailInText = /[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,4}[a-z]{2,24}\b/i;

export const email = defineDetector({
  type: 'email',
  names: {
    strong: ['email', 'e mail', 'mail', 'email address'],
    weak: ['contact', 'shared with', 'invited', 'recipient', 'login'],
  },
  kinds: ['string', 'bytes'],
  could: ({ at, dot }) => at && dot,
  match: (value) => value.length <= 254 && emailPattern.test(value.trim()),
  chance: 0.001,
  needsName: false,
  inText: (text) => emailInText.test(text),
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
  if (digits.length < 7 || digits.length > 16) return false;
  if (text.startsWith('+') || text.startsWith('00')) {
    return parsePhoneNumberFromString(text.replace(/^00/, '+').replace(/(?:x|ext).*$/i, ''))?.isPossible() ?? false;
  }
  return true;
}

/** Written with its country's code, and one that the country's plan gives out. */
function isWholeNumber(value: string): boolean {
  const text = value.trim();
  return /^\+[\d\s().-]{7,22}$/.test(text) && (parsePhoneNumberFromString(text)?.isValid() ?? false);
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
      'telefon',
      'handy',
    ],
    against: ['model', 'brand', 'os', 'platform', 'country'],
  },
  kinds: ['string', 'number'],
  could: ({ digits, at, colon }) => digits >= 7 && !at && !colon,
  match: (value) => isPhone(value),
  chance: 0.4,
  needsName: true,
  // With the country's code the numbering plan decides: few runs of digits after a plus are numbers that exist.
  alone: { match: (value) => isWholeNumber(value), chance: 0.01 },
  inText: (text) => /(?:^|\s)\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}\b/.test(text),
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

const streetWord =
  /(?:^|[\s,\d])(?:street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|drive|dr|court|ct|square|terrace|place|highway|way|rue|via|calle|platz|allee|weg|gasse)\b\.?|stra(?:ss|ß)e\b|str\.|laan\b|straat\b|gatan\b|通り|路|街/i;

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
    ],
  },
  kinds: ['string'],
  match: (value) =>
    value.length >= 6 &&
    value.length <= 300 &&
    /\p{L}{2}/u.test(value) &&
    /\d/.test(value) &&
    /[\s,]/.test(value) &&
    (streetWord.test(value) || /,/.test(value)),
  looseMatch: (value) =>
    value.length >= 6 && /\p{L}{3}/u.test(value) && /\s/.test(value) && !/[@{}<>=]|:\/\//.test(value),
  chance: 0.03,
  needsName: true,
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

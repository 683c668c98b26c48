import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { defineDetector } from '../detector.ts';
import { initial, tail } from '../masks.ts';
import { has } from '../shape.ts';

const emailPattern = /^[^\s@<>",;:()[\]\\]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,24}$/u;
const emailInText = /[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,4}[a-z]{2,24}\b/i;

export const email = defineDetector({
  type: 'email',
  names: {
    strong: [
      'email',
      'e mail',
      'mail',
      'email address',
      'correo',
      'correo electronico',
      'courriel',
      'adresse mail',
      'posta elettronica',
      'e-mailadresse',
      'emailadresse',
      'poczta',
      'почта',
      '邮箱',
      '電子メール',
      'メールアドレス',
      '이메일',
    ],
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

const international = /(?<![\w+])\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}\b/;
/** The form of North America, which little else has. */
const american = /(?<![\d-])(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}(?![\d-])/;
/** A word for it, and at most a few characters on a number in any grouping. */
const besideWord =
  /\b(?:phone|tel|telephone|mobile|cell|fax|call|whatsapp|dial|sms|telefon|handy|telefono|portable)\b[^\d\n]{0,20}\(?\d(?:[ ()./-]{0,2}\d){6,14}(?!\d)/i;

function phoneInText(text: string): boolean {
  return international.test(text) || american.test(text) || besideWord.test(text);
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
      'telefono',
      'telefone',
      'numero telephone',
      'portable',
      'telefoon',
      'telefonnummer',
      'rufnummer',
      'mobil',
      'mobilnummer',
      'mobiltelefon',
      'movil',
      'celular',
      'cellulare',
      'puhelin',
      'gsm nummer',
      'телефон',
      '电话',
      '手机',
      '電話',
      '電話番号',
      '携帯',
      '전화',
      '전화번호',
      '휴대폰',
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
  inText: { bounds: { digits: [7, 4095] }, find: phoneInText },
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

import cardValidator from 'card-validator';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { defineDetector } from '../detector.ts';
import { someIn } from '../in-text.ts';
import { lengthOnly, tail } from '../masks.ts';
import { has } from '../shape.ts';
import { luhn } from './luhn.ts';

const cardShape = /^\d{4}[ -]?\d{4,6}[ -]?\d{4,5}(?:[ -]?\d{1,4})?(?:[ -]?\d{1,3})?$/;

function isCard(value: string): boolean {
  const text = value.trim();
  // The checksum first: it costs least, and nine of ten other numbers end there.
  return cardShape.test(text) && luhn(text) && cardValidator.number(text.replace(/[ -]/g, '')).isValid;
}

const groups = /(?<![\d.-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?![\d.-])/g;
const bare = /(?<![\d.-])\d{12,19}(?![\d.-])/g;

/** In groups of four a number that passes is a card; bare digits are one beside a word for it. */
function cardInText(text: string): boolean {
  if (someIn(text, groups, isCard)) return true;
  return (
    /\b(?:card|cc|visa|mastercard|amex|credit|debit|karte|carte|tarjeta)\b/i.test(text) && someIn(text, bare, isCard)
  );
}

export const creditCard = defineDetector({
  type: 'credit-card',
  names: {
    strong: [
      'card number',
      'card no',
      'credit card',
      'creditcard',
      'cc number',
      'cc num',
      'pan',
      'card pan',
      'debit card',
      'payment card',
      'card num',
    ],
    weak: ['card', 'cc', 'amex', 'visa', 'mastercard'],
    against: ['type', 'brand', 'holder', 'expiry', 'last four', 'last 4', 'last4', 'imei', 'token', 'fingerprint'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [12, 19], without: has.letter | has.at | has.colon, length: [12, 26] },
  match: isCard,
  looseMatch: (value) => /^(?:[\d*xX•]{4}[ -]?){3}[\d*xX•]{1,7}$/.test(value.trim()) && /\d/.test(value),
  // One in ten passes Luhn, and about half of those begin as a card brand does.
  chance: 0.05,
  needsName: false,
  checksum: true,
  unique: true,
  detail: (value) => cardValidator.number(value.replace(/[ -]/g, '')).card?.niceType,
  identity: (value) => value.replace(/\D/g, ''),
  inText: { bounds: { digits: [12, 4095] }, find: cardInText },
  mask: (value) => tail(value, 4),
  examples: {
    match: [
      { path: 'payment.cardNumber', values: ['4111 1111 1111 1111', '5555555555554444'] },
      { path: 'payment.amex', values: ['371449635398431'] },
      { path: 'Card_Number', values: ['2853-5617-9316-8813', '2846-3837-7466-2069', '4642-9885-5418-3667'] },
    ],
    noMatch: [
      { path: 'quote.account_ref', values: ['47641526-7766-4556-b66c-a85515aa5640'] },
      { path: 'trace.id', values: ['1588203417000123', '1588203417000124', '1588203417000131'] },
    ],
  },
});

export const iban = defineDetector({
  type: 'iban',
  names: {
    strong: ['iban'],
    weak: ['account', 'payout', 'bank account', 'account number'],
    against: ['type', 'status', 'name'],
  },
  kinds: ['string'],
  bounds: { with: has.letter, digits: [2, 34], length: [15, 42] },
  match: (value) =>
    value.length <= 42 && /^[a-z]{2}\d{2}/i.test(value.trim()) && isValidIBAN(electronicFormatIBAN(value.trim()) ?? ''),
  chance: 0.001,
  needsName: false,
  unique: true,
  identity: (value) => value.replace(/\s/g, '').toUpperCase(),
  inText: {
    bounds: { with: has.letter, digits: [10, 4095] },
    find: (text) =>
      someIn(text, /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/gi, (found) =>
        isValidIBAN(electronicFormatIBAN(found) ?? ''),
      ),
  },
  mask: (value) => `${value.trim().slice(0, 2)}${tail(value.trim().slice(2), 2)}`,
  examples: {
    match: [{ path: 'payout.iban', values: ['FR76 3000 6000 0112 3456 7890 189', 'GB82WEST12345698765432'] }],
    noMatch: [{ path: 'iban_status', values: ['valid', 'missing'] }],
  },
});

/** Account numbers have no common checksum: the name has to say that they are a bank's. */
export const bankAccount = defineDetector({
  type: 'bank-account',
  names: {
    strong: [
      'bank account',
      'bank account number',
      'bank account no',
      'account number',
      'acct number',
      'acct no',
      'kontonummer',
      'konto nr',
      'bank acct',
      'routing number',
      'sort code',
      'clabe',
      'bsb',
    ],
    against: ['type', 'status', 'name', 'holder', 'aws', 'cloud', 'currency'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [6, 20], length: [6, 26], without: has.at | has.colon },
  match: (value) => /^[A-Z]{0,4}[\d][\d -]{4,24}$/i.test(value.trim()),
  chance: 0.3,
  needsName: true,
  unique: true,
  mask: (value) => tail(value, 2),
  examples: {
    match: [{ path: 'employee.bank_account_number', values: ['0048213377', '0091347728'] }],
    noMatch: [{ path: 'order.number', values: ['0048213377', '0091347728'] }],
  },
});

export const cardSecurityCode = defineDetector({
  type: 'card-security-code',
  names: {
    strong: ['cvv', 'cvv 2', 'cvc', 'cvc 2', 'card security code', 'csc', 'card verification', 'cid code'],
    against: ['check', 'result', 'match', 'response'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [3, 4], length: [3, 4] },
  match: (value) => /^\d{3,4}$/.test(value.trim()),
  chance: 0.3,
  needsName: true,
  mask: () => '•••',
  examples: {
    match: [{ path: 'card.cvv', values: ['123', '4481'] }],
    noMatch: [
      { path: 'scenario_code', values: ['417', '322'] },
      { path: 'cvv_check', values: ['pass', 'fail'] },
    ],
  },
});

export const salary = defineDetector({
  type: 'salary',
  names: {
    strong: [
      'salary',
      'annual salary',
      'base pay',
      'gross pay',
      'net pay',
      'hourly wage',
      'annual income',
      'gehalt',
      'salario',
      'sueldo',
      'salaire',
      'stipendio',
      'loon',
      'salaris',
      'wynagrodzenie',
      'lonn',
      'зарплата',
      '工资',
      '給与',
      '급여',
    ],
    weak: ['wage', 'income', 'compensation', 'bonus', 'pay'],
    against: ['grade', 'band', 'currency', 'type', 'date', 'statement', 'source', 'product', 'code', 'group'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [3, 12], length: [3, 20] },
  match: (value) => /^(?:[A-Z]{3}|[$€£¥₹])?\s?\d[\d., ]{2,14}\s?(?:[A-Z]{3}|[$€£¥₹])?$/.test(value.trim()),
  chance: 0.4,
  needsName: true,
  needsPeople: true,
  mask: (value) =>
    value
      .trim()
      .slice(0, 20)
      .replace(/[\p{L}\d]/gu, '•'),
  examples: {
    match: [{ path: 'employee.annualSalary', values: [48_200, 61_000] }],
    noMatch: [
      { path: 'salary_band', values: ['B2', 'C1'] },
      { path: 'product.price', values: ['482.00', '610.00'] },
    ],
  },
});

const bitcoin = /^(?:bc1[ac-hj-np-z02-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34})$/;
const ethereum = /^0x[\da-f]{40}$/i;

/** Which of the chains with an unmistakable form an address is of. */
function chainOf(value: string): string | undefined {
  const text = value.trim();
  return bitcoin.test(text) ? 'Bitcoin' : ethereum.test(text) ? 'Ethereum' : undefined;
}

export const cryptoWallet = defineDetector({
  type: 'crypto-wallet',
  names: {
    strong: [
      'wallet',
      'wallet address',
      'btc address',
      'bitcoin address',
      'eth address',
      'ethereum address',
      'payout address',
    ],
    against: ['type', 'balance', 'name', 'id', 'provider'],
  },
  kinds: ['string'],
  bounds: { with: has.letter, digits: [1, 80], length: [14, 74], without: has.space | has.at },
  match: (value) => chainOf(value) !== undefined,
  chance: 0.002,
  needsName: false,
  unique: true,
  detail: chainOf,
  identity: (value) => value.trim(),
  mask: (value) => lengthOnly(value, value.startsWith('0x') ? '0x' : value.startsWith('bc1') ? 'bc1' : ''),
  examples: {
    match: [
      { path: 'payout.wallet', values: ['0x52908400098527886E0F7030069857D2E4169EE7'] },
      { path: 'x', values: ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'] },
    ],
    noMatch: [{ path: 'wallet_type', values: ['hot', 'cold'] }],
  },
});

import cardValidator from 'card-validator';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { defineDetector } from '../detector.ts';
import { tail } from '../masks.ts';

const cardShape = /^\d{4}[ -]?\d{4,6}[ -]?\d{4,5}(?:[ -]?\d{1,4})?(?:[ -]?\d{1,3})?$/;

function isCard(value: string): boolean {
  const text = value.trim();
  return cardShape.test(text) && cardValidator.number(text.replace(/[ -]/g, '')).isValid;
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
  could: ({ digits, letters, at }) => digits >= 12 && digits <= 19 && !letters && !at,
  match: isCard,
  looseMatch: (value) => /^(?:[\d*xX•]{4}[ -]?){3}[\d*xX•]{1,7}$/.test(value.trim()) && /\d/.test(value),
  // One in ten passes Luhn, and about half of those begin as a card brand does.
  chance: 0.05,
  needsName: false,
  checksum: true,
  inText: (text) =>
    [...text.matchAll(/\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b/g)].slice(0, 20).some((found) => isCard(found[0])),
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
    strong: ['iban', 'bank account', 'account number', 'account no', 'bank account number'],
    weak: ['account', 'payout'],
    against: ['type', 'status', 'name'],
  },
  kinds: ['string'],
  could: ({ digits, letters, length }) => letters && digits >= 2 && length >= 15 && length <= 42,
  match: (value) =>
    value.length <= 42 && /^[a-z]{2}\d{2}/i.test(value.trim()) && isValidIBAN(electronicFormatIBAN(value.trim()) ?? ''),
  chance: 0.001,
  needsName: false,
  inText: (text) =>
    [...text.matchAll(/\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/g)]
      .slice(0, 20)
      .some((found) => isValidIBAN(electronicFormatIBAN(found[0]) ?? '')),
  mask: (value) => `${value.trim().slice(0, 2)}${tail(value.trim().slice(2), 2)}`,
  examples: {
    match: [{ path: 'payout.iban', values: ['FR76 3000 6000 0112 3456 7890 189', 'GB82WEST12345698765432'] }],
    noMatch: [{ path: 'iban_status', values: ['valid', 'missing'] }],
  },
});

import { defineDetector } from '../detector.ts';
import { tail } from '../masks.ts';
import { has } from '../shape.ts';

/** Numbers that the Social Security Administration does not assign: area 000, 666, 900 on; group 00; serial 0000. */
function isSsn(value: string): boolean {
  const found = /^(\d{3})([- ]?)(\d{2})\2(\d{4})$/.exec(value.trim());
  if (!found) return false;
  const [, area = '', , group, serial] = found;
  return area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000';
}

export const usSsn = defineDetector({
  type: 'us-ssn',
  names: {
    strong: ['ssn', 'social security', 'social security number', 'social security no', 'soc sec'],
    against: ['last four', 'last 4', 'last4'],
  },
  kinds: ['string', 'number'],
  // Nine bare digits need a name; with hyphens the form speaks for itself.
  bounds: { digits: [9, 9], without: has.letter, length: [9, 14] },
  match: (value) => isSsn(value),
  chance: 0.6,
  needsName: true,
  unique: true,
  identity: (value) => value.replace(/\D/g, ''),
  inText: {
    bounds: { digits: [9, 4095], with: has.other },
    find: (text) => /\b(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b/.test(text),
  },
  mask: (value) => tail(value, 2),
  examples: {
    match: [
      { path: 'payroll.employee_ssn', values: ['389652484', '498593768'] },
      { path: 'ssn', values: ['389-65-2484'] },
    ],
    noMatch: [{ path: 'docket.cause_or_account', values: ['318077502', '026009593'] }],
  },
});

export const passport = defineDetector({
  type: 'passport',
  names: {
    strong: [
      'passport',
      'passport number',
      'passport no',
      'passport num',
      'pasaporte',
      'reisepass',
      'travel document',
      'travel document number',
      'identity document',
      'id document',
      'id document number',
      'passaporto',
      'passaporte',
      'passeport',
      'paspoort',
      'paszport',
      'pass nr',
      'паспорт',
      '护照',
      '旅券',
      '여권',
    ],
    against: ['country', 'type', 'expiry', 'expires', 'issued', 'issuer', 'office', 'strategy'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [4, 12], length: [4, 12] },
  match: (value) => /^[A-Z]{0,3}\d{6,9}[A-Z]?$/i.test(value.trim()) || /^[A-Z]\d{2}[A-Z]{2}\d{4}$/i.test(value.trim()),
  chance: 0.3,
  unique: true,
  needsName: true,
  mask: (value) => tail(value, 2),
  examples: {
    match: [{ path: 'traveller.passport_number', values: ['533380006', 'XK1234567'] }],
    noMatch: [
      { path: 'passport_country', values: ['DE', 'FR'] },
      { path: 'booking_number', values: ['533380006', '533380007'] },
    ],
  },
});

export const drivingLicence = defineDetector({
  type: 'driving-licence',
  names: {
    strong: [
      'driving licence',
      'driving license',
      'driver licence',
      'driver license',
      'drivers license',
      'licence number',
      'license number',
      'dl number',
      'fuhrerschein',
      'permis conduire',
    ],
    against: ['type', 'class', 'expiry', 'expires', 'state', 'country', 'plate', 'key', 'software', 'url'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [3, 22], length: [5, 22] },
  match: (value) => /^(?=.*\d{3})[A-Z\d][A-Z\d -]{4,20}$/i.test(value.trim()),
  chance: 0.4,
  needsName: true,
  needsPeople: true,
  mask: (value) => tail(value, 2),
  examples: {
    match: [{ path: 'driver_license', values: ['D1234567', 'MORGA657054SM9IJ'] }],
    noMatch: [
      { path: 'license_key', values: ['A1B2-C3D4-E5F6', 'Z9Y8-X7W6-V5U4'] },
      { path: 'license_type', values: ['MIT', 'GPL'] },
    ],
  },
});

/**
 * The Krankenversichertennummer of Germany (Anlage 1 zur Richtlinie nach § 290 SGB V): a letter as its two-digit place in
 * the alphabet, eight digits, and a digit that checks them, weights 1 and 2 in turn.
 */
function isHealthInsurance(value: string): boolean {
  const text = value.trim().toUpperCase();
  if (!/^[A-Z]\d{9}$/.test(text)) return false;
  const place = String(text.charCodeAt(0) - 64).padStart(2, '0');
  const digits = [...place, ...text.slice(1, 9)].map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const product = digit * (1 + (index % 2));
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return sum % 10 === Number(text[9]);
}

export const deHealthInsurance = defineDetector({
  type: 'de-health-insurance',
  names: {
    strong: ['kvnr', 'krankenversicherung', 'krankenversichertennummer', 'versichertennummer', 'health insurance'],
    against: ['type', 'provider', 'kasse'],
  },
  kinds: ['string'],
  bounds: { digits: [9, 9], with: has.letter, length: [10, 14] },
  match: isHealthInsurance,
  // One in ten of such forms passes.
  chance: 0.1,
  checksum: true,
  needsName: true,
  mask: (value) => tail(value, 2),
  examples: {
    match: [{ path: 'patient.kvnr', values: ['A123456780'] }],
    noMatch: [{ path: 'article', values: ['A123456789', 'B000000001'] }],
  },
});

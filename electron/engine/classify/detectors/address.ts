import { defineDetector } from '../detector.ts';
import { initials } from '../masks.ts';

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
      'direccion',
      'domicilio',
      'indirizzo',
      'endereco',
      'morada',
      'adres',
      'anschrift',
      'strasse',
      'rue',
      'calle',
      'logradouro',
      'adresa',
      'osoite',
      'cim',
      'адрес',
      'улица',
      '地址',
      '住所',
      '주소',
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
      'kod pocztowy',
      'cep',
      'codice postale',
      'postnummer',
      'postcode huisnummer',
      'почтовый индекс',
      '邮编',
      '郵便番号',
      '우편번호',
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

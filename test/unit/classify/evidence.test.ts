import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Classifier } from '../../../electron/engine/classify/classify.ts';
import { vendorIn, vendorOf, vendorTokens } from '../../../electron/engine/classify/detectors/vendor-tokens.ts';
import { objectIn, parametersOf, unwrapped } from '../../../electron/engine/classify/embedded.ts';
import { collectFields } from '../../../electron/engine/classify/fields.ts';
import { statisticsOf } from '../../../electron/engine/classify/statistics.ts';
import { wordsOf } from '../../../electron/engine/classify/words.ts';

const classifier = new Classifier();
const many = (make: (index: number) => unknown, count = 200) =>
  Array.from({ length: count }, (_, n) => ({ value: make(n) }));

function typesOf(records: Record<string, unknown>[]): Record<string, string[]> {
  const { fields } = classifier.classify('things', records, records.length);
  return Object.fromEntries(fields.filter((f) => f.types.length > 0).map((f) => [f.path, f.types.map((t) => t.type)]));
}

function statistics(texts: string[]) {
  const values = [...new Set(texts)].map((text) => ({ text, kind: 'string' as const, times: 1, shape: -1 }));
  return statisticsOf(values, texts.length);
}

test('a column is told by its statistics: the same few, a count upwards, each its own', () => {
  expect(statistics(Array.from({ length: 200 }, (_, n) => ['open', 'closed'][n % 2] ?? ''))).toMatchObject({
    enumeration: true,
  });
  expect(statistics(Array.from({ length: 200 }, (_, n) => String(4_000_000 + n * 3)))).toMatchObject({
    sequence: true,
    distinctShare: 1,
  });
  expect(statistics(['5', '900000', '17', '44', '3'])).toMatchObject({ sequence: false, enumeration: false });
  expect(statistics(Array.from({ length: 50 }, (_, n) => String(Number.MAX_SAFE_INTEGER - n * 1e12)))).toMatchObject({
    sequence: false,
  });
});

test('numbers that count upwards are nobody’s card, however many pass the checksum', () => {
  expect(typesOf(many((n) => String(4_000_000_000_000_000 + n)))).toEqual({});
});

test('a key among settings is told, since nothing else looks like it', () => {
  const records = many((n) => (n === 7 ? `ghp_${'a1B2c3D4e5F6'.repeat(3)}` : `setting ${n}`));
  expect(typesOf(records)).toEqual({ value: ['api-token'] });
});

test('JSON, a query, a URL’s parameters and base64 are looked into; a token stays a token', () => {
  expect(objectIn('{"a": 1}')).toEqual({ a: 1 });
  expect(objectIn('{not json')).toBeUndefined();
  expect(parametersOf('mail=a%40example.org&n=1')).toEqual({ mail: 'a@example.org', n: '1' });
  expect(parametersOf('https://example.org/x?mail=a@example.org')).toEqual({ mail: 'a@example.org' });
  expect(parametersOf('a = b')).toBeUndefined();
  expect(unwrapped(Buffer.from('{"mail":"a@example.org"}').toString('base64'))).toEqual({ mail: 'a@example.org' });
  expect(unwrapped(Buffer.from('write to ada@example.org').toString('base64'))).toBe('write to ada@example.org');
  expect(unwrapped('Zq81mfK0s7dhR4tYx2Lw9nPbAAAAAAAA')).toBeUndefined();
  expect(unwrapped('ad25e2f4539473611482200ab25a1d74')).toBeUndefined();
  const records = many((n) => `https://example.org/welcome?email=p${n}%40example.org&lang=en`);
  expect(typesOf(records)).toEqual({ 'value.email': ['email'] });
});

test('a key with a dot and the same path are one field; it is counted once a record', () => {
  const [field] = collectFields([{ 'a.b': 'x', a: { b: 'y' } }]);
  expect(field).toMatchObject({ path: 'a.b', records: 1, total: 2 });
});

test('words are whole, in singular, and the same for all ways of writing', () => {
  expect(wordsOf('userEmailAddresses')).toEqual(['user', 'email', 'address']);
  expect(wordsOf('user_email-address')).toEqual(['user', 'email', 'address']);
  expect(wordsOf('HTTPStatus')).toEqual(['http', 'status']);
  expect(wordsOf('GPS')).toEqual(['gps']);
});

test('names that lead astray: about the thing, or of another thing', () => {
  const records = Array.from({ length: 60 }, (_, n) => ({
    customer: `c${n}`,
    songName: ['Blue Moon', 'Red Rain', 'Grey Street'][n % 3],
    email_count: n,
    phone_verified_at: '2026-01-01',
    company: 'Harbour Works',
    user: { name: `${'ABCDEFGHIJ'[n % 10]}da Love${'abcdef'[Math.floor(n / 10)]}ace` },
  }));
  expect(typesOf(records)).toEqual({ 'user.name': ['person-name'] });
});

test('names alone say what a store may hold, and that nothing was looked at', () => {
  const fields = classifier.classifyNames(['user.email', 'password', 'token', 'email_count', 'wifi.ssid', 'total']);
  expect(Object.fromEntries(fields.map((f) => [f.path, f.types.map((t) => t.type)]))).toEqual({
    'user.email': ['email'],
    password: ['password'],
    token: ['api-token'],
    email_count: [],
    'wifi.ssid': ['wifi-ssid'],
    total: [],
  });
  expect(fields[0]?.types[0]).toMatchObject({
    share: 0,
    estimatedRecords: null,
    why: 'name says email; no value was looked at',
  });
});

test('the reason is a sentence with share and distinctness, and the brands of cards', () => {
  const cards = ['4111111111111111', '5555555555554444', '4012888888881881', '5105105105105100'];
  const { fields } = classifier.classify(
    'x',
    many((n) => cards[n % 4], 8),
    8,
  );
  expect(fields[0]?.types[0]?.why).toBe('100 % of 8 values have the form, 50 % distinct; Visa, Mastercard');
});

/** A text that a vendor's pattern takes, made from the pattern's own parts. */
const made: Record<string, string> = {
  'Slack xapp-': '1-A12345-678-abcdef',
  'PyPI pypi-': `AgE${'x'.repeat(60)}`,
  'Amazon MWS amzn.mws.': '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
  'SendGrid SG.': `${'a'.repeat(22)}.${'b'.repeat(43)}`,
  'Braintree access_token$': `production$${'a1'.repeat(8)}$${'0f'.repeat(16)}`,
  'Mailchimp ': `${'0f'.repeat(16)}-us12`,
  'Telegram bot ': `123456789:AA${'x'.repeat(33)}`,
  'Terraform Cloud ': `${'aB3'.repeat(4)}xy.atlasv1.${'z'.repeat(67)}`,
  'Grafana glsa_': `${'aB'.repeat(16)}_0f0f0f0f`,
  'Postman PMAK-': `${'0f'.repeat(12)}-${'0f'.repeat(17)}`,
  'age AGE-SECRET-KEY-1': 'Q'.repeat(58),
  '1Password ops_': `eyJ${'x'.repeat(120)}`,
};

test.each(vendorTokens.map((token) => [`${token.vendor} ${token.prefix}`, token] as const))(
  'a token of %s is told by its form',
  (name, token) => {
    const lengths = [...Array(150).keys()];
    const alphabets = ['0f', 'aB3d', 'A1', 'Q7'];
    const rest =
      made[name] ??
      alphabets
        .flatMap((letters) => lengths.map((length) => letters.repeat(80).slice(0, length)))
        .find((text) => token.rest.test(text));
    expect(rest, 'a text of this form').toBeDefined();
    expect(vendorOf(`${token.prefix}${rest}`)?.vendor).toBe(token.vendor);
    expect(vendorOf(`x${token.prefix}${rest} `.slice(0, 12))).toBeUndefined();
  },
);

test('a token is found in the middle of a sentence', () => {
  expect(vendorIn(`please use ghp_${'a1B2c3D4e5F6'.repeat(3)}, it is new`)).toBe(true);
  expect(vendorIn('the prefix ghp_ begins tokens of GitHub, and AKIA those of AWS')).toBe(false);
});

test('any records are taken, whatever is in them', () => {
  const keyed = new Classifier({ key: new Uint8Array(32) });
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.bigInt(),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
    fc.constantFrom(undefined, null, Number.NaN),
  );
  const records = fc.array(fc.dictionary(fc.string(), odd, { maxKeys: 8 }), { maxLength: 12 });
  fc.assert(
    fc.property(records, fc.string(), fc.option(fc.nat()), (made, name, total) => {
      const { fields } = keyed.classify(name, made, total);
      for (const { types } of fields)
        for (const { confidence, share } of types) {
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(1);
          expect(share).toBeLessThanOrEqual(1);
        }
      keyed.classifyNames(fields.map(({ path }) => path));
    }),
    { numRuns: 300 },
  );
});

test('names of fields in other languages and scripts, with and without accents', () => {
  const family = ['山田', '佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '中村'];
  const own = ['太郎', '花子', '次郎', '愛', '健', '翔', '美咲', '陽菜'];
  const people = Array.from({ length: 64 }, (_, n) => ({
    Dirección: `Calle Mayor ${n}, Madrid`,
    telefono: `+34 612 345 ${100 + n}`,
    fecha_nacimiento: '1984-03-11',
    顧客氏名: `${family[n % 8]}${own[n >> 3]}`,
    電話番号: `03-1234-${1000 + n}`,
    住所: `東京都千代田区1丁目${n}番2号`,
    Телефон: `+7 912 345-67-${10 + n}`,
    Geburtsdatum: '11.03.1984',
    contraseña: `Kest${n}rel!`,
    producto: 'Mesa',
    注文番号: `A-${n}`,
  }));
  expect(typesOf(people)).toEqual({
    Dirección: ['postal-address'],
    telefono: ['phone'],
    fecha_nacimiento: ['date-of-birth'],
    顧客氏名: ['person-name'],
    電話番号: ['phone'],
    住所: ['postal-address'],
    Телефон: ['phone'],
    Geburtsdatum: ['date-of-birth'],
    contraseña: ['password'],
  });
});

test.each([
  ['please charge card 4111111111111111 again', ['credit-card']],
  ['paid with 4111 1111 1111 1111 on Monday', ['credit-card']],
  ['order 4111111111111111 was sent on Monday', []],
  ['her number is 555-123-4567, after six', ['phone']],
  ['call me at 0490 75 40 81 please', ['phone']],
  ['part 12-345-678 and lot 90-12-34 are out', []],
  ['blocked 41.173.96.26 for an hour', ['ip-address']],
  ['upgrade to version 3.41.2.0 of the agent', []],
  ['connection from 192.168.40.55 was closed', []],
  ['my ssn is 460-89-9847, thanks', ['us-ssn']],
  ['send it to GB82 WEST 1234 5698 7654 32 today', ['iban']],
])('in the middle of a text: %s', (text, types) => {
  const { fields } = classifier.classify('things', [{ body_of: text }], 1);
  expect(fields[0]?.types.map(({ type }) => type)).toEqual(types);
  expect(fields[0]?.masked).toEqual([]);
});

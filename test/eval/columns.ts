import type { Faker } from '@faker-js/faker';
import { stdnum } from 'stdnum';
import type { DataTypeName } from '../../electron/contract/data-types.ts';

/** A column of a generated table: the name that people give it, what it holds, and how a value of it is made. */
export type Column = [name: string, type: DataTypeName | 'none', make: (faker: Faker, index: number) => unknown];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const medicines = [
  'Amoxicillin',
  'Atorvastatin',
  'Sertraline',
  'Ramipril',
  'Salbutamol',
  'Bisoprolol',
  'Levothyroxine',
];

/** Draws until the check passes: one in a hundred does. */
function valid(f: Faker, country: string, check: string, form: string): string {
  const validators = stdnum as Record<string, Record<string, { validate(text: string): { isValid: boolean } }>>;
  for (let tries = 0; tries < 20_000; tries++) {
    const text = form
      .replaceAll('#', () => f.string.numeric(1))
      .replaceAll('?', () => f.helpers.arrayElement([...letters]));
    if (validators[country]?.[check]?.validate(text).isValid) return text;
  }
  return '';
}

/** Columns that hold something of somebody. */
export const personal: Column[] = [
  ['contactEmail', 'email', (f) => f.internet.email()],
  ['mobile', 'phone', (f) => f.phone.number({ style: 'international' })],
  ['fullName', 'person-name', (f) => f.person.fullName()],
  ['street', 'postal-address', (f) => f.location.streetAddress()],
  ['postcode', 'postcode', (f) => f.location.zipCode()],
  ['birthDate', 'date-of-birth', (f) => f.date.birthdate().toISOString().slice(0, 10)],
  ['gender', 'gender', (f) => f.helpers.arrayElement(['female', 'male', 'female', 'male', 'diverse'])],
  ['nickname_login', 'username', (f) => f.internet.username()],
  ['avatar', 'photo', (f) => f.image.avatar()],
  ['lastIp', 'ip-address', (f) => f.internet.ipv4()],
  ['deviceMac', 'mac-address', (f) => f.internet.mac()],
  ['wifi.ssid', 'wifi-ssid', (f) => `${f.person.lastName()}-net`],
  ['wifi.bssid', 'wifi-bssid', (f) => f.internet.mac()],
  ['imei', 'imei', (f) => f.phone.imei().replace(/\D/g, '')],
  ['vin', 'device-id', (f) => f.vehicle.vin()],
  ['position.lat', 'geo', (f) => f.location.latitude()],
  ['position.lon', 'geo', (f) => f.location.longitude()],
  ['iban', 'iban', (f) => f.finance.iban()],
  ['accountNumber', 'bank-account', (f) => f.finance.accountNumber(10)],
  ['cardNumber', 'credit-card', (f) => f.finance.creditCardNumber({ issuer: 'visa' }).replace(/\D/g, '')],
  ['cvv', 'card-security-code', (f) => f.finance.creditCardCVV()],
  ['salary', 'salary', (f) => f.number.int({ min: 24_000, max: 190_000 })],
  ['btcAddress', 'crypto-wallet', (f) => f.finance.bitcoinAddress()],
  ['weightKg', 'body-metric', (f) => f.number.float({ min: 45, max: 120, fractionDigits: 1 })],
  ['bloodType', 'blood-group', (f) => f.helpers.arrayElement(['A+', 'A-', 'B+', 'O+', 'O-', 'AB+'])],
  [
    'diagnosis',
    'diagnosis',
    (f) => `${f.helpers.arrayElement([...'EFIJKM'])}${f.string.numeric(2)}.${f.string.numeric(1)}`,
  ],
  ['medication', 'medication', (f) => f.helpers.arrayElement(medicines)],
  ['religion', 'religion', (f) => f.helpers.arrayElement(['Catholic', 'Muslim', 'Hindu', 'Lutheran', 'Atheist'])],
  ['pesel', 'pl-pesel', (f) => valid(f, 'PL', 'pesel', '#'.repeat(11))],
  ['cpf', 'br-cpf', (f) => valid(f, 'BR', 'cpf', '#'.repeat(11))],
  ['children[].age', 'child-age', (f) => f.number.int({ min: 1, max: 16 })],
  ['userPassword', 'password', (f) => f.internet.password()],
  ['passwordHash', 'password-hash', (f) => `$2b$10$${f.string.alphanumeric(53)}`],
  ['sessionToken', 'jwt', (f) => f.internet.jwt()],
  ['awsKey', 'api-token', (f) => `AKIA${f.string.alphanumeric({ length: 16, casing: 'upper' })}`],
  ['dsn', 'connection-string', (f) => `postgres://app:${f.internet.password()}@${f.internet.domainName()}:5432/shop`],
];

/** Columns that hold nothing of anybody. */
export const clean: Column[] = [
  ['login_name', 'none', (_f, n) => `job-${n}`],
  ['orderNumber', 'none', (f) => f.string.numeric(10)],
  ['createdAt', 'none', (f) => f.date.recent().toISOString()],
  ['updated_ms', 'none', (f) => f.date.recent().getTime()],
  ['expires', 'none', (f) => Math.floor(f.date.soon().getTime() / 1000)],
  ['productName', 'none', (f) => f.commerce.productName()],
  ['description', 'none', (f) => f.commerce.productDescription()],
  ['price', 'none', (f) => Number(f.commerce.price())],
  ['ean', 'none', (f) => f.string.numeric(13)],
  ['isbn', 'none', (f) => f.commerce.isbn()],
  ['currency', 'none', (f) => f.finance.currencyCode()],
  ['uuid', 'none', (f) => f.string.uuid()],
  ['checksum', 'none', (f) => f.git.commitSha()],
  ['etag', 'none', (f) => f.string.hexadecimal({ length: 32, prefix: '' })],
  ['appVersion', 'none', (f) => f.system.semver()],
  [
    'build',
    'none',
    (f) =>
      `${f.number.int({ max: 9 })}.${f.number.int({ max: 30 })}.${f.number.int({ max: 9 })}.${f.number.int({ max: 20 })}`,
  ],
  ['status', 'none', (f) => f.helpers.arrayElement(['open', 'closed', 'waiting'])],
  ['mimeType', 'none', (f) => f.system.mimeType()],
  ['filePath', 'none', (f) => f.system.filePath()],
  ['department', 'none', (f) => f.commerce.department()],
  ['companyName', 'none', (f) => f.company.name()],
  ['userAgent', 'none', (f) => f.internet.userAgent()],
  ['url', 'none', (f) => f.internet.url()],
  ['hostname', 'none', (f) => f.internet.domainName()],
  ['port', 'none', (f) => f.internet.port()],
  ['email_verified', 'none', (f) => f.datatype.boolean()],
  ['phone_model', 'none', (f) => f.helpers.arrayElement(['Pixel 4', 'iPhone 11', 'Galaxy S9'])],
  ['fontFamily', 'none', (f) => f.helpers.arrayElement(['Helvetica Neue', 'Times New Roman', 'Open Sans'])],
  ['retries', 'none', (f) => f.number.int({ max: 9 })],
  ['conversionRate', 'none', (f) => f.number.float({ max: 1, fractionDigits: 6 })],
  ['trackingNumber', 'none', (f) => `1Z${f.string.alphanumeric({ length: 16, casing: 'upper' })}`],
  ['sku', 'none', (f) => `${f.string.alpha({ length: 3, casing: 'upper' })}-${f.string.numeric(4)}`],
  ['colour', 'none', (f) => f.color.human()],
  ['rgb', 'none', (f) => f.color.rgb()],
  ['timezone', 'none', (f) => f.location.timeZone()],
  ['locale', 'none', (f) => f.helpers.arrayElement(['de_DE', 'en_GB', 'fr_FR'])],
  ['branch', 'none', (f) => f.git.branch()],
  ['commitMessage', 'none', (f) => f.git.commitMessage()],
  ['genre', 'none', (f) => f.music.genre()],
  ['songName', 'none', (f) => f.music.songName()],
  ['vehicleModel', 'none', (f) => f.vehicle.model()],
  ['animal', 'none', (f) => f.animal.type()],
  ['cron', 'none', (f) => f.system.cron()],
  ['flight', 'none', (f) => f.airline.flightNumber({ addLeadingZeros: true })],
  ['duration_ms', 'none', (f) => f.number.int({ max: 100_000 })],
  ['sequence_no', 'none', (_f, n) => 4_000_000_000 + n * 7],
];

/** The same values under names that lead astray: what is personal looks like a thing, and a thing looks personal. */
export const misleading: Column[] = [
  ['reference', 'email', (f) => f.internet.email()],
  ['ext', 'phone', (f) => f.phone.number({ style: 'international' })],
  ['code', 'iban', (f) => f.finance.iban()],
  ['external_key', 'credit-card', (f) => f.finance.creditCardNumber({ issuer: 'visa' }).replace(/\D/g, '')],
  ['origin', 'ip-address', (f) => f.internet.ipv4()],
  ['node', 'mac-address', (f) => f.internet.mac()],
  ['comment', 'jwt', (f) => f.internet.jwt()],
  ['label', 'api-token', (f) => `ghp_${f.string.alphanumeric(36)}`],
  ['file', 'password-hash', (f) => `$2b$10$${f.string.alphanumeric(53)}`],
  ['link', 'connection-string', (f) => `mysql://root:${f.string.alphanumeric(12)}@db.${f.internet.domainName()}/shop`],
  ['email_count', 'none', (f) => f.number.int({ max: 40 })],
  ['email_template', 'none', (f) => f.helpers.arrayElement(['welcome', 'reminder'])],
  ['phone_verified_at', 'none', (f) => f.date.recent().toISOString()],
  ['card_type', 'none', (f) => f.helpers.arrayElement(['visa', 'amex'])],
  ['ip_version', 'none', (f) => f.helpers.arrayElement([4, 6])],
  ['name_server', 'none', (f) => `ns${f.number.int({ max: 4 })}.${f.internet.domainName()}`],
  ['address_type', 'none', (f) => f.helpers.arrayElement(['billing', 'shipping'])],
  ['ssn_required', 'none', (f) => f.datatype.boolean()],
  ['password_policy', 'none', (f) => f.helpers.arrayElement(['strict', 'lax'])],
  ['token_expires', 'none', (f) => f.date.soon().toISOString()],
  ['passport_strategy', 'none', (f) => f.helpers.arrayElement(['oauth2', 'saml'])],
  ['mobile_os', 'none', (f) => f.helpers.arrayElement(['Android 14', 'iOS 17.2'])],
  ['birth_rate', 'none', (f) => f.number.float({ max: 30, fractionDigits: 2 })],
  ['company', 'none', (f) => f.company.name()],
  ['mac_os', 'none', (f) => f.helpers.arrayElement(['14.2', '13.6.1'])],
  ['lat_ms', 'none', (f) => f.number.int({ max: 900 })],
  ['geo_region', 'none', (f) => f.helpers.arrayElement(['eu-west-1', 'us-east-2'])],
  ['gender_stats', 'none', (f) => f.number.int({ max: 100 })],
  ['wallet_type', 'none', (f) => f.helpers.arrayElement(['hot', 'cold'])],
  ['card_index', 'none', (f) => f.number.int({ max: 52 })],
  ['serial_port', 'none', (f) => f.helpers.arrayElement(['COM3', 'ttyS0'])],
];

/** What the values alone can say: a checksum, or a prefix that nothing else has. */
export const saidByValues: ReadonlySet<string> = new Set([
  'email',
  'phone',
  'ip-address',
  'mac-address',
  'imei',
  'iban',
  'credit-card',
  'crypto-wallet',
  'pl-pesel',
  'br-cpf',
  'password-hash',
  'jwt',
  'api-token',
  'connection-string',
]);

import { defineDetector } from '../detector.ts';
import { lengthOnly } from '../masks.ts';
import { has } from '../shape.ts';

/** Markers that stand where a secret was: nothing leaked. */
const redacted = /^(?:[*•x.]{3,}|redacted|\[?(?:hidden|removed|masked|filtered)\]?|null|none|true|false|changeme)$/i;
const variable = /^\$\{?\w+\}?$|^%\w+%$|^\{\{.*\}\}$/;

export function isSecretLike(value: string, shortest: number): boolean {
  return value.length >= shortest && value.length <= 4096 && !redacted.test(value) && !variable.test(value);
}

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = [...text].length;
  return [...counts.values()].reduce((sum, n) => sum - (n / total) * Math.log2(n / total), 0);
}

const hashForms: [RegExp, string][] = [
  [/^\$2[abxy]?\$\d{2}\$[./A-Za-z\d]{53}$/, 'bcrypt'],
  [/^\$argon2(?:id|i|d)\$/, 'argon2'],
  [/^\$[PH]\$[./A-Za-z\d]{31}$/, 'phpass'],
  [/^\$6\$/, 'sha512-crypt'],
  [/^\$5\$/, 'sha256-crypt'],
  [/^\$1\$|^\$apr1\$/, 'md5-crypt'],
  [/^(?:pbkdf2|PBKDF2)[_:$-]/, 'pbkdf2'],
  [/^\$?scrypt[$:]|^SCRYPT:/, 'scrypt'],
  [/^\{(?:SSHA|SHA|SMD5|MD5|CRYPT)\d*\}/, 'LDAP'],
  [/^md5[\da-f]{32}$|^SCRAM-SHA-\d+\$/, 'PostgreSQL'],
];
const bareHash = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{56}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128})$/i;

export const passwordHash = defineDetector({
  type: 'password-hash',
  names: {
    strong: [
      'password hash',
      'hashed password',
      'password digest',
      'passwd hash',
      'pwd hash',
      'password',
      'passwd',
      'pwd',
      'pass hash',
      'encrypted password',
      'crypted password',
      'user pass',
      'pass',
    ],
  },
  kinds: ['string'],
  bounds: { length: [13, 512], with: has.other, without: has.space },
  match: (value) => hashForms.some(([form]) => form.test(value)),
  detail: (value) => hashForms.find(([form]) => form.test(value))?.[1] ?? 'unsalted hash',
  looseMatch: (value) => bareHash.test(value) || /^md5[\da-f]{32}$/.test(value),
  chance: 0.0005,
  needsName: false,
  mask: (value) => lengthOnly(value, `${hashForms.find(([form]) => form.test(value))?.[1] ?? 'hash'} `),
  examples: {
    match: [
      { path: 'user.password', values: ['$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'] },
      { path: 'passwordHash', values: ['5f4dcc3b5aa765d61d8327deb882cf99', '7c6a180b36896a0a8c02787eeafb0e4c'] },
    ],
    noMatch: [{ path: 'page.carousel_id', values: ['ad25e2f4539473611482200ab25a1d74'] }],
  },
});

export const password = defineDetector({
  type: 'password',
  names: {
    strong: [
      'password',
      'passwd',
      'pwd',
      'passphrase',
      'passcode',
      'user pass',
      'db pass',
      'wifi password',
      'psk',
      'pre shared key',
      'wpa key',
      'passwort',
      'contraseña',
      'mot de passe',
      'contrasena',
      'senha',
      'wachtwoord',
      'haslo',
      'heslo',
      'salasana',
      'losenord',
      'passord',
      'sifre',
      'пароль',
      '密码',
      'パスワード',
      '비밀번호',
      'pin code',
      'pin',
      'door code',
      'gate code',
      'access code',
      'unlock code',
    ],
    against: [
      'pin count',
      'map',
      'postal',
      'gpio',
      'connector',
      'hash',
      'hashed',
      'salt',
      'hint',
      'reset',
      'expires',
      'changed',
      'policy',
      'strength',
      'question',
      'digest',
      'updated',
      'expiry',
    ],
  },
  kinds: ['string', 'number'],
  match: (value) =>
    isSecretLike(value, 4) &&
    !bareHash.test(value) &&
    !hashForms.some(([form]) => form.test(value)) &&
    value.length <= 128,
  chance: 0.6,
  needsName: true,
  mask: (value) => lengthOnly(value),
  examples: {
    match: [{ path: 'account.password', values: ['qwertyuiopas', 'Tr0ub4dor&3'] }],
    noMatch: [
      { path: 'settings.password', values: ['REDACTED', '********'] },
      { path: 'password_changed_at', values: ['2019-12-04'] },
    ],
  },
});

const pem = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/;

function isPrivateKey(value: string): boolean {
  if (pem.test(value)) return true;
  // "LS0tLS1CRUdJTi" is "-----BEGIN" in base64.
  return value.startsWith('LS0tLS1CRUdJTi') && pem.test(Buffer.from(value.slice(0, 200), 'base64').toString('latin1'));
}

export const privateKey = defineDetector({
  type: 'private-key',
  names: { strong: ['private key', 'privkey', 'ssh key', 'secret key', 'pem'] },
  kinds: ['string', 'bytes'],
  bounds: { length: [30, 65_536], with: has.letter },
  match: isPrivateKey,
  looseMatch: (value) => /^(?:0x)?[\da-f]{64}$/i.test(value),
  chance: 0.0001,
  needsName: false,
  inText: { bounds: { with: has.other, length: [40, 4096] }, find: (text) => pem.test(text) },
  mask: (value) => lengthOnly(value, 'private key '),
  examples: {
    match: [
      { path: 'x', values: ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow...'] },
      { path: 'wallet.private_key', values: ['0x01d25063efc4dfa02220141b7073374d1c5cfa79c9f75f4785dd2522f362fbb3'] },
    ],
    noMatch: [{ path: 'pem', values: ['-----BEGIN CERTIFICATE-----\nMIIEow...'] }],
  },
});

/** A URI with a password in it, or the key=value form of ODBC and ADO. */
const uriWithPassword = /^[a-z][a-z\d+.-]{1,30}:\/\/[^\s:@/]{0,200}:[^\s@]{1,400}@[^\s/]{1,255}/i;
/** What stands for a password in a template: `$NAME`, `${name}`, `{{name}}`, `<name>`, `%NAME%`, or dots and stars. */
const placeholder = /:(?:\$\{?\w+\}?|\{\{?[^}]*\}?\}|<[^>]*>|%\w+%|[*•x]{3,}|password|secret)@/i;
const pairsWithPassword = /(?:^|[;&?])\s*(?:password|pwd)\s*=\s*[^;&\s$<{%*][^;&\s]{0,200}/i;

function holdsLogin(value: string): boolean {
  return (
    (uriWithPassword.test(value) && !placeholder.test(value)) ||
    (pairsWithPassword.test(value) && /(?:server|host|data source|user id|uid)\s*=/i.test(value))
  );
}

export const connectionString = defineDetector({
  type: 'connection-string',
  names: {
    strong: ['connection string', 'database url', 'dsn', 'jdbc url', 'connstr', 'conn string', 'amqp url', 'redis url'],
  },
  kinds: ['string', 'bytes'],
  bounds: { with: has.letter, any: has.at | has.other, length: [12, 4096] },
  match: (value) => holdsLogin(value.slice(0, 2000)),
  chance: 0.0005,
  needsName: false,
  inText: {
    bounds: { with: has.colon | has.slash | has.at },
    find: (text) => /\b[a-z][a-z\d+.-]{1,30}:\/\/[^\s:@/]{1,100}:[^\s@/]{1,200}@[\w.-]{1,255}/i.test(text),
  },
  mask: (value) => lengthOnly(value, 'connection string '),
  examples: {
    match: [
      {
        path: 'settings.value',
        values: ['postgres://app:Merlin-4410@db1.internal:5432/shop', 'redis://:Merlin-4410@cache.internal'],
      },
      { path: 'DSN', values: ['Server=db1;Database=shop;User Id=app;Password=Merlin-4410'] },
    ],
    noMatch: [
      { path: 'link', values: ['https://example.org/a', 'https://example.org/b?c=d'] },
      { path: 'database_url', values: ['postgres://db1.internal:5432/shop'] },
      {
        path: 'job.clone',
        values: ['https://deploy:$DEPLOY_TOKEN@git.example.org', 'https://ci:{{token}}@git.example.org'],
      },
    ],
  },
});

import { defineDetector } from '../detector.ts';
import { lengthOnly } from '../masks.ts';

/** Markers that stand where a secret was: nothing leaked. */
const redacted = /^(?:[*•x.]{3,}|redacted|\[?(?:hidden|removed|masked|filtered)\]?|null|none|true|false|changeme)$/i;
const variable = /^\$\{?\w+\}?$|^%\w+%$|^\{\{.*\}\}$/;

function isSecretLike(value: string, shortest: number): boolean {
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
    ],
  },
  kinds: ['string'],
  match: (value) => hashForms.some(([form]) => form.test(value)),
  looseMatch: (value) => bareHash.test(value),
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
      'wifi password',
      'psk',
      'pre shared key',
      'wpa key',
      'passwort',
      'contraseña',
      'mot de passe',
    ],
    against: [
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

/** Prefixes by vendor, after each vendor's own documentation. */
const vendors: [RegExp, string][] = [
  [/^(?:AKIA|ASIA)[A-Z\d]{16}$/, 'AKIA'],
  [/^gh[pousr]_[A-Za-z\d]{36,}$/, 'ghp_'],
  [/^github_pat_\w{22,}$/, 'github_pat_'],
  [/^glpat-[\w-]{20,}$/, 'glpat-'],
  [/^xox[abeprs]-[\w-]{10,}$/, 'xox-'],
  [/^(?:sk|rk)_(?:live|test)_[A-Za-z\d]{16,}$/, 'sk_'],
  [/^SG\.[\w-]{16,}\.[\w-]{16,}$/, 'SG.'],
  [/^AIza[\w-]{35}$/, 'AIza'],
  [/^ya29\.[\w-]{20,}$/, 'ya29.'],
  [/^At(?:za|zr)\|[\w+/=-]{20,}$/, 'Atz'],
  [/^EAA[A-Za-z\d]{30,}$/, 'EAA'],
  [/^npm_[A-Za-z\d]{36}$/, 'npm_'],
  [/^sk-(?:proj-|ant-)?[\w-]{20,}$/, 'sk-'],
];

/** Opaque enough to be generated: long, mixed, no words with spaces. */
function isOpaque(value: string): boolean {
  return (
    isSecretLike(value, 16) &&
    /^[\w|.~+/=:-]+$/.test(value) &&
    entropy(value) >= 3 &&
    (/\d/.test(value) || /[A-Z].*[a-z]|[a-z].*[A-Z]/.test(value))
  );
}

export const apiToken = defineDetector({
  type: 'api-token',
  names: {
    strong: [
      'token',
      'access token',
      'refresh token',
      'auth token',
      'api key',
      'apikey',
      'secret',
      'secret key',
      'client secret',
      'bearer',
      'session token',
      'push token',
      'oauth token',
      'alexa token',
      'voice token',
      'secret id',
      'session id',
      'authorization',
      'credential',
    ],
    against: ['type', 'name', 'expires', 'expiry', 'scope', 'count', 'issuer', 'tokenization', 'rotation', 'reset'],
  },
  kinds: ['string'],
  match: (value) => vendors.some(([form]) => form.test(value)),
  looseMatch: isOpaque,
  chance: 0.0005,
  needsName: false,
  inText: (text) =>
    /\b(?:AKIA[A-Z\d]{16}|gh[pousr]_[A-Za-z\d]{36}|xox[abprs]-[\w-]{20,60}|sk_live_[A-Za-z\d]{16,60})\b/.test(text),
  mask: (value) => lengthOnly(value, vendors.find(([form]) => form.test(value))?.[1] ?? ''),
  examples: {
    match: [
      { path: 'alexa.accessToken', values: ['Atza|IwEBIJ3c8Zq1Lk9x0VbNmQwErTyUiOp'] },
      { path: 'x', values: ['ghp_0123456789abcdefghijABCDEFGHIJ012345'] },
      { path: 'vault_secret_id', values: ['5b1c7e7a-a1d2-11ec-b909-0242ac1297c7'] },
    ],
    noMatch: [
      { path: 'token_type', values: ['bearer', 'mac'] },
      { path: 'session.correlation_id', values: ['1b4b84d6-467c-471d-b897-21e31fcd42a5'] },
      { path: 'settings.client_secret', values: ['REDACTED', '********'] },
      { path: 'code.fn', values: ['refreshLedgerPanelCachedSelectionHandlerGroup'] },
    ],
  },
});

const jwtForm = /^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*$/;

function isJwt(value: string): boolean {
  if (!jwtForm.test(value)) return false;
  try {
    const header: unknown = JSON.parse(Buffer.from(value.split('.')[0] ?? '', 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && 'alg' in header;
  } catch {
    return false;
  }
}

export const jwt = defineDetector({
  type: 'jwt',
  names: { strong: ['jwt', 'id token', 'token', 'bearer', 'access token'] },
  kinds: ['string'],
  match: isJwt,
  chance: 0.0001,
  needsName: false,
  inText: (text) => /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{10,}/.test(text),
  mask: (value) => lengthOnly(value, 'eyJ'),
  examples: {
    match: [
      {
        path: 'session.id_token',
        values: [
          'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1LTk3MzkiLCJleHAiOjE5OTk5OTk5OTl9.C1l9hs058iPttPVfin6Ub6O7cN0sursLUtgj20pmLAc',
        ],
      },
    ],
    noMatch: [{ path: 'jwt', values: ['disabled', 'enabled'] }],
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
  match: isPrivateKey,
  looseMatch: (value) => /^(?:0x)?[\da-f]{64}$/i.test(value),
  chance: 0.0001,
  needsName: false,
  inText: (text) => pem.test(text),
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
  match: (value) => holdsLogin(value.slice(0, 2000)),
  chance: 0.0005,
  needsName: false,
  inText: (text) => /\b[a-z][a-z\d+.-]{1,30}:\/\/[^\s:@/]{1,100}:[^\s@/]{1,200}@[\w.-]{1,255}/i.test(text),
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

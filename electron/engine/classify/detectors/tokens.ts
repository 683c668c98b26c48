import { defineDetector } from '../detector.ts';
import { lengthOnly } from '../masks.ts';
import { has } from '../shape.ts';
import { entropy, isSecretLike } from './credentials.ts';
import { vendorIn, vendorOf } from './vendor-tokens.ts';

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
      'api secret',
      'secret',
      'secret key',
      'client secret',
      'bearer',
      'oauth token',
      'alexa token',
      'voice token',
      'assistant token',
      'secret id',
      'authorization',
      'credential',
      'access key',
      'client key',
      'sdk key',
      'app key',
      'shared key',
      'master key',
      'webhook secret',
      'signing key',
      'encryption key',
    ],
    against: [
      'type',
      'name',
      'expires',
      'expiry',
      'scope',
      'count',
      'issuer',
      'tokenization',
      'rotation',
      'reset',
      'push',
      'csrf',
    ],
  },
  kinds: ['string'],
  bounds: { length: [16, 4096], digits: [1, 4095], without: has.space },
  match: (value) => vendorOf(value) !== undefined,
  looseMatch: isOpaque,
  chance: 0.0005,
  needsName: false,
  detail: (value) => vendorOf(value)?.vendor,
  inText: { bounds: { with: has.letter, length: [30, 65_536] }, find: vendorIn },
  mask: (value) => lengthOnly(value, vendorOf(value)?.shown ?? ''),
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

export const sessionId = defineDetector({
  type: 'session-id',
  names: {
    strong: [
      'session id',
      'sessionid',
      'session token',
      'session key',
      'phpsessid',
      'jsessionid',
      'sid',
      'session cookie',
      'cookie',
      'auth cookie',
    ],
    against: ['count', 'name', 'consent', 'type', 'policy', 'twilio'],
  },
  kinds: ['string'],
  bounds: { length: [16, 4096], without: has.space },
  // A UUID is what tells visits apart, more often than what lets somebody in.
  match: (value) => isOpaque(value.trim()) && !/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value.trim()),
  chance: 0.05,
  needsName: true,
  unique: true,
  mask: (value) => lengthOnly(value),
  examples: {
    match: [{ path: 'user.session_id', values: ['s9k2Jf83kdmQ02mZpLx71vTq', 'Zq81mfK0s7dhR4tYx2Lw9nPb'] }],
    noMatch: [{ path: 'session.count', values: ['12', '14'] }],
  },
});

/** RFC 6238 seeds as authenticator apps take them: base32 of ten bytes or more, or an otpauth link. */
const base32 = /^[A-Z2-7]{16,64}=*$/;

export const totpSeed = defineDetector({
  type: 'totp-seed',
  names: {
    strong: [
      'totp',
      'totp secret',
      'otp key',
      'two factor key',
      'mfa key',
      'totp seed',
      'otp secret',
      'otp seed',
      'mfa secret',
      'mfa seed',
      'two factor secret',
      '2 fa secret',
      'authenticator secret',
      'google authenticator',
      'otpauth',
    ],
    against: ['verified', 'type'],
  },
  kinds: ['string'],
  bounds: { with: has.letter, length: [16, 400] },
  match: (value) => base32.test(value.trim().replace(/[ -]/g, '').toUpperCase()) || /^otpauth:\/\//i.test(value.trim()),
  chance: 0.02,
  needsName: true,
  alone: { match: (value) => /^otpauth:\/\/[th]otp\/\S*secret=/i.test(value.trim()), chance: 0.0005 },
  unique: true,
  inText: {
    bounds: { with: has.colon | has.slash },
    find: (text) => /\botpauth:\/\/[th]otp\/\S{0,300}secret=/i.test(text),
  },
  mask: (value) => lengthOnly(value),
  examples: {
    match: [
      { path: 'user.totp_secret', values: ['JBSWY3DPEHPK3PXP', 'KRSXG5CTMVRXEZLU'] },
      { path: 'x', values: ['otpauth://totp/shop:ada?secret=JBSWY3DPEHPK3PXP'] },
    ],
    noMatch: [{ path: 'totp_enabled', values: [true, false] }],
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
  bounds: { with: has.dot | has.letter, without: has.space, length: [30, 8192] },
  match: isJwt,
  chance: 0.0001,
  needsName: false,
  inText: {
    bounds: { with: has.dot, length: [40, 65_536] },
    find: (text) => /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{10,}/.test(text),
  },
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

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Secrets } from '../audit/credentials.ts';

/** The key of the fingerprints: made at the first start, never leaves the machine, and is in no report and no export. */
export interface FingerprintKey {
  key: Uint8Array;
  /** Tells keys apart without telling them: fingerprints under two keys are not compared. */
  id: string;
}

const keyBytes = 32;

/**
 * Sealed by the operating system's key store where there is one; else a file that only its owner reads. A key that can no
 * longer be unsealed is replaced: earlier fingerprints are then of another key.
 */
export function fingerprintKey(folder: string, secrets: Secrets | null): FingerprintKey {
  const [sealed, plain] = [path.join(folder, 'fingerprint.key.sealed'), path.join(folder, 'fingerprint.key')];
  const known = (secrets && existsSync(sealed) ? unsealed(sealed, secrets) : undefined) ?? readPlain(plain);
  if (known) return withId(known);
  const key = randomBytes(keyBytes);
  if (secrets) write(sealed, secrets.encrypt(key.toString('base64')));
  else write(plain, key);
  return withId(key);
}

function unsealed(file: string, secrets: Secrets): Uint8Array | undefined {
  try {
    const key = Buffer.from(secrets.decrypt(readFileSync(file)), 'base64');
    return key.length === keyBytes ? key : undefined;
  } catch {
    return undefined;
  }
}

function readPlain(file: string): Uint8Array | undefined {
  if (!existsSync(file)) return undefined;
  const key = readFileSync(file);
  return key.length === keyBytes ? key : undefined;
}

/** Whole or not at all: half a key would make fingerprints that nothing matches. */
function write(file: string, bytes: Uint8Array): void {
  const half = `${file}.${process.pid}`;
  writeFileSync(half, bytes, { mode: 0o600 });
  renameSync(half, file);
}

function withId(key: Uint8Array): FingerprintKey {
  return {
    key: new Uint8Array(key),
    id: createHash('sha256').update('ajar fingerprint key').update(key).digest('hex').slice(0, 16),
  };
}

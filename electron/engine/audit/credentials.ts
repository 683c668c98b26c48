import type { Credential, Target } from '../targets/parse.ts';

/** Encrypts with the operating system's key store; a host without one gives none, and nothing is kept. */
export interface Secrets {
  encrypt(text: string): Uint8Array;
  decrypt(bytes: Uint8Array): string;
}

/** The credentials of one audit: one for all, and those that stood in targets. */
export interface Credentials {
  all: Credential | null;
  byTarget: Record<string, Credential>;
}

export function credentialsOf(all: Credential | null, targets: readonly Target[]): Credentials {
  const own = targets.flatMap((target) => (target.credential ? [[target.text, target.credential] as const] : []));
  return { all, byTarget: Object.fromEntries(own) };
}

/** @returns null where there is nothing to keep, or no key store to keep it with. */
export function seal(credentials: Credentials, secrets: Secrets | null): Uint8Array | null {
  const none = credentials.all === null && Object.keys(credentials.byTarget).length === 0;
  return none || !secrets ? null : secrets.encrypt(JSON.stringify(credentials));
}

/** @returns empty credentials where none were kept or the key store no longer opens them. */
export function unseal(sealed: Uint8Array | null, secrets: Secrets | null): Credentials {
  const empty: Credentials = { all: null, byTarget: {} };
  if (!sealed || !secrets) return empty;
  try {
    return JSON.parse(secrets.decrypt(sealed)) as Credentials;
  } catch {
    return empty;
  }
}

/** Gives targets that were read back with masked passwords their credentials again. */
export function withCredentials(targets: readonly Target[], credentials: Credentials): Target[] {
  return targets.map((target) => ({ ...target, credential: credentials.byTarget[target.text] ?? null }));
}

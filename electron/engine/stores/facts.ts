import type { Capabilities, Capability } from '../../contract/words.ts';
import type { Deployment, Facts, Identity } from './store.ts';

/** Short ways to say what was learnt. */

export function proven(how: string): Capability {
  return { state: 'proven', how };
}

export function denied(how: string): Capability {
  return { state: 'denied', how };
}

export function unknown(how = 'no answer tells'): Capability {
  return { state: 'unknown', how };
}

/** The same for all four. */
export function all(capability: Capability): Capabilities {
  return { metadata: capability, read: capability, write: capability, admin: capability };
}

/** The facts that every kind has, from an identity and what is known beyond it. */
export function baseFacts(
  identity: Identity,
  known: { capabilities: Capabilities; authentication: Facts['authentication'] } & Partial<Facts>,
): Facts {
  return {
    product: identity.product,
    version: identity.version,
    identity: {},
    tls: identity.tls,
    boundToAll: null,
    deployment: 'unknown',
    ...known,
  };
}

/** A container's host name is its short id; a pod's ends in its number. */
export function deploymentOfHost(host: string): Deployment {
  if (/^[0-9a-f]{12}$/.test(host)) return 'docker';
  return host ? 'package' : 'unknown';
}

import { messageOf } from '../../contract/errors.ts';
import { type Access, accessLevels, type Capabilities, most, opens } from '../../contract/words.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { text } from '../protocols/untrusted.ts';
import type { CheckContext, Facts, Identity, OpenStore, StoreKind } from '../stores/store.ts';
import type { Endpoint } from '../targets/expand.ts';
import type { Credential } from '../targets/parse.ts';

/** What one examination is about. */
export interface Subject {
  kind: StoreKind;
  identity: Identity;
  endpoint: Endpoint;
  dial: Dial;
  credential: Credential | null;
  sample: number;
  tryDefaultAccount: boolean;
}

/** An open session, as whom, and what a stranger may do. */
export interface Entry {
  session: OpenStore;
  facts: Facts;
  stranger: { access: Access; capabilities: Capabilities; facts: Facts };
  as: string;
  defaultAccount: CheckContext['defaultAccount'];
}

/**
 * Goes in as a stranger first, always; then, where that gives no records, as the credential says; then, where a stranger
 * gets nothing and the user asked for it, as the account that the vendor documents, once.
 * @param errors gets a line where a credential is of no use.
 * @throws ConnectionError when not even a stranger's access can be learnt.
 */
export async function enter(subject: Subject, errors: string[]): Promise<Entry> {
  const { kind, dial, identity, credential } = subject;
  const session = await kind.open(dial, identity, null);
  try {
    const facts = await session.access();
    const { capabilities } = facts;
    const stranger = { access: accessOf(capabilities), capabilities, facts };
    const entry: Entry = { session, facts, stranger, as: 'anonymous', defaultAccount: 'not-tried' };
    if (credential && !opens(stranger.access)) {
      await session.close();
      try {
        return { ...entry, ...(await enterAs(subject, credential)), as: credential.user };
      } catch (thrown) {
        errors.push(`The credential was not accepted or not used: ${text(messageOf(thrown), 300)}`);
      }
    }
    if (stranger.access !== 'none' || !subject.tryDefaultAccount || !kind.defaultAccount) return entry;
    await session.close();
    return await tryDefault(subject, kind.defaultAccount, entry);
  } catch (thrown) {
    await session.close().catch(() => {});
    throw thrown;
  }
}

async function tryDefault(subject: Subject, account: Credential, entry: Entry): Promise<Entry> {
  try {
    const known = await enterAs(subject, account);
    if (accessOf(known.facts.capabilities) !== 'none')
      return { ...entry, ...known, as: `${account.user} (default account)`, defaultAccount: 'accepted' };
    await known.session.close();
  } catch (thrown) {
    if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
  }
  return { ...entry, defaultAccount: 'refused' };
}

async function enterAs({ kind, dial, identity }: Subject, credential: Credential) {
  const session = await kind.open(dial, identity, credential);
  try {
    return { session, facts: await session.access() };
  } catch (thrown) {
    await session.close().catch(() => {});
    throw thrown;
  }
}

/** The most that is proven. */
export function accessOf(capabilities: Capabilities): Access {
  return (['metadata', 'read', 'write', 'admin'] as const).reduce<Access>(
    (held, name) => (capabilities[name].state === 'proven' ? most(accessLevels, held, name) : held),
    'none',
  );
}

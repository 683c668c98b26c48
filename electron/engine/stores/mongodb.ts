import type { TlsFacts } from '../../contract/report-model.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { at, number, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { learnFacts, type MongoFacts } from './mongodb/access.ts';
import { mongoChecks } from './mongodb/checks.ts';
import { CommandFault, type MongoConversation, mongoCommands } from './mongodb/conversation.ts';
import { driverSpeaksFrom, openDriver } from './mongodb/driver.ts';
import { listNamespaces, sampleNamespace } from './mongodb/inventory.ts';
import { openLegacy } from './mongodb/legacy.ts';
import { defineStore, type Identity, type Session } from './store.ts';

/** Something that does not speak the protocol may wait for more instead of closing; identifying is not worth more. */
const identifyMs = 2500;

interface MongoIdentity extends Identity {
  wireVersion: number;
}

/** MongoDB from 2.6, and what speaks its protocol: FerretDB, DocumentDB, Cosmos DB. */
export const mongodb = defineStore<MongoFacts>({
  kind: 'mongodb',
  title: 'MongoDB and compatible (FerretDB, DocumentDB, Cosmos DB)',
  ports: [27017, 27018, 27019],
  speaks: 'when-asked',
  overHttp: /^$|trying to access MongoDB over HTTP/,
  commands: mongoCommands,
  checkedAgainst:
    'FerretDB 1.24, mongo-java-server 1.47 as MongoDB 3.6; mongod where one is installed; the lab’s server as MongoDB 3.0, 4.2 and 7.0',
  async identify(dial, clues) {
    for await (const secure of clues.ways()) {
      const found = await greet(dial, secure);
      if (!found) continue;
      return {
        ...found,
        tls: secure ? { offered: true, required: true, issues: found.issues } : await offeredTls(dial),
      };
    }
    return undefined;
  },
  async open(dial, identity, credential) {
    const { wireVersion } = identity as MongoIdentity;
    const conversation = await converse(dial, identity.secure, wireVersion, credential);
    const session: Session<MongoFacts> = {
      access: () => learnFacts(conversation, identity, wireVersion, credential, dial),
      inventory: () => listNamespaces(conversation),
      sample: (namespace, budget) => sampleNamespace(conversation, namespace, budget, wireVersion, dial.timeoutMs),
      close: () => conversation.close(),
    };
    return session;
  },
  checks: mongoChecks,
});

function converse(dial: Dial, secure: boolean, wireVersion: number, credential: Credential | null) {
  if (wireVersion >= driverSpeaksFrom) return openDriver(dial, secure, credential);
  if (credential) {
    const why = 'a credential is not used with versions before 4.4: audit it without, or log in with its own shell';
    throw new ConnectionError('auth-required', `${dial.place}: ${why}.`);
  }
  return openLegacy(dial, secure);
}

/** isMaster by OP_QUERY is the one question that every version answers to a stranger. */
async function greet(dial: Dial, secure: boolean): Promise<(MongoIdentity & { issues: string[] }) | undefined> {
  let conversation: MongoConversation | undefined;
  try {
    conversation = await openLegacy(dial, secure, Math.min(identifyMs, dial.timeoutMs));
    const hello = await conversation.command('admin', { isMaster: 1, helloOk: true });
    const wireVersion = number(hello.maxWireVersion) ?? 0;
    if (typeof hello.ismaster !== 'boolean' && typeof hello.isWritablePrimary !== 'boolean') return undefined;
    return {
      product: productOf(hello, dial.endpoint.host),
      version: null,
      secure,
      tls: noTls,
      wireVersion,
      issues: conversation.certificate?.issues ?? [],
    };
  } catch (thrown) {
    if (thrown instanceof CommandFault) return undefined;
    if (thrown instanceof ConnectionError && notThisProtocol.has(thrown.outcome)) return undefined;
    throw thrown;
  } finally {
    await conversation?.close();
  }
}

/** Ends that say "something else is there", apart from those that say "nothing is". */
const notThisProtocol = new Set(['protocol-error', 'timeout', 'reset', 'tls-failed', 'too-large']);
const noTls: TlsFacts = { offered: false, required: false, issues: [] };

async function offeredTls(dial: Dial): Promise<TlsFacts> {
  try {
    const wire = await dial.connect({ tls: true });
    wire.socket.destroy();
    return { offered: true, required: false, issues: wire.certificate?.issues ?? [] };
  } catch {
    return noTls;
  }
}

function productOf(hello: Record<string, unknown>, host: string): string {
  if (/\.cosmos\.azure\.com$/.test(host)) return 'Azure Cosmos DB';
  if (/\.docdb\.amazonaws\.com$/.test(host)) return 'Amazon DocumentDB';
  if (text(at(hello, 'internal', 'documentdb_versions', '0')) || 'documentdb_versions' in hello) return 'DocumentDB';
  return 'MongoDB';
}

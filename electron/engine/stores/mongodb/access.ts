import type { Document } from 'bson';
import type { Capabilities, Capability } from '../../../contract/words.ts';
import { ConnectionError } from '../../dialer/connection-error.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { at, list, record, text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import type { Deployment, Facts, Identity } from '../store.ts';
import { CommandFault, type MongoConversation } from './conversation.ts';

export interface MongoFacts extends Facts {
  /** From getCmdLineOpts, named settings only: its argv may hold secrets. Null where it may not be read. */
  settings: { bindIp: string; httpInterface: boolean; scripting: boolean | null } | null;
  /** The plain-text HTTP interface was there until 3.6. */
  mayHaveHttpInterface: boolean;
}

type Asked = { answer: Document } | { denied: string } | { failed: string };

/** Learns what the session may do from what the server lets it do, never from one `ok: 1`. */
export async function learnFacts(
  conversation: MongoConversation,
  identity: Identity,
  wireVersion: number,
  credential: Credential | null,
  dial: Dial,
): Promise<MongoFacts> {
  const ask = async (body: Document): Promise<Asked> => {
    try {
      return { answer: await conversation.command('admin', body) };
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
      const message = text(thrown instanceof Error ? thrown.message : '');
      return thrown instanceof CommandFault && thrown.denied ? { denied: message } : { failed: message };
    }
  };
  const build = answerOf(await ask({ buildInfo: 1 }));
  const hello = answerOf(await ask({ isMaster: 1 }));
  const status = await ask({ connectionStatus: 1, showPrivileges: true });
  const users = await ask({ usersInfo: 1 });
  const options = await ask({ getCmdLineOpts: 1 });
  const databases = await ask({ listDatabases: 1 });
  const authorizationOff = credential === null && 'answer' in users && !hasUser(status);
  const authorizationOn = 'denied' in users || 'denied' in databases || hasUser(status);
  const metadata = metadataFrom(databases, authorizationOff);
  const read = await tryRead(conversation, databases, dial);
  const version =
    text(build.ferretdbVersion, 40) || text(at(build, 'ferretdb', 'version'), 40) || text(build.version, 40) || null;
  return {
    product: productFrom(build, identity.product),
    version: version?.replace(/^v/, '') ?? null,
    identity: identityFrom(hello, build, wireVersion),
    tls: identity.tls,
    capabilities: { metadata, read, ...powersFrom(status, users, authorizationOff, read) },
    authentication: authorizationOn ? 'on' : authorizationOff || read.state === 'proven' ? 'off' : 'unknown',
    ...settingsFrom(options),
    mayHaveHttpInterface: wireVersion < 6,
    deployment: await deploymentOf(ask, hello, dial.endpoint.host),
  };
}

function answerOf(asked: Asked): Record<string, unknown> {
  return 'answer' in asked ? record(asked.answer) : {};
}

function hasUser(status: Asked): boolean {
  return list(at(answerOf(status), 'authInfo', 'authenticatedUsers')).length > 0;
}

/** A protected server may answer listDatabases with an empty list and ok: that alone proves nothing. */
function metadataFrom(databases: Asked, authorizationOff: boolean): Capability {
  if ('denied' in databases) return { state: 'denied', how: `listDatabases: ${databases.denied}` };
  if ('failed' in databases) return { state: 'unknown', how: `listDatabases failed: ${databases.failed}` };
  const count = list(databases.answer.databases).length;
  if (count > 0) return { state: 'proven', how: `listDatabases names ${count} database${count === 1 ? '' : 's'}` };
  if (authorizationOff) return { state: 'proven', how: 'authorization is off and listDatabases answers; it is empty' };
  return { state: 'unknown', how: 'listDatabases answers with an empty list, which a protected server does too' };
}

/** Reads one record of a database that was listed, or of one that every open server has. */
async function tryRead(conversation: MongoConversation, databases: Asked, dial: Dial): Promise<Capability> {
  const names = list(answerOf(databases).databases).map((entry) => text(record(entry).name, 128));
  const candidates = names.filter((name) => name && !['admin', 'local', 'config'].includes(name)).slice(0, 3);
  let last: Capability = { state: 'unknown', how: 'there was no collection to read' };
  for (const database of candidates) {
    const collection = await firstCollection(conversation, database);
    if (collection) last = await readOne(conversation, database, collection, dial);
    if (last.state === 'proven') return last;
  }
  if (last.state === 'denied') return last;
  const fallback = await readOne(conversation, 'admin', 'system.version', dial);
  return fallback.state === 'unknown' ? last : fallback;
}

async function firstCollection(conversation: MongoConversation, database: string): Promise<string | undefined> {
  try {
    const answer = await conversation.command(database, {
      listCollections: 1,
      nameOnly: true,
      cursor: { batchSize: 50 },
    });
    const found = list(at(answer, 'cursor', 'firstBatch')).map((entry) => text(record(entry).name, 255));
    return found.find((name) => !name.startsWith('system.')) ?? found[0];
  } catch {
    return undefined;
  }
}

async function readOne(conversation: MongoConversation, database: string, collection: string, dial: Dial) {
  const place = `${database}.${collection}`;
  try {
    const found = await conversation.find(database, collection, { sort: 1, limit: 1, maxTimeMs: dial.timeoutMs });
    const what = found.length > 0 ? 'returns a record' : 'is allowed and finds it empty';
    return { state: 'proven', how: `find on ${place} ${what}` } satisfies Capability;
  } catch (thrown) {
    if (thrown instanceof CommandFault && thrown.denied) {
      return { state: 'denied', how: `find on ${place}: ${text(thrown.message)}` } satisfies Capability;
    }
    return { state: 'unknown', how: `find on ${place} failed` } satisfies Capability;
  }
}

/** Write and admin by privileges, or by authorization being off; never by writing. */
function powersFrom(
  status: Asked,
  users: Asked,
  authorizationOff: boolean,
  read: Capability,
): Pick<Capabilities, 'write' | 'admin'> {
  if (authorizationOff && read.state === 'proven') {
    const how = 'authorization is off: usersInfo, which needs an administrator, answers a session without a user';
    return { write: { state: 'proven', how }, admin: { state: 'proven', how } };
  }
  const privileges = list(at(answerOf(status), 'authInfo', 'authenticatedUserPrivileges'));
  const actions = new Set(privileges.flatMap((entry) => list(record(entry).actions).map((action) => text(action))));
  if (actions.size === 0) {
    const denied = 'denied' in users && read.state !== 'proven';
    const how = denied ? 'authorization is on and the session has no privileges' : 'no answer tells';
    const state = denied ? 'denied' : 'unknown';
    return { write: { state, how }, admin: { state, how } };
  }
  return {
    write: byActions(actions, ['insert', 'update', 'remove', 'anyAction']),
    admin: byActions(actions, ['createUser', 'grantRole', 'shutdown', 'anyAction']),
  };
}

function byActions(actions: Set<string>, wanted: string[]): Capability {
  const held = wanted.filter((action) => actions.has(action));
  return held.length > 0
    ? { state: 'proven', how: `connectionStatus lists the privilege ${held.join(', ')}` }
    : { state: 'denied', how: `connectionStatus lists none of ${wanted.join(', ')}` };
}

function settingsFrom(options: Asked): Pick<MongoFacts, 'settings' | 'boundToAll'> {
  const parsed = record(answerOf(options).parsed);
  if (Object.keys(parsed).length === 0) return { settings: null, boundToAll: null };
  const bindIp = text(at(parsed, 'net', 'bindIp'), 500);
  const addresses = bindIp.split(',').map((part) => part.trim());
  const all = at(parsed, 'net', 'bindIpAll') === true || ['0.0.0.0', '::', '*'].some((any) => addresses.includes(any));
  const scripting = at(parsed, 'security', 'javascriptEnabled');
  return {
    settings: {
      bindIp,
      httpInterface: at(parsed, 'net', 'http', 'enabled') === true,
      scripting: typeof scripting === 'boolean' ? scripting : null,
    },
    boundToAll: all ? true : bindIp ? false : null,
  };
}

function productFrom(build: Record<string, unknown>, fallback: string): string {
  if ('ferretdb' in build || 'ferretdbVersion' in build) return 'FerretDB';
  if ('psmdbVersion' in build) return 'Percona Server for MongoDB';
  return fallback;
}

function identityFrom(hello: Record<string, unknown>, build: Record<string, unknown>, wireVersion: number) {
  const found: Record<string, string> = { wireVersion: String(wireVersion) };
  if (hello.setName) found.replicaSet = text(hello.setName, 100);
  if (hello.msg === 'isdbgrid') found.role = 'mongos (router of a sharded cluster)';
  if ('ferretdb' in build || 'ferretdbVersion' in build) found.compatibleWith = `MongoDB ${text(build.version, 40)}`;
  return found;
}

async function deploymentOf(
  ask: (body: Document) => Promise<Asked>,
  hello: Record<string, unknown>,
  host: string,
): Promise<Deployment> {
  if (/\.(cosmos\.azure\.com|docdb\.amazonaws\.com|mongodb\.net)$/.test(host)) return 'managed';
  const me = text(hello.me, 200);
  if (/\.svc\.cluster\.local/.test(me)) return 'kubernetes';
  const info = answerOf(await ask({ hostInfo: 1 }));
  const hostname = text(at(info, 'system', 'hostname'), 200).split(':')[0] ?? '';
  if (/^[0-9a-f]{12}$/.test(hostname)) return 'docker';
  if (/-\d+$/.test(hostname) && /mongo/i.test(hostname)) return 'kubernetes';
  return hostname ? 'package' : 'unknown';
}

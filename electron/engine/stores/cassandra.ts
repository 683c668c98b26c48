import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideCassandra } from '../guidance/cassandra.ts';
import { count, text, type Untrusted } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { type Answer, CassandraConversation, cassandraCommands, type Entered } from './cassandra/conversation.ts';
import { commonChecks, defaultAccountCheck, factCheck } from './checks.ts';
import type { Clues } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface CassandraFacts extends Facts {
  /** The authenticator lets everybody in. */
  allowsAll: boolean | null;
  rolesReadable: boolean | null;
}

const docs = 'https://cassandra.apache.org/doc/latest/cassandra/managing/operating/security.html';
const account = { user: 'cassandra', password: 'cassandra' };

/** Cassandra and ScyllaDB, by CQL's native protocol. */
export const cassandra = defineStore<CassandraFacts>({
  kind: 'cassandra',
  title: 'Cassandra, ScyllaDB',
  ports: [9042, 9142],
  speaks: 'when-asked',
  overHttp: /unsupported protocol version/,
  commands: cassandraCommands,
  checkedAgainst: 'Cassandra 5.0 open, and with passwords and permissions',
  identify: (dial, clues) => identifyCql(dial, clues),
  async open(dial, identity, credential) {
    const conversation = new CassandraConversation(dial, identity.secure);
    return {
      access: async () => await learn(conversation, identity, await conversation.startup(credential), credential),
      inventory: () => listTables(conversation),
      sample: ({ name }, budget) => sampleRows(conversation, name, budget.records),
      close: async () => conversation.close(),
    };
  },
  defaultAccount: account,
  checks: [
    ...commonChecks('cassandra', guideCassandra, { security: [docs], tls: [docs], network: [docs] }),
    defaultAccountCheck('cassandra', account.user, guideCassandra.authentication, `${docs}#password-authentication`),
    factCheck({
      rule: 'cassandra.allows-all',
      title: 'Its authenticator lets everybody in',
      wrong: ({ stranger }) => stranger.facts.allowsAll,
      severity: 'high',
      evidence: () => [
        'STARTUP is answered with READY: AllowAllAuthenticator, which permits no authorizer but AllowAllAuthorizer',
      ],
      guidance: guideCassandra.authentication,
      reference: docs,
    }),
    factCheck({
      rule: 'cassandra.roles-readable',
      title: 'The roles and their password hashes can be read',
      wrong: ({ stranger }) => stranger.facts.rolesReadable,
      severity: 'high',
      evidence: () => ['system_auth.roles answers'],
      guidance: guideCassandra.authentication,
      reference: docs,
    }),
  ],
});

async function identifyCql(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  for await (const secure of clues.ways()) {
    const conversation = new CassandraConversation(dial, secure);
    try {
      const supported = await conversation.options();
      if (!supported?.CQL_VERSION) continue;
      const isScylla = Object.keys(supported).some((name) => name.startsWith('SCYLLA_'));
      // With `optional: true` the same port speaks both.
      const offered = secure || (await clues.speaksTls());
      const tls = { offered, required: secure, issues: conversation.certificateIssues };
      return { product: isScylla ? 'ScyllaDB' : 'Cassandra', version: null, secure, tls };
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
      if (!(thrown instanceof ConnectionError) && !(thrown instanceof RangeError)) throw thrown;
    } finally {
      conversation.close();
    }
  }
  return undefined;
}

const rowsOf = (answer: Answer): Untrusted[] => ('rows' in answer ? answer.rows : []);

async function learn(
  conversation: CassandraConversation,
  identity: Identity,
  entered: Entered,
  credential: Credential | null,
): Promise<CassandraFacts> {
  if (entered.kind === 'login') {
    const how = entered.refusal
      ? `the login is refused: ${entered.refusal}`
      : `STARTUP asks for a login (${entered.authenticator})`;
    const capabilities = all(denied(how));
    return { ...baseFacts(identity, { capabilities, authentication: 'on' }), allowsAll: false, rolesReadable: false };
  }
  const [local = {}] = rowsOf(await conversation.ask('local'));
  const tables = await conversation.ask('tables');
  const settings = rowsOf(await conversation.ask('settings'));
  const roles = await conversation.ask('roles');
  const read = await readable(conversation, tables);
  const isOpen = credential === null;
  const authorizer = settings.find((row) => text(row.name).startsWith('authorizer'));
  const noAuthorizer =
    isOpen && identity.product === 'Cassandra' ? 'READY without a login: authentication off permits no authorizer' : '';
  const saysAllowAll = /AllowAllAuthorizer/.test(text(authorizer?.value, 300))
    ? 'system_views.settings: AllowAllAuthorizer'
    : '';
  const power =
    noAuthorizer || saysAllowAll ? proven(saysAllowAll || noAuthorizer) : unknown('permissions were not read');
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: 'rows' in tables ? proven('system_schema.tables answers') : denied(tables.refusal),
        read,
        write: power,
        admin: power,
      },
      authentication: isOpen ? 'off' : 'on',
      identity: { cluster: text(local.cluster_name, 80), hostId: text(local.host_id, 40) },
      boundToAll: local.rpc_address === '0.0.0.0' ? true : null,
    }),
    version: text(local.release_version, 40) || identity.version,
    allowsAll: isOpen ? true : null,
    rolesReadable: 'rows' in roles,
  };
}

const isSystem = (keyspace: unknown) => /^system(?:_|$)/.test(text(keyspace));

/** Reading is proven by one table of the owner's; those of the system may be read by every role. */
async function readable(conversation: CassandraConversation, tables: Answer) {
  const own = rowsOf(tables).filter((row) => !isSystem(row.keyspace_name));
  let last = 'rows' in tables ? unknown('there is no table of its owner’s') : denied(tables.refusal);
  for (const row of own.slice(0, 10)) {
    const table = [text(row.keyspace_name, 100), text(row.table_name, 100)];
    const answer = await conversation.ask('sample', { table, n: 1 });
    if ('rows' in answer) return proven(`SELECT from ${table.join('.')} answers`);
    last = denied(`${table.join('.')}: ${answer.refusal}`);
  }
  return last;
}

async function* listTables(conversation: CassandraConversation): AsyncGenerator<NamespaceListing> {
  const fields = new Map<string, string[]>();
  const nameOf = (row: Untrusted) => `${text(row.keyspace_name, 100)}.${text(row.table_name, 100)}`;
  for (const row of rowsOf(await conversation.ask('columns')))
    fields.set(nameOf(row), [...(fields.get(nameOf(row)) ?? []), text(row.column_name, 200)]);
  const sizes = new Map<string, { rows: number; bytes: number }>();
  for (const row of rowsOf(await conversation.ask('sizes'))) {
    const held = sizes.get(nameOf(row)) ?? { rows: 0, bytes: 0 };
    const partitions = count(row.partitions_count) ?? 0;
    held.rows += partitions;
    held.bytes += partitions * (count(row.mean_partition_size) ?? 0);
    sizes.set(nameOf(row), held);
  }
  for (const row of rowsOf(await conversation.ask('tables'))) {
    const size = sizes.get(nameOf(row));
    yield {
      name: nameOf(row),
      note: isSystem(row.keyspace_name) ? 'system' : null,
      // An estimate of partitions, made from time to time: a zero says nothing.
      records: size?.rows || null,
      recordsExact: false,
      bytes: size?.bytes || null,
      knownFields: fields.get(nameOf(row)) ?? [],
    };
  }
}

async function sampleRows(conversation: CassandraConversation, name: string, most: number): Promise<SampledRecord[]> {
  const dot = name.indexOf('.');
  const keyspace = name.slice(0, dot);
  // Of the server's own tables only those that hold its users are of interest.
  if (isSystem(keyspace) && keyspace !== 'system_auth') return [];
  const answer = await conversation.ask('sample', { table: [keyspace, name.slice(dot + 1)], n: most });
  if ('refusal' in answer && keyspace === 'system_auth') return [];
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer.rows;
}

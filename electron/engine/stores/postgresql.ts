import { ByteStream } from '../dialer/byte-stream.ts';
import type { Dial } from '../dialer/dialer.ts';
import type { TlsStart } from '../dialer/tls-judge.ts';
import { guidePostgres } from '../guidance/postgresql.ts';
import { sslRequest } from '../protocols/postgres-wire.ts';
import { commonChecks, factCheck } from './checks.ts';
import { judgeDoor, learnPostgres, type PostgresFacts } from './postgresql/access.ts';
import { listTables, sampleTable } from './postgresql/inventory.ts';
import { PostgresSession, postgresCommands } from './postgresql/session.ts';
import { type Check, defineStore } from './store.ts';

const docs = 'https://www.postgresql.org/docs/current';

const superuser: Check<PostgresFacts> = {
  rule: 'postgresql.stranger-is-superuser',
  title: 'Anybody gets in as superuser, and so onto the machine',
  test: ({ stranger }) => (stranger.access === 'admin' ? 'fail' : 'pass'),
  severity: ({ reach }) => (reach === 'loopback' ? 'high' : 'critical'),
  evidence: ({ stranger }) => [stranger.capabilities.admin.how, 'a superuser may run programs by COPY ... PROGRAM'],
  guidance: guidePostgres.superuser,
  references: () => [`${docs}/sql-copy.html`],
};

const weakPasswords: Check<PostgresFacts> = {
  rule: 'postgresql.weak-password-method',
  title: 'Passwords are asked for in the clear or by md5',
  test: ({ facts }) =>
    facts.method === null ? 'undetermined' : facts.method === 'cleartext' || facts.method === 'md5' ? 'fail' : 'pass',
  severity: ({ facts, reach }) =>
    facts.method === 'cleartext' && !facts.tls.offered && reach !== 'loopback' ? 'high' : 'low',
  evidence: ({ facts }) => [`the server asks for ${facts.method}`],
  guidance: guidePostgres.authentication,
  references: () => [`${docs}/auth-password.html`],
};

const logging: Check<PostgresFacts> = {
  rule: 'postgresql.connections-not-logged',
  title: 'Connections are not logged',
  test: ({ facts }) => (facts.logsConnections === null ? 'undetermined' : facts.logsConnections ? 'pass' : 'fail'),
  severity: () => 'low',
  evidence: () => ['log_connections is off'],
  guidance: guidePostgres.logging,
  references: () => [`${docs}/runtime-config-logging.html`],
};

/** TLS begins after the server's S. */
const startTls: TlsStart = {
  async begin(dial) {
    const { socket } = await dial.connect({ tls: false });
    dial.say('SSLRequest', '');
    const stream = ByteStream.over(socket, null, dial);
    stream.write(sslRequest);
    await stream.read(1);
    stream.detach();
    return socket;
  },
};

/** PostgreSQL and what speaks its protocol: CockroachDB, Redshift, PgBouncer. */
export const postgresql = defineStore<PostgresFacts>({
  kind: 'postgresql',
  title: 'PostgreSQL and compatible (CockroachDB, Redshift, PgBouncer)',
  ports: [5432, 6432, 26257],
  speaks: 'when-asked',
  commands: postgresCommands,
  checkedAgainst: 'PostgreSQL 15 with trust, with SCRAM, with a reader of one table, and with TLS',
  async identify(dial) {
    const offered = await offersTls(dial);
    if (offered === undefined) return undefined;
    return { product: 'PostgreSQL', version: null, secure: offered, tls: { offered, required: false, issues: [] } };
  },
  tls: startTls,
  async open(dial, identity, credential) {
    const door = await judgeDoor(dial, identity.secure, credential);
    const session = new PostgresSession(dial, identity.secure, credential);
    return {
      access: () => learnPostgres(session, identity, credential, door),
      inventory: () => listTables(session),
      sample: (namespace, budget) => sampleTable(session, namespace, budget),
      close: () => session.close(),
    };
  },
  checks: [
    ...commonChecks('postgresql', guidePostgres, {
      security: [`${docs}/auth-pg-hba-conf.html`],
      tls: [`${docs}/ssl-tcp.html`],
      network: [`${docs}/runtime-config-connection.html`],
    }),
    superuser,
    weakPasswords,
    logging,
    factCheck({
      rule: 'postgresql.trusts-other-machines',
      title: 'Rules let other machines in without a password',
      wrong: ({ facts }) => (facts.trusts === null ? null : facts.trusts.length > 0),
      severity: 'high',
      evidence: ({ facts }) => (facts.trusts ?? []).slice(0, 10),
      guidance: guidePostgres.authentication,
      reference: `${docs}/auth-trust.html`,
    }),
    factCheck({
      rule: 'postgresql.public-rights',
      title: 'Every role may read or change tables',
      // One database is looked at: nothing found there says nothing of the others.
      wrong: ({ facts }) => (facts.publicRights?.length ? true : null),
      severity: 'medium',
      evidence: ({ facts }) => (facts.publicRights ?? []).slice(0, 10),
      guidance: guidePostgres.publicRights,
      reference: `${docs}/ddl-priv.html`,
    }),
    factCheck({
      rule: 'postgresql.reaching-extensions',
      title: 'Extensions are there that leave the database',
      wrong: ({ facts }) => (facts.reaching?.length ? true : null),
      severity: 'medium',
      evidence: ({ facts }) => facts.reaching ?? [],
      guidance: guidePostgres.extensions,
      reference: `${docs}/contrib.html`,
    }),
  ],
});

/** One byte tells: S or N. Anything else is another protocol. */
async function offersTls(dial: Dial): Promise<boolean | undefined> {
  dial.say('SSLRequest', '');
  const stream = await ByteStream.open(dial, false, Math.min(2500, dial.timeoutMs));
  try {
    stream.write(sslRequest);
    const answer = await stream.soon(Math.min(2500, dial.timeoutMs), 16);
    if (answer.length !== 1) return undefined;
    return answer[0] === 0x53 ? true : answer[0] === 0x4e ? false : undefined;
  } finally {
    stream.close();
  }
}

import { ConnectionError } from '../dialer/connection-error.ts';
import { guideMysql } from '../guidance/mysql.ts';
import { readGreeting, readHeader } from '../protocols/mysql-wire.ts';
import { text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { knock, learnMysql, type MysqlFacts, type MysqlIdentity, mysqlTls } from './mysql/access.ts';
import { listTables, sampleTable } from './mysql/inventory.ts';
import { MysqlSession, mysqlCommands } from './mysql/session.ts';
import { type Check, defineStore } from './store.ts';

const docs = 'https://dev.mysql.com/doc/refman/8.4/en';

const fileAccess: Check<MysqlFacts> = {
  rule: 'mysql.file-access',
  title: 'Files can be read through it',
  test: ({ facts }) =>
    facts.localInfile === null && facts.filePrivilege === null
      ? 'undetermined'
      : facts.localInfile || facts.filePrivilege
        ? 'fail'
        : 'pass',
  severity: ({ stranger }) => (stranger.access === 'none' ? 'low' : 'high'),
  evidence: ({ facts }) => [
    ...(facts.filePrivilege ? ['the session has the FILE privilege or all privileges'] : []),
    ...(facts.localInfile ? ['local_infile is on'] : []),
  ],
  guidance: guideMysql.fileAccess,
  references: () => [`${docs}/load-data-local-security.html`],
};

const anonymousUser: Check<MysqlFacts> = {
  rule: 'mysql.anonymous-user',
  title: 'There is an account without a name and a password',
  test: ({ facts }) => (facts.anonymousUser === null ? 'undetermined' : facts.anonymousUser ? 'fail' : 'pass'),
  severity: ({ reach }) => (reach === 'public' ? 'high' : 'medium'),
  evidence: () => ['a login with an empty name and an empty password is accepted'],
  guidance: guideMysql.authentication,
  references: () => [`${docs}/default-privileges.html`],
};

/** MySQL and what speaks its protocol: MariaDB, Percona Server, TiDB. */
export const mysql = defineStore<MysqlFacts>({
  kind: 'mysql',
  title: 'MySQL and compatible (MariaDB, Percona Server, TiDB)',
  ports: [3306, 33060, 4000],
  speaks: 'first',
  tls: mysqlTls,
  commands: mysqlCommands,
  checkedAgainst: 'MariaDB 10.11 with root open, with passwords, and with TLS',
  async identify(dial, clues) {
    // On its own port it is asked by a whole handshake at once: a hundred broken ones block the auditor (error 1129).
    const own = [3306, 4000].includes(dial.endpoint.port) || dial.endpoint.hint.kind === 'mysql';
    if (!own && !looksLikeGreeting(await clues.greeting())) return undefined;
    const root = await knock(dial, 'root').catch((thrown) => {
      if (thrown instanceof ConnectionError && thrown.outcome !== 'cancelled' && thrown.outcome !== 'refused')
        return undefined;
      throw thrown;
    });
    if (!root) return undefined;
    const version = root.greeting ? text(root.greeting.version, 60) : null;
    const mariadb = version !== null && /mariadb/i.test(version);
    const identity: MysqlIdentity = {
      product: version !== null && /tidb/i.test(version) ? 'TiDB' : mariadb ? 'MariaDB' : 'MySQL',
      version:
        version === null
          ? null
          : (/(\d+\.\d+\.\d+)(?=-MariaDB)/i.exec(version)?.[1] ?? /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? version),
      secure: root.greeting?.offersTls ?? false,
      tls: { offered: root.greeting?.offersTls ?? false, required: false, issues: [] },
      root: root.door,
    };
    return identity;
  },
  async open(dial, identity, credential) {
    const session = new MysqlSession(dial, identity.secure, credential);
    return {
      access: () => learnMysql(session, identity as MysqlIdentity, credential, dial),
      inventory: () => listTables(session),
      sample: (namespace, budget) => sampleTable(session, namespace, budget),
      close: () => session.close(),
    };
  },
  checks: [
    ...commonChecks('mysql', guideMysql, {
      security: [`${docs}/security-guidelines.html`],
      tls: [`${docs}/using-encrypted-connections.html`],
      network: [`${docs}/server-system-variables.html#sysvar_bind_address`],
    }),
    fileAccess,
    anonymousUser,
    factCheck({
      rule: 'mysql.files-anywhere',
      title: 'Files anywhere on the machine may be read and made',
      wrong: ({ facts }) => facts.filesAnywhere,
      severity: 'medium',
      evidence: () => ['secure_file_priv is empty: LOAD_FILE and INTO OUTFILE know no folder'],
      guidance: guideMysql.fileAccess,
      reference: `${docs}/server-system-variables.html#sysvar_secure_file_priv`,
    }),
    factCheck({
      rule: 'mysql.old-password-plugin',
      title: 'Accounts prove themselves in a way that is broken',
      wrong: ({ facts }) => (facts.oldPlugins === null ? null : facts.oldPlugins.length > 0),
      severity: 'high',
      evidence: ({ facts }) => (facts.oldPlugins ?? []).map((name) => `plugin ${name}`),
      guidance: guideMysql.authentication,
      reference: 'https://dev.mysql.com/doc/refman/5.7/en/account-upgrades.html',
    }),
  ],
});

function looksLikeGreeting(bytes: Buffer): boolean {
  if (bytes.length < 8) return false;
  const { length, sequence } = readHeader(bytes);
  return sequence === 0 && length < 512 && readGreeting(bytes.subarray(4, 4 + length)) !== undefined;
}

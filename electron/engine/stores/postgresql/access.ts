import type { Capabilities } from '../../../contract/words.ts';
import { ByteStream } from '../../dialer/byte-stream.ts';
import { oddAnswer } from '../../dialer/connection-error.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { type Door, readDoor, sslRequest, startupMessage, terminate } from '../../protocols/postgres-wire.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { all, baseFacts, denied, proven, unknown } from '../facts.ts';
import type { Facts, Identity } from '../store.ts';
import { type PostgresSession, type Statement, tablesStatement } from './session.ts';

export interface PostgresFacts extends Facts {
  /** How it asks for a password; null where it asks for none. */
  method: 'cleartext' | 'md5' | 'scram' | 'other' | null;
  logsConnections: boolean | null;
  /** Extensions that reach files, programs or other servers. */
  reaching: string[] | null;
  /** Rules of pg_hba.conf that let other machines in without a password; null where they may not be seen. */
  trusts: string[] | null;
  /** Rights on tables that every role has. */
  publicRights: string[] | null;
}

const nothingKnown = { logsConnections: null, reaching: null, trusts: null, publicRights: null };

/** Where a session starts: every server has it. */
export const homeDatabase = 'postgres';

/** The authentication code in the answer to the startup message tells how the door is kept. No password is tried. */
export async function judgeDoor(dial: Dial, secure: boolean, credential: Credential | null): Promise<Door> {
  const { socket } = await dial.connect({ tls: false });
  let stream = ByteStream.over(socket, null, dial);
  try {
    if (secure) {
      dial.say('SSLRequest', '');
      stream.write(sslRequest);
      await stream.read(1);
      stream.detach();
      const wire = await dial.secure(socket);
      stream = ByteStream.over(wire.socket, wire.certificate, dial);
    }
    dial.say('StartupMessage', credential?.user ?? 'postgres');
    stream.write(startupMessage(credential?.user ?? 'postgres', homeDatabase));
    const head = await stream.read(5);
    const length = head.readInt32BE(1) - 4;
    if (length < 0 || length > 100_000) throw oddAnswer(dial.place);
    const door = readDoor(head[0] ?? 0, await stream.read(length));
    if (!door) throw oddAnswer(dial.place);
    stream.write(terminate);
    return door;
  } finally {
    stream.close();
  }
}

export async function learnPostgres(
  session: PostgresSession,
  identity: Identity,
  credential: Credential | null,
  door: Door,
): Promise<PostgresFacts> {
  const method = door.kind === 'password' ? door.method : null;
  if (door.kind !== 'trust' && credential === null) {
    const how =
      door.kind === 'password'
        ? `postgres is asked for a password (${door.method})`
        : `postgres is refused: ${text(door.message, 160)}`;
    const capabilities = door.kind === 'error' && door.code !== '28000' ? all(unknown(how)) : all(denied(how));
    return { ...baseFacts(identity, { capabilities, authentication: 'on' }), method, ...nothingKnown };
  }
  const [who] = await session.query(
    homeDatabase,
    'SELECT current_user AS who, rolsuper AS super FROM pg_roles WHERE rolname = current_user',
  );
  const [version] = await session.query(homeDatabase, 'SHOW server_version');
  const [banner] = await session.query(homeDatabase, 'SELECT version() AS version');
  const settings = await settingsOf(session);
  const addresses = settings.listen_addresses;
  return {
    ...baseFacts(identity, {
      capabilities: await capabilitiesOf(session, who?.super === true, text(who?.who)),
      authentication: credential === null ? 'off' : door.kind === 'trust' ? 'off' : 'on',
      boundToAll: addresses === undefined ? null : /(?:^|,)\s*(?:\*|0\.0\.0\.0|::)/.test(addresses),
    }),
    product: productOf(text(banner?.version, 200)),
    version: text(version?.server_version, 40).split(' ')[0] ?? null,
    identity: {
      sessionUser: text(who?.who, 60),
      ...(settings.password_encryption ? { passwordEncryption: settings.password_encryption } : {}),
    },
    method,
    logsConnections:
      settings.log_connections === undefined
        ? null
        : settings.log_connections !== 'off' && settings.log_connections !== '',
    ...(await surroundingsOf(session)),
  };
}

/** By catalogue and privileges; a read that returns is proof of reading. */
async function capabilitiesOf(session: PostgresSession, isSuper: boolean, who: string): Promise<Capabilities> {
  if (isSuper) {
    const how = `${who} is superuser`;
    return { metadata: proven('the catalogue is readable'), read: proven(how), write: proven(how), admin: proven(how) };
  }
  const tables = await session.query(homeDatabase, tablesStatement).catch(() => []);
  const data = tables.filter((table) => !/^(?:pg_catalog|information_schema)$/.test(text(table.schema)));
  const readable = data.find((table) => table.readable === true);
  const writable = data.find((table) => table.writable === true);
  return {
    metadata: proven('the catalogue is readable'),
    read: readable
      ? proven(`has_table_privilege: ${who} may read ${text(readable.name, 60)}`)
      : unknown(`${who} may read no table of ${homeDatabase}`),
    write: writable
      ? proven(`has_table_privilege: ${who} may write ${text(writable.name, 60)}`)
      : unknown(`${who} may write no table of ${homeDatabase}`),
    admin: denied(`${who} is no superuser`),
  };
}

async function settingsOf(session: PostgresSession): Promise<Record<string, string>> {
  const rows = await session
    .query(
      homeDatabase,
      "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'log_connections', 'password_encryption')",
    )
    .catch(() => []);
  return Object.fromEntries(rows.map((row) => [text(row.name, 60), text(row.setting, 200)]));
}

function productOf(banner: string): string {
  if (/CockroachDB/i.test(banner)) return 'CockroachDB';
  if (/Redshift/i.test(banner)) return 'Amazon Redshift';
  return 'PostgreSQL';
}

/** Extensions of the distribution and around it that leave the database: by the vendor's appendix F and the like. */
const reachingExtensions =
  /^(?:dblink|postgres_fdw|file_fdw|adminpack|plpython\w*u|plperlu|pltclu|plsh|http|pg_net|pg_cron|mysql_fdw|oracle_fdw)$/;

async function surroundingsOf(
  session: PostgresSession,
): Promise<Pick<PostgresFacts, 'reaching' | 'trusts' | 'publicRights'>> {
  const ask = (statement: Statement) => session.query(homeDatabase, statement).catch(() => undefined);
  const extensions = await ask('SELECT extname AS name FROM pg_extension LIMIT 200');
  const rules = await ask(
    "SELECT type, address, auth_method AS method FROM pg_hba_file_rules WHERE auth_method = 'trust' LIMIT 100",
  );
  const rights = await ask(
    "SELECT table_schema AS schema, table_name AS name, privilege_type AS privilege FROM information_schema.table_privileges WHERE grantee = 'PUBLIC' AND table_schema NOT IN ('pg_catalog', 'information_schema') LIMIT 100",
  );
  const names = extensions?.map((row) => text(row.name, 60));
  return {
    reaching: names?.filter((name) => reachingExtensions.test(name)) ?? null,
    trusts:
      rules
        ?.filter((row) => row.type !== 'local' && !/^(?:127\.|::1)/.test(text(row.address)))
        .map((row) => `${text(row.type, 20)} ${text(row.address, 60)} trust`) ?? null,
    publicRights:
      rights?.map((row) => `${text(row.schema, 60)}.${text(row.name, 60)}: ${text(row.privilege, 20)}`) ?? null,
  };
}

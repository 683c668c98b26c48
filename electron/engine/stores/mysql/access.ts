import { ByteStream } from '../../dialer/byte-stream.ts';
import type { Dial } from '../../dialer/dialer.ts';
import type { TlsStart } from '../../dialer/tls-judge.ts';
import {
  type Door,
  emptyLogin,
  type Greeting,
  packet,
  quit,
  readDoor,
  readGreeting,
  readHeader,
  sslRequest,
} from '../../protocols/mysql-wire.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { all, baseFacts, denied, deploymentOfHost, proven, unknown } from '../facts.ts';
import type { Facts, Identity } from '../store.ts';
import type { MysqlSession } from './session.ts';

export interface MysqlFacts extends Facts {
  localInfile: boolean | null;
  filePrivilege: boolean | null;
  /** A login without a name and a password is accepted; null where it was not tried. */
  anonymousUser: boolean | null;
  /** secure_file_priv is empty: files anywhere may be read and made. */
  filesAnywhere: boolean | null;
  /** Accounts by plugin whose proof is broken; null where the accounts may not be seen. */
  oldPlugins: string[] | null;
}

export interface MysqlIdentity extends Identity {
  root: Door;
}

/** One whole handshake with an empty password, ended politely. @returns undefined when no MySQL greets. */
export async function knock(
  dial: Dial,
  user: string,
): Promise<{ greeting: Greeting | undefined; door: Door } | undefined> {
  dial.say('login with an empty password', user);
  const stream = await ByteStream.open(dial, false, Math.min(3000, dial.timeoutMs));
  try {
    const greeting = readGreeting(await readPacket(stream));
    if (!greeting) return undefined;
    if ('kind' in greeting) return { greeting: undefined, door: greeting };
    stream.write(emptyLogin(user));
    let door = readDoor(await readPacket(stream));
    // Asked to prove it by another plugin: an empty password is an empty proof there too.
    for (let round = 0; !door && round < 2; round++) {
      stream.write(packet(Buffer.alloc(0), 3 + round * 2));
      door = readDoor(await readPacket(stream));
    }
    if (door?.kind === 'open') stream.write(quit);
    return { greeting, door: door ?? { kind: 'refused', code: 0, message: 'another proof is asked for' } };
  } finally {
    stream.close();
  }
}

/** A handshake that is broken off is counted against the auditor (error 1129): so this one is ended by a whole login. */
export const mysqlTls: TlsStart = {
  countsFailures: true,
  async begin(dial) {
    const { socket } = await dial.connect({ tls: false });
    const stream = ByteStream.over(socket, null, dial);
    await readPacket(stream);
    dial.say('login with an empty password', 'root, over TLS');
    stream.write(sslRequest);
    stream.detach();
    return socket;
  },
  async finish(socket, dial) {
    const stream = ByteStream.over(socket, null, dial);
    stream.write(emptyLogin('root', true));
    if (readDoor(await readPacket(stream))?.kind === 'open') stream.write(quit);
  },
};

async function readPacket(stream: ByteStream): Promise<Buffer> {
  const { length } = readHeader(await stream.read(4));
  return await stream.read(length);
}

export async function learnMysql(
  session: MysqlSession,
  identity: MysqlIdentity,
  credential: Credential | null,
  dial: Dial,
): Promise<MysqlFacts> {
  const nothing = {
    localInfile: null,
    filePrivilege: null,
    anonymousUser: null,
    filesAnywhere: null,
    oldPlugins: null,
  };
  let { root: door } = identity;
  let anonymousUser: boolean | null = null;
  if (door.kind === 'refused' && credential === null && door.code === 1045) {
    const nameless = (await knock(dial, ''))?.door;
    anonymousUser = nameless?.kind === 'open';
    if (anonymousUser) {
      door = { kind: 'open' };
      session.openAs = '';
    }
  }
  if (door.kind === 'refused' && credential === null) {
    const how = refusalOf(door);
    // That this machine is not let in tells nothing of how the door is kept for others.
    const authentication = door.code === 1130 || door.code === 1129 ? 'unknown' : 'on';
    return {
      ...baseFacts(identity, { capabilities: all(denied(how)), authentication }),
      ...nothing,
      anonymousUser,
    };
  }
  const [who] = await session.query('SELECT VERSION() AS version, CURRENT_USER() AS who');
  const grants = (await session.query('SHOW GRANTS').catch(() => [])).map((row) => text(Object.values(row)[0], 500));
  const settings = Object.fromEntries(
    (await session.query(settingsStatement).catch(() => [])).map((row) => [
      text(row.Variable_name, 60),
      text(row.Value, 200),
    ]),
  );
  const plugins = (await session.query(pluginsStatement).catch(() => undefined))?.map((row) => text(row.plugin, 60));
  const holds = (pattern: RegExp) => grants.find((grant) => pattern.test(grant));
  const say = (grant: string | undefined, what: string) =>
    grant ? proven(`SHOW GRANTS: ${mask(grant)}`) : unknown(`SHOW GRANTS names no ${what}`);
  const bind = settings.bind_address;
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: proven('information_schema is readable'),
        read: say(holds(/\b(?:ALL PRIVILEGES|SELECT)\b/), 'SELECT'),
        write: say(holds(/\b(?:ALL PRIVILEGES|INSERT|UPDATE|DELETE)\b/), 'INSERT'),
        admin: say(holds(/\bALL PRIVILEGES ON \*\.\*|\b(?:SUPER|SHUTDOWN|CREATE USER)\b/), 'SUPER'),
      },
      authentication: credential ? 'on' : 'off',
      boundToAll: bind === undefined || bind === '' ? null : /^(?:\*|0\.0\.0\.0|::)$/.test(bind),
      deployment: deploymentOfHost(settings.hostname ?? ''),
    }),
    identity: { sessionUser: text(who?.who, 80) },
    tls: { ...identity.tls, required: settings.require_secure_transport === 'ON' },
    localInfile: settings.local_infile === undefined ? null : settings.local_infile === 'ON',
    filePrivilege: grants.length === 0 ? null : holds(/\bALL PRIVILEGES ON \*\.\*|\bFILE\b/) !== undefined,
    anonymousUser,
    filesAnywhere: settings.secure_file_priv === undefined ? null : settings.secure_file_priv === '',
    oldPlugins: plugins?.filter((name) => name === 'mysql_old_password') ?? null,
  };
}

const pluginsStatement = 'SELECT DISTINCT plugin AS plugin FROM mysql.user LIMIT 50';
const settingsStatement =
  "SHOW VARIABLES WHERE Variable_name IN ('require_secure_transport', 'local_infile', 'bind_address', 'hostname', 'secure_file_priv')";

function refusalOf({ code, message }: Extract<Door, { kind: 'refused' }>): string {
  if (code === 1130) return 'this machine is not on its list of hosts (error 1130)';
  if (code === 1129) return 'it blocks this machine after broken handshakes (error 1129)';
  return `root without a password: ${text(message, 160)} (error ${code})`;
}

/** A grant may hold the account's password hash in old versions. */
function mask(grant: string): string {
  return grant.replace(/ (?:IDENTIFIED|USING|AS) .*/i, '').slice(0, 200);
}

import { type Connection, createConnection } from 'mysql2/promise';
import { ConnectionError, toConnectionError } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { ReadyStream } from '../../dialer/ready-stream.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { fillStatement } from '../sql.ts';

export const tablesStatement =
  "SELECT table_schema AS ns, table_name AS name, table_type AS kind, table_rows AS tuples, data_length AS bytes FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'sys', 'mysql') ORDER BY table_rows DESC LIMIT 5000";

/** Statements that may ever be sent, in a session held to reading, each with what it is for. */
export const mysqlCommands = {
  'login with an empty password':
    'one try as root and one without a name: whether a password is asked for at all; as root once more to end the handshake that shows the certificate',
  login: 'the credential given',
  'SET SESSION TRANSACTION READ ONLY': 'hold the session itself to reading',
  'SELECT VERSION() AS version, CURRENT_USER() AS who': 'version, and who the session is',
  'SHOW GRANTS': 'what the session may do',
  "SHOW VARIABLES WHERE Variable_name IN ('require_secure_transport', 'local_infile', 'bind_address', 'hostname', 'secure_file_priv')":
    'named harmless settings',
  'SELECT DISTINCT plugin AS plugin FROM mysql.user LIMIT 50': 'kinds of proof that accounts are asked for; no hashes',
  [tablesStatement]: 'inventory: tables with estimated counts and sizes',
  'SELECT * FROM {table} LIMIT {n}': 'a bounded sample',
} as const satisfies AllowList;

export type Statement = keyof typeof mysqlCommands;
type Row = Record<string, unknown>;

/** Statements by the mysql2 client, over one connection of the dialer. */
export class MysqlSession {
  readonly #dial: Dial;
  readonly #secure: boolean;
  readonly #credential: Credential | null;
  #connection: Promise<Connection> | undefined;
  /** Where no credential was given, the name that an empty password opens. */
  openAs = 'root';

  constructor(dial: Dial, secure: boolean, credential: Credential | null) {
    this.#dial = dial;
    this.#secure = secure;
    this.#credential = credential;
  }

  /** @throws ConnectionError; a refusal by the server has the outcome `denied`. */
  async query(statement: Statement, fill: Record<string, number | readonly string[]> = {}): Promise<Row[]> {
    this.#dial.say(statement, Object.values(fill).flat().join('.'));
    try {
      this.#connection ??= this.#open();
      const connection = await this.#connection;
      const [rows] = await connection.query({ sql: fillStatement(statement, fill, '`'), timeout: 15_000 });
      return Array.isArray(rows) ? (rows as Row[]) : [];
    } catch (thrown) {
      throw this.#fault(thrown);
    }
  }

  async close(): Promise<void> {
    await this.#connection?.then((connection) => connection.end()).catch(() => {});
  }

  async #open(): Promise<Connection> {
    const { socket } = await this.#dial.connect({ tls: false });
    this.#dial.say(this.#credential ? 'login' : 'login with an empty password', this.#credential?.user ?? this.openAs);
    const connection = await createConnection({
      stream: new ReadyStream(socket) as never,
      user: this.#credential?.user ?? this.openAs,
      password: this.#credential?.password ?? '',
      connectTimeout: this.#dial.timeoutMs,
      supportBigNumbers: true,
      ...(this.#secure && this.#credential ? { ssl: { rejectUnauthorized: !this.#dial.tlsInsecureOk } } : {}),
    });
    // A library that opens its socket's events to anybody: a late error must not end the process.
    connection.on('error', () => {});
    this.#dial.say('SET SESSION TRANSACTION READ ONLY', '');
    await connection.query('SET SESSION TRANSACTION READ ONLY');
    return connection;
  }

  #fault(thrown: unknown): ConnectionError {
    if (thrown instanceof Error && 'errno' in thrown && 'sqlMessage' in thrown) {
      return new ConnectionError(
        'denied',
        `${this.#dial.place}: ${text(thrown.sqlMessage, 200)} (${text(thrown.errno)})`,
      );
    }
    return toConnectionError(thrown, this.#dial.place);
  }
}

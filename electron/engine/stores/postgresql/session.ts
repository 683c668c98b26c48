import { Client, DatabaseError } from 'pg';
import { ConnectionError, toConnectionError } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { ReadyStream } from '../../dialer/ready-stream.ts';
import { sslRequest } from '../../protocols/postgres-wire.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { fillStatement } from '../sql.ts';

/** Tables and views with the planner's counts, their sizes, and what the role may do with each. */
export const tablesStatement =
  "SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.reltuples::float8 AS tuples, pg_total_relation_size(c.oid)::float8 AS bytes, has_table_privilege(c.oid, 'SELECT') AS readable, (has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')) AS writable FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg_toast%' ORDER BY c.reltuples DESC LIMIT 5000";

/** Statements that may ever be sent, in read-only transactions, each with what it is for. */
export const postgresCommands = {
  SSLRequest: 'identify, and whether TLS is spoken',
  StartupMessage: 'how the door is kept: trust, password or refused',
  'SET default_transaction_read_only = on': 'hold the session itself to reading',
  'SET statement_timeout = 5000': 'no statement of ours runs longer than five seconds',
  'SHOW server_version': 'version',
  'SELECT version() AS version': 'product',
  'SELECT current_user AS who, rolsuper AS super FROM pg_roles WHERE rolname = current_user': 'who the session is',
  "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'log_connections', 'password_encryption')":
    'named harmless settings',
  'SELECT datname AS name FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname LIMIT 20':
    'inventory: databases',
  [tablesStatement]: 'inventory: tables with counts from the planner, sizes and privileges',
  'SELECT extname AS name FROM pg_extension LIMIT 200': 'extensions of the database',
  "SELECT type, address, auth_method AS method FROM pg_hba_file_rules WHERE auth_method = 'trust' LIMIT 100":
    'rules that let in without a password, where the role may see them',
  "SELECT table_schema AS schema, table_name AS name, privilege_type AS privilege FROM information_schema.table_privileges WHERE grantee = 'PUBLIC' AND table_schema NOT IN ('pg_catalog', 'information_schema') LIMIT 100":
    'what every role may do',
  'SELECT * FROM {table} LIMIT {n}': 'a bounded sample',
} as const satisfies AllowList;

export type Statement = keyof typeof postgresCommands;
type Row = Record<string, unknown>;

/** Statements by PostgreSQL's own client, over a connection of the dialer for each database that is looked at. */
export class PostgresSession {
  readonly #dial: Dial;
  readonly #secure: boolean;
  readonly #credential: Credential | null;
  readonly #clients = new Map<string, Promise<Client>>();

  constructor(dial: Dial, secure: boolean, credential: Credential | null) {
    this.#dial = dial;
    this.#secure = secure;
    this.#credential = credential;
  }

  /** @throws ConnectionError; a refusal by the server has the outcome `denied`. */
  async query(
    database: string,
    statement: Statement,
    fill: Record<string, number | readonly string[]> = {},
  ): Promise<Row[]> {
    const sql = fillStatement(statement, fill, '"');
    this.#dial.say(statement, `${database} ${Object.values(fill).flat().join('.')}`.trim());
    try {
      const client = await this.#client(database);
      return (await client.query(sql)).rows as Row[];
    } catch (thrown) {
      throw this.#fault(thrown);
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients.values()) await client.then((one) => one.end()).catch(() => {});
  }

  #client(database: string): Promise<Client> {
    const known = this.#clients.get(database) ?? this.#open(database);
    this.#clients.set(database, known);
    return known;
  }

  async #open(database: string): Promise<Client> {
    // One database at a time: connections are few.
    for (const [name, other] of this.#clients) {
      if (name !== database) void other.then((one) => one.end()).catch(() => {});
      this.#clients.delete(name);
    }
    const stream = new ReadyStream(await this.#connect());
    const client = new Client({
      stream: () => stream as never,
      user: this.#credential?.user ?? 'postgres',
      password: this.#credential?.password ?? '',
      database,
      application_name: 'ajar-audit',
      connectionTimeoutMillis: this.#dial.timeoutMs,
      query_timeout: 15_000,
      ssl: false,
    });
    client.on('error', () => {});
    await client.connect();
    for (const statement of ['SET default_transaction_read_only = on', 'SET statement_timeout = 5000'] as const) {
      this.#dial.say(statement, database);
      await client.query(statement);
    }
    return client;
  }

  async #connect() {
    const { socket } = await this.#dial.connect({ tls: false });
    if (!this.#secure) return socket;
    this.#dial.say('SSLRequest', '');
    socket.write(sslRequest);
    await new Promise((resolve, reject) => {
      socket.once('data', resolve);
      socket.once('close', () =>
        reject(new ConnectionError('reset', `${this.#dial.place}: it closed the connection.`)),
      );
    });
    const wire = await this.#dial.secure(socket);
    if (this.#credential) entrust(this.#dial, wire.certificate, () => wire.socket.destroy());
    return wire.socket;
  }

  #fault(thrown: unknown): ConnectionError {
    if (thrown instanceof DatabaseError)
      return new ConnectionError(
        'denied',
        `${this.#dial.place}: ${text(thrown.message, 200)} (${text(thrown.code, 10)})`,
      );
    return toConnectionError(thrown, this.#dial.place);
  }
}

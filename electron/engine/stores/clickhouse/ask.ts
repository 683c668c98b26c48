import type { AllowList } from '../../dialer/dialer.ts';
import type { HttpConversation } from '../../dialer/http.ts';
import { list, record, type Untrusted } from '../../protocols/untrusted.ts';
import { fillStatement } from '../sql.ts';

/** Statements that may ever be sent. Every column is text, so that both doors answer alike. */
export const clickStatements = {
  version: 'SELECT toString(version()) AS version',
  user: 'SELECT toString(currentUser()) AS user',
  readonly: "SELECT toString(value) AS value FROM system.settings WHERE name = 'readonly'",
  profiles:
    "SELECT toString(count()) AS total FROM system.settings_profile_elements WHERE setting_name = 'readonly' AND value = '2'",
  grants: 'SHOW GRANTS',
  functions:
    "SELECT toString(name) AS name FROM system.table_functions WHERE name IN ('url', 'file', 'remote', 's3', 'jdbc')",
  clusters:
    'SELECT toString(cluster) AS cluster, toString(host_name) AS host, toString(is_local) AS local FROM system.clusters LIMIT 100',
  tables:
    "SELECT toString(database) AS database, toString(name) AS name, toString(engine) AS engine FROM system.tables WHERE database NOT IN ('information_schema', 'INFORMATION_SCHEMA') LIMIT 3000",
  sizes:
    'SELECT toString(database) AS database, toString(table) AS of_table, toString(sum(rows)) AS total, toString(sum(bytes_on_disk)) AS size FROM system.parts WHERE active GROUP BY database, table LIMIT 3000',
  columns:
    'SELECT toString(database) AS database, toString(table) AS of_table, toString(name) AS field FROM system.columns LIMIT 20000',
  sample: 'SELECT {columns} FROM {table} LIMIT {n}',
} as const;

export const clickCommands: AllowList = {
  'GET / SELECT': 'one of the statements below by GET, which the server itself holds read-only',
  Hello: 'open a session on the native port',
  ...Object.fromEntries(Object.values(clickStatements).map((statement) => [statement, 'read-only, and text only'])),
};

export type Answer = { rows: Untrusted[] } | { refusal: string; code: number };

/** Asks one statement, by either door. @throws ConnectionError; a refusal by the server is an answer. */
export type Ask = (
  statement: keyof typeof clickStatements,
  fill?: Record<string, string | number | readonly string[]>,
) => Promise<Answer>;

/** @param columns as text in the order of their names; the names are quoted here. */
export function statementOf(statement: keyof typeof clickStatements, fill: Parameters<Ask>[1] = {}): string {
  const { columns, ...rest } = fill;
  const chosen = Array.isArray(columns)
    ? columns.map((column) => fillStatement('toString({c}) AS {c}', { c: String(column) }, '"')).join(', ')
    : '';
  const [before, after] = clickStatements[statement].split('{columns}');
  return after === undefined
    ? fillStatement(before ?? '', rest, '"')
    : `${before}${chosen}${fillStatement(after, rest, '"')}`;
}

/** By HTTP. Codes are those of the server's ErrorCodes.cpp: 192 to 194 and 516 are about the login, 497 about rights. */
export function askByHttp(http: HttpConversation, say: (command: string, detail: string) => void): Ask {
  return async (name, fill) => {
    const statement = statementOf(name, fill);
    say(clickStatements[name], statement);
    const answer = await http.send('GET / SELECT', {}, { query: { query: `${statement} FORMAT JSON` } });
    if (answer.status === 200) return { rows: list(record(answer.json).data).map(record) };
    const code = Number(/^Code: (\d+)/.exec(answer.text)?.[1] ?? answer.headers['x-clickhouse-exception-code'] ?? 0);
    return { refusal: answer.text.slice(0, 200), code: code || answer.status };
  };
}

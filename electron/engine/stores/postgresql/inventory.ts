import { ConnectionError } from '../../dialer/connection-error.ts';
import { count, text } from '../../protocols/untrusted.ts';
import { plainRow } from '../sql.ts';
import type { NamespaceListing, SampleBudget, SampledRecord } from '../store.ts';
import { homeDatabase } from './access.ts';
import { type PostgresSession, tablesStatement } from './session.ts';

/** Tables and views of every database that the role may connect to, with counts from the planner's statistics. */
export async function* listTables(session: PostgresSession): AsyncGenerator<NamespaceListing> {
  const databases = await session.query(
    homeDatabase,
    'SELECT datname AS name FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname LIMIT 20',
  );
  for (const { name } of databases) {
    const database = String(name);
    for (const table of await tablesOf(session, database)) {
      const system = /^(?:pg_catalog|information_schema|crdb_internal|pg_extension)$/.test(String(table.schema));
      if (system || table.readable !== true) continue;
      const view = table.kind === 'v' || table.kind === 'm';
      const tuples = Number(table.tuples);
      yield {
        name: `${database}.${table.schema}.${table.name}`,
        note: view ? 'view' : null,
        // Below zero means that the table was never analysed.
        records: tuples >= 0 ? count(tuples) : null,
        recordsExact: false,
        bytes: count(table.bytes),
        knownFields: [],
      };
    }
  }
}

async function tablesOf(session: PostgresSession, database: string): Promise<Record<string, unknown>[]> {
  try {
    return await session.query(database, tablesStatement);
  } catch (thrown) {
    if (thrown instanceof ConnectionError && thrown.outcome === 'denied') return [];
    throw thrown;
  }
}

export async function sampleTable(
  session: PostgresSession,
  namespace: NamespaceListing,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  const [database = '', schema = '', ...rest] = namespace.name.split('.');
  const average = namespace.records && namespace.bytes ? namespace.bytes / namespace.records : 0;
  const wanted =
    average > 0 ? Math.max(4, Math.min(budget.records, Math.floor(budget.bytes / average))) : budget.records;
  const rows = await session.query(database, 'SELECT * FROM {table} LIMIT {n}', {
    table: [schema, rest.join('.')],
    n: wanted,
  });
  return rows.map((row) =>
    plainRow(Object.fromEntries(Object.entries(row).map(([column, value]) => [text(column, 100), value]))),
  );
}

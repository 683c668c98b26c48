import { count } from '../../protocols/untrusted.ts';
import { plainRow } from '../sql.ts';
import type { NamespaceListing, SampleBudget, SampledRecord } from '../store.ts';
import { type MysqlSession, tablesStatement } from './session.ts';

/** Tables and views that the session may see, with the server's own estimates. */
export async function* listTables(session: MysqlSession): AsyncGenerator<NamespaceListing> {
  for (const table of await session.query(tablesStatement)) {
    yield {
      name: `${table.ns}.${table.name}`,
      note: table.kind === 'VIEW' ? 'view' : null,
      records: count(table.tuples),
      recordsExact: false,
      bytes: count(table.bytes),
      knownFields: [],
    };
  }
}

export async function sampleTable(
  session: MysqlSession,
  namespace: NamespaceListing,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  const dot = namespace.name.indexOf('.');
  const table = [namespace.name.slice(0, dot), namespace.name.slice(dot + 1)];
  const average = namespace.records && namespace.bytes ? namespace.bytes / namespace.records : 0;
  const wanted =
    average > 0 ? Math.max(4, Math.min(budget.records, Math.floor(budget.bytes / average))) : budget.records;
  return (await session.query('SELECT * FROM {table} LIMIT {n}', { table, n: wanted })).map(plainRow);
}

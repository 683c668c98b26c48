import { stringify } from 'csv-stringify/sync';
import type { Report } from '../../contract/report-model.ts';

const columns = [
  'severity',
  'score',
  'kind',
  'product',
  'version',
  'host',
  'address',
  'port',
  'reach',
  'access',
  'namespace',
  'field',
  'data type',
  'confidence',
  'estimated records',
  'rule',
  'what',
  'status',
];

/**
 * A row for each finding and for each data type in a field. Cells that begin with = + - @ or a control character are
 * quoted with an apostrophe, so that a spreadsheet shows them and does not run them.
 */
export function renderCsv(report: Report): string {
  const rows = report.stores.flatMap((store) => {
    const of = [
      store.kind,
      store.product,
      store.version,
      store.host,
      store.address,
      store.port,
      store.reach,
      store.access,
    ];
    const findings = store.findings.map((f) => [
      f.severity,
      store.score,
      ...of,
      '',
      '',
      '',
      '',
      '',
      f.rule,
      [f.title, ...f.evidence].join('; '),
      f.status,
    ]);
    const fields = store.namespaces.flatMap((namespace) =>
      namespace.fields.flatMap((field) =>
        field.types.map((t) => [
          '',
          store.score,
          ...of,
          namespace.name,
          field.path,
          t.type,
          t.confidence,
          t.estimatedRecords,
          '',
          t.why,
          '',
        ]),
      ),
    );
    return [...findings, ...fields];
  });
  // The mark at the start makes spreadsheets read it as UTF-8.
  return stringify([columns, ...rows], { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
}

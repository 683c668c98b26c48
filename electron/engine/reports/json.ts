import { type Report, reportSchema } from '../../contract/report-model.ts';

/** The report as `ajar-report/1`; its JSON Schema is electron/report/ajar-report-1.schema.json. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`;
}

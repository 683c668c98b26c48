import { z } from 'zod';
import { reportSchema } from '../contract/report-model.ts';

/** The JSON Schema of `ajar-report/1`; `npm run schema` writes it beside this file, and a test holds the two together. */
export function jsonSchema(): object {
  return { title: 'ajar-report/1', ...z.toJSONSchema(reportSchema) };
}

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { jsonSchema } from '../electron/report/schema.ts';

/** Writes the published JSON Schema of the report. */
const file = path.join(import.meta.dirname, '..', 'electron', 'report', 'ajar-report-1.schema.json');
writeFileSync(file, `${JSON.stringify(jsonSchema(), null, 2)}\n`);

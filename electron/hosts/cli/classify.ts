import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dataType } from '../../contract/data-types.ts';
import { recordsInWords } from '../../contract/estimate.ts';
import type { Field } from '../../contract/report-model.ts';
import { Classifier } from '../../engine/classify/classify.ts';
import { ignoredBy, ownDetectors } from '../../engine/classify/own/detectors.ts';
import { readExport } from '../../engine/files/read-file.ts';
import { bad } from './arguments.ts';
import { readOwnTypes } from './own-types.ts';

/** A namespace as the JSON has it; the fields are those of the report. */
interface ClassifiedFile {
  file: string;
  name: string;
  records: number;
  sampled: number;
  fields: Field[];
}

const sampleRange = { least: 1, usual: 2000, most: 20_000 };

/** `ajar classify FILE...`: which fields of an export hold what. Nothing is connected to, and nothing raw is printed. */
export async function runClassify(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, sample: { type: 'string' }, types: { type: 'string' } },
  });
  if (positionals.length === 0) throw bad('ajar classify: there is no file; - reads standard input');
  const sample = Number(values.sample ?? sampleRange.usual);
  if (!Number.isInteger(sample) || sample < sampleRange.least || sample > sampleRange.most)
    throw bad(`--sample takes a whole number from ${sampleRange.least} to ${sampleRange.most}; not ${values.sample}`);
  const own = values.types === undefined ? null : readOwnTypes(values.types);
  const classifier = new Classifier(own ? { added: ownDetectors(own), ignored: ignoredBy(own) } : {});
  const found: ClassifiedFile[] = [];
  for (const file of positionals) {
    for (const { name, records, sample: kept } of await readExport(file, sample)) {
      const { fields } = classifier.classify(name, kept, records);
      found.push({ file, name, records, sampled: kept.length, fields });
    }
  }
  const toStdout = values.json === '-';
  if (!toStdout) process.stdout.write(found.map(describe).join('\n'));
  if (values.json !== undefined) {
    const text = `${JSON.stringify({ namespaces: found }, null, 2)}\n`;
    if (toStdout) process.stdout.write(text);
    else writeFileSync(values.json, text);
  }
  return 0;
}

function describe({ name, records, sampled, fields }: ClassifiedFile): string {
  const held = fields.filter((field) => field.types.length > 0);
  const head = `${name}: ${records.toLocaleString('en-GB')} records, ${sampled.toLocaleString('en-GB')} looked at; ${held.length} of ${fields.length} fields hold personal data or secrets\n`;
  const width = Math.min(40, Math.max(0, ...held.map((field) => field.path.length)));
  const lines = held.flatMap((field) =>
    field.types.map(({ type, confidence, estimatedRecords, estimatedRange, why }) => {
      const words = recordsInWords(estimatedRecords, estimatedRange);
      const concerned = words ? `, ${words}` : '';
      return `  ${field.path.padEnd(width)}  ${dataType(type).title}, ${Math.round(confidence * 100)} %${concerned}: ${why}${field.masked.length > 0 ? ` (${field.masked.join(' ')})` : ''}\n`;
    }),
  );
  return head + lines.join('');
}

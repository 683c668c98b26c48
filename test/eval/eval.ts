import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Classifier } from '../../electron/engine/classify/classify.ts';
import { misleading } from './columns.ts';
import { fourthSchemas } from './fourth-schemas.ts';
import { tablesOf } from './makes.ts';
import { schemas } from './schemas.ts';
import { calibration, macro, micro, ratios, type Scored, scoreTables } from './score.ts';
import { secondSchemas } from './second-schemas.ts';
import { maisonNegatives, presidioPeople, presidioSentences, trackerCases } from './shared-data.ts';
import { asJson, asNumbers, generatedTables, saidByValuesOnly, type Table, withoutNames } from './tables.ts';
import { thirdSchemas } from './third-schemas.ts';

/**
 * Measures the classifier and prints what it found: `npm run eval -- [FOLDER]`. FOLDER holds the public data, and is
 * `../shared/data` beside the project where nothing is said; what is not there is said so and left out. A table and a
 * calibration plot are written into `eval/`, which is not kept.
 */
const root = path.resolve(import.meta.dirname, '../..');
const folder = path.resolve(process.argv[2] ?? path.join(root, '../shared/data'));
const out = path.join(root, 'eval');

const percent = (value: number) => (value * 100).toFixed(1).padStart(5);
const lines: string[] = [];
function say(text: string): void {
  lines.push(text);
  process.stdout.write(`${text}\n`);
}

function summary(name: string, tables: readonly Table[], namesOnly = false): Scored {
  const scored = scoreTables(tables, namesOnly);
  const { precision, recall, f1 } = ratios(micro(scored));
  const accused = scored.clean === 0 ? 0 : (scored.accused.length / scored.clean) * 100;
  say(
    `${name.padEnd(34)} micro P ${percent(precision)}  R ${percent(recall)}  F1 ${percent(f1)}  macro F1 ${percent(macro(scored))}  false per 100 clean ${accused.toFixed(1)} (of ${scored.clean})  secrets missed ${scored.missedSecrets.length}`,
  );
  return scored;
}

function byType(scored: Scored): void {
  for (const [type, counts] of [...scored.byType].toSorted(([a], [b]) => a.localeCompare(b))) {
    const { precision, recall, f1 } = ratios(counts);
    say(
      `  ${type.padEnd(18)} P ${percent(precision)}  R ${percent(recall)}  F1 ${percent(f1)}  (${counts.right} right, ${counts.wrong} wrong, ${counts.missed} missed)`,
    );
  }
  for (const line of scored.accused) say(`  wrong: ${line}`);
  for (const line of scored.missedSecrets) say(`  secret missed: ${line}`);
}

say('Generated tables in the locales that weights were set on');
summary('names and values', generatedTables(200, 'development'));
summary('misleading names', generatedTables(200, 'development', misleading));

const generated = generatedTables(200);
say('\nGenerated tables in locales that nothing was set on');
const whole = summary('names and values', generated);
byType(whole);
byType(summary('names only', generated, true));
summary('values only', generated.map(withoutNames));
byType(summary('values only, checksum or prefix', generated.map(saidByValuesOnly).map(withoutNames)));
byType(summary('misleading names', generatedTables(200, 'heldOut', misleading)));
summary('numbers instead of strings', generated.map(asNumbers));
summary('JSON inside a string', generated.map(asJson));
for (const rows of [20, 200, 2000]) summary(`samples of ${rows}`, generatedTables(rows));

const said = [...whole.said];
/** What each set scored (micro F1) when it was first looked at, before any word list was set on it: the honest number. */
for (const [title, columns, atFirst] of [
  ['first', schemas, 94.7],
  ['second', secondSchemas, 95.7],
  ['third', thirdSchemas, 93.1],
  ['fourth', fourthSchemas, 90.2],
] as const) {
  say(`\nColumns of public schemas, ${title} set (at a first look, before word lists were set on it: F1 ${atFirst})`);
  const tables = tablesOf(columns, 200);
  const scored = summary('names and values', tables);
  byType(scored);
  said.push(...scored.said);
  summary('names only', tables, true);
  summary('values only', tables.map(withoutNames));
}

const people = presidioPeople(folder, 200);
say(
  people.length > 0
    ? '\npresidio-research, a table a country'
    : `\npresidio-research is not in ${path.basename(folder)}: left out`,
);
if (people.length > 0) {
  const scored = summary('names and values', people);
  byType({ ...scored, accused: [...new Set(scored.accused.map((line) => line.replace(/^.*?: /, 'a country: ')))] });
  summary('values only', people.map(withoutNames));
  said.push(...scored.said);
}

const { tables, unknown } = trackerCases(folder);
say(
  tables.length > 0
    ? `\nTracker cases (${tables.length}; ${unknown.length} more are of types that there are not yet: ${[...new Set(unknown)].join(', ')})`
    : '\nfield_cases.tsv is not there: left out',
);
if (tables.length > 0) {
  const scored = summary('names and values', tables);
  byType(scored);
  said.push(...scored.said);
}

const classifier = new Classifier();
const typesIn = (text: string) =>
  classifier.classify('x', [{ text_field: text }], 1).fields.flatMap(({ types }) => types.map(({ type }) => type));
const sentences = presidioSentences(folder).map(({ text, types }) => ({ types, found: typesIn(text) }));
if (sentences.length > 0) {
  say(`\nIn the middle of ${sentences.length} sentences (presidio-research; patterns were set on these)`);
  for (const type of [...new Set(sentences.flatMap(({ types }) => types))].toSorted()) {
    const holding = sentences.filter(({ types }) => types.includes(type));
    const right = holding.filter(({ found }) => found.includes(type)).length;
    const wrong = sentences.filter(({ types, found }) => found.includes(type) && !types.includes(type)).length;
    say(`  ${type.padEnd(18)} found in ${right} of ${holding.length}, wrongly in ${wrong}`);
  }
}
const negatives = maisonNegatives(folder);
if (negatives.length > 0)
  say(
    `Texts about personal data that hold none (maison-dlp): ${negatives.filter((text) => typesIn(text).length > 0).length} of ${negatives.length} accused`,
  );

const { bins, error } = calibration(said);
say(`\nCalibration error ${error.toFixed(3)} over ${said.length} statements`);
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, 'eval.txt'), `${lines.join('\n')}\n`);
writeFileSync(path.join(out, 'calibration.svg'), plot(bins));

/** How sure it was said, across; how often it was right, upwards. On the diagonal the two agree. */
function plot(points: typeof bins): string {
  const at = (value: number) => (20 + value * 360).toFixed(0);
  const up = (value: number) => (380 - value * 360).toFixed(0);
  const dots = points
    .filter(({ count }) => count > 0)
    .map(
      ({ mean, right, count }) =>
        `<circle cx="${at(mean)}" cy="${up(right)}" r="${(3 + Math.sqrt(count) / 3).toFixed(1)}" fill="#0b5c8a" fill-opacity="0.6"><title>said ${mean.toFixed(2)}, right ${right.toFixed(2)}, ${count} times</title></circle>`,
    );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="11"><rect width="400" height="400" fill="#fff"/><path d="M20 380L380 20" stroke="#bbb"/><path d="M20 20V380H380" fill="none" stroke="#333"/>${dots.join('')}<text x="200" y="396" text-anchor="middle">confidence</text><text x="10" y="200" text-anchor="middle" transform="rotate(-90 10 200)">share that was right</text></svg>\n`;
}

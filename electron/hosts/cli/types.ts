import { dataTypes } from '../../contract/data-types.ts';
import type { Example } from '../../engine/classify/detector.ts';
import { detectors } from '../../engine/classify/detectors/registry.ts';
import { bad } from './arguments.ts';

/** `ajar types [TYPE]`: the data types, with tier and laws; of one, the examples that its detector is tested on. */
export function runTypes([name, ...more]: string[]): number {
  if (more.length > 0) throw bad('ajar types takes one type at most');
  if (name === undefined) {
    const width = Math.max(...dataTypes.map(({ type }) => type.length));
    for (const { type, title, group, sensitivity, laws } of dataTypes)
      process.stdout.write(`${type.padEnd(width)}  ${title}; ${group}, ${sensitivity}; ${laws}\n`);
    return 0;
  }
  const known = dataTypes.find(({ type }) => type === name);
  const detector = detectors.find(({ type }) => type === name);
  if (!known || !detector) throw bad(`There is no data type ${name}: ajar types lists them`);
  process.stdout.write(
    `${known.type}: ${known.title}\n  group: ${known.group}\n  tier: ${known.sensitivity}\n  laws: ${known.laws}\n`,
  );
  const { strong, weak = [], against = [] } = detector.names;
  const lists: [string, string[]][] = [
    ['names that say so', strong],
    ['names that hint at it', weak],
    ['names that speak against it', against],
  ];
  for (const [what, words] of lists) if (words.length > 0) process.stdout.write(`  ${what}: ${words.join(', ')}\n`);
  for (const example of detector.examples.match) process.stdout.write(`  is: ${shown(example)}\n`);
  for (const example of detector.examples.noMatch) process.stdout.write(`  is not: ${shown(example)}\n`);
  return 0;
}

function shown({ path, values }: Example): string {
  return `${path} = ${values
    .slice(0, 2)
    .map((value) => JSON.stringify(value))
    .join(', ')}`.slice(0, 160);
}

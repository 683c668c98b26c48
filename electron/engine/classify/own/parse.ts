import { RE2JS } from 're2js';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { dataTypes } from '../../../contract/data-types.ts';
import { AjarError } from '../../../contract/errors.ts';
import { type OwnTypes, ownTypesFileSchema } from '../../../contract/own-types.ts';

const largestFile = 1_000_000;

/**
 * Reads a file of own types, YAML or JSON.
 * @param source the file's name, for messages and for the report
 * @throws AjarError `bad-input` that names the file and the line
 */
export function parseOwnTypes(text: string, source: string): OwnTypes {
  if (text.length > largestFile)
    throw new AjarError('bad-input', `${source}: it is larger than a file of data types can be.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const [syntax] = document.errors;
  if (syntax)
    throw new AjarError('bad-input', `${source}, line ${lineAt(syntax.pos[0])}: ${firstLine(syntax.message)}`);
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  const read = ownTypesFileSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!read.success) {
    const issue = read.error.issues[0] as z.core.$ZodIssue;
    const extra = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    throw new AjarError('bad-input', `${source}, line ${lineOf(extra)}: ${placeOf(extra)}${explained(issue)}`);
  }
  for (const [index, own] of read.data.types.entries()) {
    const at = (key: string, message: string) =>
      new AjarError('bad-input', `${source}, line ${lineOf(['types', index, key])}: ${message}`);
    if (dataTypes.some(({ type }) => type === own.type))
      throw at('type', `${own.type} is a data type that Ajar has already; take another name.`);
    if (read.data.types.findIndex(({ type }) => type === own.type) !== index)
      throw at('type', `${own.type} is there twice.`);
    if (own.pattern === undefined && own.words.length === 0)
      throw at('type', `${own.type} needs a pattern, or words for the names of its fields.`);
    if (own.pattern !== undefined) {
      const wrong = patternError(own.pattern);
      if (wrong) throw at('pattern', `the pattern of ${own.type} is not a regular expression of RE2: ${wrong}`);
    }
  }
  return { ...read.data, source };
}

function patternError(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? firstLine(thrown.message) : 'it cannot be read';
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`)).join('');
  return text === '' ? '' : `${text.replace(/^\./, '')}: `;
}

function explained(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'there is no such setting.';
  if (issue.code === 'invalid_value') return `it takes ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'invalid_type')
    return issue.message.endsWith('received undefined')
      ? 'it is missing.'
      : `it has to be of another kind (${issue.expected}).`;
  if (issue.code === 'invalid_format') return `it has to be ${issue.message}.`;
  return `${issue.message}.`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

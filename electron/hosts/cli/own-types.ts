import { readFileSync } from 'node:fs';
import path from 'node:path';
import { knowTypes } from '../../contract/data-types.ts';
import { messageOf } from '../../contract/errors.ts';
import type { OwnTypes } from '../../contract/own-types.ts';
import { parseOwnTypes } from '../../engine/classify/own/parse.ts';
import { bad } from './arguments.ts';

/** Reads the file that `--types` names, and makes its types known. @throws AjarError `bad-input` with the file and the line */
export function readOwnTypes(file: string): OwnTypes {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw bad(`--types ${file}: it cannot be read (${messageOf(thrown)})`);
  }
  const own = parseOwnTypes(text, path.basename(file));
  knowTypes(own.types);
  return own;
}

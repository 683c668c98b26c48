import { AjarError } from '../../contract/errors.ts';
import { exitCodes, runAudit } from './audit.ts';
import { runClassify } from './classify.ts';
import { runCopies } from './copies.ts';
import { runDemo } from './demo.ts';
import { runDiff, runHistory } from './history.ts';
import { runLab } from './lab.ts';
import { runSchedule } from './schedule.ts';
import { runServe } from './serve.ts';
import { runStores } from './stores.ts';
import { runTypes } from './types.ts';
import { usage } from './usage.ts';
import { runWatch } from './watch.ts';

const commands: Record<string, (args: string[]) => number | Promise<number>> = {
  audit: runAudit,
  stores: runStores,
  types: runTypes,
  classify: runClassify,
  history: runHistory,
  diff: runDiff,
  copies: runCopies,
  schedule: runSchedule,
  watch: runWatch,
  serve: runServe,
  lab: runLab,
  demo: runDemo,
};

async function main([name = '', ...args]: string[]): Promise<number> {
  if (
    name === '' ||
    name === 'help' ||
    name === '--help' ||
    name === '-h' ||
    args.includes('--help') ||
    args.includes('-h')
  ) {
    process.stdout.write(usage);
    return name === '' ? exitCodes.usage : exitCodes.done;
  }
  const run = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!run) throw new AjarError('bad-input', `There is no command ${name}: use ${Object.keys(commands).join(', ')}.`);
  return await run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  if (thrown instanceof AjarError) {
    process.stderr.write(`ajar: ${thrown.message}\n`);
    process.exitCode =
      thrown.code === 'bad-input' || thrown.code === 'refused' ? exitCodes.usage : exitCodes.incomplete;
  } else {
    process.stderr.write(`ajar: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = isArgumentError(thrown) ? exitCodes.usage : exitCodes.incomplete;
  }
}

function isArgumentError(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS');
}

import { parseArgs } from 'node:util';
import { bad } from './arguments.ts';
import { findAudit } from './find-audit.ts';
import { withClient, writeJson } from './history.ts';

/** `ajar copies [AUDIT]`: which store is a copy of which, in an audit and in others on this machine. */
export async function runCopies(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'string' } } });
  const [wanted = 'last', ...more] = positionals;
  if (more.length > 0) throw bad('ajar copies takes one audit at most; ajar history lists them');
  return await withClient(async (client) => {
    const { audits } = await client.request('audits.list', {});
    const { copies } = await client.request('copies.get', { auditId: findAudit(audits, wanted).id });
    if (values.json !== undefined) writeJson(values.json, { copies });
    const lines = copies.map(({ severity, sentence }) => `${severity.padEnd(8)} ${sentence}\n`);
    if (values.json !== '-') process.stdout.write(lines.length === 0 ? 'No copies were seen.\n' : lines.join(''));
    return 0;
  });
}

import { rowOf } from '../../electron/engine/audit/examine.ts';
import { History } from '../../electron/engine/history/history.ts';
import { sampleReport, sampleStore } from './sample-report.ts';

/** Writes audits without end and says each thing when it is on disk, as the app shows it then; it is killed at any moment. */
const [, , file = '', run = ''] = process.argv;
const history = new History(file);
const { audit } = sampleReport();
const say = (what: string) => process.stdout.write(`${what}\n`);

for (let n = 0; ; n++) {
  const id = `run-${run}-${n}`;
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
  history.createAudit(
    { ...audit, id, startedAt, state: 'running' },
    { targets: 'x', pins: [], owner: process.pid },
    null,
  );
  say(`audit ${id}`);
  for (let store = 0; store < 5; store++) {
    const made = sampleStore({ id: `10.0.0.${store}:27017`, errors: [`${id} ${store}`] });
    history.saveStore(id, made, rowOf(made));
    say(`store ${id} ${made.id}`);
    const fingerprints = [n, n + 1000];
    history.sketches.save(id, made.id, 'n', 'k', [
      { path: 'email', type: 'email', records: 1, looked: 2, distinct: 2, repeats: 0, fingerprints },
    ]);
  }
  history.saveAudit({ ...audit, id, startedAt, state: 'complete' });
  say(`complete ${id}`);
  if (n % 7 === 6) {
    history.deleteAudit(id);
    say(`deleted ${id}`);
  }
}

import { startLab } from '../../lab/lab.ts';

/** `ajar lab`: the practice stores, until they are ended. */
export async function runLab(): Promise<number> {
  const lab = await startLab();
  for (const { target, title } of lab.servers) process.stdout.write(`${target}  ${title}\n`);
  process.stdout.write(`\nAudit them:  npm run -s ajar -- audit ${lab.targets.join(' ')}\nCtrl-C ends them.\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await lab.close();
  return 0;
}

import { storeKinds } from '../../engine/stores/registry.ts';

/** `ajar stores`: what can be audited. */
export function runStores(): number {
  for (const { kind, title, ports, checks, checkedAgainst, commands } of storeKinds) {
    process.stdout.write(
      `${kind}  ${title}\n  ports: ${ports.join(', ')}\n  checked against: ${checkedAgainst}\n  checks:\n`,
    );
    for (const { rule, title: what } of checks) process.stdout.write(`    ${rule.padEnd(36)} ${what}\n`);
    process.stdout.write(`  may send: ${Object.keys(commands).join(', ')}\n\n`);
  }
  return 0;
}

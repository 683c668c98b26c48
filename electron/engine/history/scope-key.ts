import { createHash } from 'node:crypto';
import type { AuditInfo } from '../../contract/report-model.ts';

/** What makes two audits ones of the same scope: the same targets, ports and exclusions, in whatever order they were typed. */
export function scopeKeyOf({ targets, scope, options }: Pick<AuditInfo, 'targets' | 'scope' | 'options'>): string {
  const parts = [targets, scope.exclude, (options.ports ?? []).map(String)].map((list) =>
    [...new Set(list)].toSorted(),
  );
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

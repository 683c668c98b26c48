import { create } from 'zustand';

/** Pages live behind the hash, so that the same files work under any scheme. */
export type Page =
  | { name: 'audits' }
  | { name: 'new-audit' }
  | { name: 'schedules' }
  | { name: 'audit'; auditId: string }
  | { name: 'store'; auditId: string; storeId: string }
  | { name: 'report'; auditId: string }
  | { name: 'changes'; auditId: string }
  | { name: 'copies'; auditId: string }
  | { name: 'nowhere' };

export const paths = {
  audits: '#/',
  newAudit: '#/new',
  schedules: '#/schedules',
  audit: (auditId: string) => `#/audits/${encodeURIComponent(auditId)}`,
  store: (auditId: string, storeId: string) =>
    `#/audits/${encodeURIComponent(auditId)}/stores/${encodeURIComponent(storeId)}`,
  copies: (auditId: string) => `#/audits/${encodeURIComponent(auditId)}/copies`,
  changes: (auditId: string) => `#/audits/${encodeURIComponent(auditId)}/changes`,
  report: (auditId: string) => `#/audits/${encodeURIComponent(auditId)}/report`,
};

export function parsePage(hash: string): Page {
  const [first, auditId, third, storeId] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(safeDecode);
  if (!first) return { name: 'audits' };
  if (first === 'new') return { name: 'new-audit' };
  if (first === 'schedules') return { name: 'schedules' };
  if (first !== 'audits' || !auditId) return { name: 'nowhere' };
  if (!third) return { name: 'audit', auditId };
  if (third === 'changes' || third === 'copies') return { name: third, auditId };
  if (third === 'report') return { name: 'report', auditId };
  return third === 'stores' && storeId ? { name: 'store', auditId, storeId } : { name: 'nowhere' };
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const useRouter = create<{ page: Page }>(() => ({ page: parsePage(window.location.hash) }));

window.addEventListener('hashchange', () => useRouter.setState({ page: parsePage(window.location.hash) }));

export function go(path: string): void {
  window.location.hash = path;
}

import { create } from 'zustand';
import type { EventPayload, Output, Progress } from '../../../electron/contract/methods.ts';
import type { StoreRow } from '../../../electron/contract/report-model.ts';
import { severities } from '../../../electron/contract/words.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';

export type Feed = EventPayload<'audit.finding'>;

interface AuditState {
  auditId: string;
  data: Output<'audits.get'> | null;
  progress: Progress | null;
  feed: Feed[];
  error: string | null;
  open: (auditId: string) => Promise<void>;
  act: (what: 'pause' | 'continue' | 'cancel' | 'resume') => Promise<void>;
}

const mostFeed = 200;
const nothing = { data: null, progress: null, feed: [], error: null };

export const useAudit = create<AuditState>((set, get) => ({
  auditId: '',
  ...nothing,
  async open(auditId) {
    if (get().auditId !== auditId) set({ auditId, ...nothing });
    try {
      const data = await api.request('audits.get', { auditId });
      if (get().auditId === auditId) set({ data, error: null });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async act(what) {
    const { auditId, open } = get();
    try {
      await api.request(`audits.${what}`, { auditId });
      await open(auditId);
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
}));

/** Rows in, worst first, as the engine orders them; a store that is told of again replaces its row. */
export function withRow(rows: readonly StoreRow[], row: StoreRow): StoreRow[] {
  const others = rows.filter((other) => other.id !== row.id);
  const rank = ({ severity }: StoreRow) => (severity === null ? -1 : severities.indexOf(severity));
  return [...others, row].toSorted((a, b) => b.score - a.score || rank(b) - rank(a) || a.id.localeCompare(b.id));
}

const ours = (auditId: string) => useAudit.getState().auditId === auditId;

api.subscribe('audit.progress', (progress) => {
  if (ours(progress.auditId)) useAudit.setState({ progress });
});
api.subscribe('audit.store', ({ auditId, store }) => {
  const { data } = useAudit.getState();
  if (ours(auditId) && data) useAudit.setState({ data: { ...data, stores: withRow(data.stores, store) } });
});
api.subscribe('audit.finding', (finding) => {
  if (ours(finding.auditId)) useAudit.setState(({ feed }) => ({ feed: [finding, ...feed].slice(0, mostFeed) }));
});
api.subscribe('audit.done', ({ audit }) => {
  if (ours(audit.id)) void useAudit.getState().open(audit.id);
});

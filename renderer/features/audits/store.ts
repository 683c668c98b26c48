import { create } from 'zustand';
import type { AuditInfo } from '../../../electron/contract/report-model.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';
import { go, paths } from '../../ui/router.ts';

interface AuditsState {
  audits: AuditInfo[] | null;
  error: string | null;
  busy: boolean;
  load: () => Promise<void>;
  remove: (auditId: string) => Promise<void>;
  demo: () => Promise<void>;
}

export const useAudits = create<AuditsState>((set, get) => ({
  audits: null,
  error: null,
  busy: false,
  async load() {
    try {
      const { audits } = await api.request('audits.list', {});
      set({ audits, error: null });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async remove(auditId) {
    try {
      await api.request('audits.delete', { auditId });
      await get().load();
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  /** Starts the practice stores and audits them. */
  async demo() {
    set({ busy: true, error: null });
    try {
      const { targets } = await api.request('lab.start', {});
      const start = {
        targets: targets.join('\n'),
        scope: null,
        exclude: [],
        authorisedBy: null,
        credential: null,
        options: {},
      };
      const { auditId } = await api.request('audits.start', start);
      go(paths.audit(auditId));
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    } finally {
      set({ busy: false });
    }
  },
}));

api.subscribe('audit.done', () => {
  if (useAudits.getState().audits) void useAudits.getState().load();
});

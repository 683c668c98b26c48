import { create } from 'zustand';
import type { Output } from '../../../electron/contract/methods.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';

interface ChangesState {
  auditId: string;
  data: Output<'drift.get'> | null;
  error: string | null;
  /** @param baselineId the audit to hold it against; null is the baseline of its scope */
  open: (auditId: string, baselineId: string | null) => Promise<void>;
  /** Makes the audit the baseline of its scope, or no longer. */
  choose: (isBaseline: boolean) => Promise<void>;
}

export const useChanges = create<ChangesState>((set, get) => ({
  auditId: '',
  data: null,
  error: null,
  async open(auditId, baselineId) {
    if (get().auditId !== auditId) set({ auditId, data: null, error: null });
    try {
      const data = await api.request('drift.get', { auditId, baselineId });
      if (get().auditId === auditId) set({ data, error: null });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async choose(isBaseline) {
    const { auditId, open } = get();
    try {
      await api.request('baseline.choose', { auditId, isBaseline });
      await open(auditId, null);
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
}));

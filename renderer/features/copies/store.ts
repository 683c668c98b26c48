import { create } from 'zustand';
import type { Copy } from '../../../electron/contract/copies.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';

interface CopiesState {
  auditId: string;
  copies: Copy[] | null;
  error: string | null;
  open: (auditId: string) => Promise<void>;
}

export const useCopies = create<CopiesState>((set, get) => ({
  auditId: '',
  copies: null,
  error: null,
  async open(auditId) {
    if (get().auditId !== auditId) set({ auditId, copies: null, error: null });
    try {
      const { copies } = await api.request('copies.get', { auditId });
      if (get().auditId === auditId) set({ copies, error: null });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
}));

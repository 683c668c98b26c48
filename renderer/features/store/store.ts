import { create } from 'zustand';
import type { Acceptance, Moment } from '../../../electron/contract/drift.ts';
import type { TranscriptEntry } from '../../../electron/contract/methods.ts';
import type { Store } from '../../../electron/contract/report-model.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';

interface StoreState {
  /** Of what the state is, so that a late answer about another store is dropped. */
  key: string;
  store: Store | null;
  transcript: { entries: TranscriptEntry[]; total: number } | null;
  error: string | null;
  rechecking: boolean;
  open: (auditId: string, storeId: string) => Promise<void>;
  loadTranscript: (auditId: string, storeId: string) => Promise<void>;
  recheck: (auditId: string, storeId: string) => Promise<void>;
  moments: Moment[] | null;
  loadTimeline: (auditId: string, storeId: string) => Promise<void>;
  /** Somebody answers for a finding of the store that is shown; null takes it back. */
  accept: (rule: string, acceptance: Omit<Acceptance, 'at'> | null) => Promise<void>;
}

const keyOf = (auditId: string, storeId: string) => `${auditId} ${storeId}`;

export const useStore = create<StoreState>((set, get) => ({
  key: '',
  store: null,
  transcript: null,
  error: null,
  rechecking: false,
  moments: null,
  async open(auditId, storeId) {
    const key = keyOf(auditId, storeId);
    set({ key, store: null, transcript: null, moments: null, error: null, rechecking: false });
    try {
      const { store } = await api.request('stores.get', { auditId, storeId });
      if (get().key === key) set({ store });
    } catch (thrown) {
      if (get().key === key) set({ error: sentenceOf(thrown) });
    }
  },
  async loadTranscript(auditId, storeId) {
    try {
      const transcript = await api.request('stores.transcript', { auditId, storeId });
      if (get().key === keyOf(auditId, storeId)) set({ transcript });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async loadTimeline(auditId, storeId) {
    try {
      const { moments } = await api.request('stores.timeline', { auditId, storeId });
      if (get().key === keyOf(auditId, storeId)) set({ moments });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async accept(rule, acceptance) {
    const { key, store } = get();
    const [auditId = ''] = key.split(' ');
    if (!store) return;
    try {
      const { store: marked } = await api.request('findings.accept', { auditId, storeId: store.id, rule, acceptance });
      if (get().key === key) set({ store: marked, error: null });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async recheck(auditId, storeId) {
    const key = keyOf(auditId, storeId);
    set({ rechecking: true, error: null });
    try {
      const { store } = await api.request('stores.recheck', { auditId, storeId });
      if (get().key === key) set({ store, transcript: null });
    } catch (thrown) {
      if (get().key === key) set({ error: sentenceOf(thrown) });
    } finally {
      if (get().key === key) set({ rechecking: false });
    }
  },
}));

import { create } from 'zustand';
import type { Schedule } from '../../../electron/contract/schedule.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';

interface SchedulesState {
  schedules: Schedule[] | null;
  error: string | null;
  load: () => Promise<void>;
  enable: (id: string, enabled: boolean) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

export const useSchedules = create<SchedulesState>((set, get) => {
  const act = async (request: () => Promise<unknown>) => {
    try {
      await request();
      await get().load();
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  };
  return {
    schedules: null,
    error: null,
    async load() {
      try {
        const { schedules } = await api.request('schedules.list', {});
        set({ schedules, error: null });
      } catch (thrown) {
        set({ error: sentenceOf(thrown) });
      }
    },
    enable: (id, enabled) => act(() => api.request('schedules.enable', { id, enabled })),
    remove: (id) => act(() => api.request('schedules.remove', { id })),
  };
});

// A scheduled audit that ends moves its schedule on.
api.subscribe('audit.done', () => {
  if (useSchedules.getState().schedules) void useSchedules.getState().load();
});

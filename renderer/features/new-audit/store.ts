import { create } from 'zustand';
import type { Output } from '../../../electron/contract/methods.ts';
import { type AuditOptions, defaultAuditOptions } from '../../../electron/contract/report-model.ts';
import type { weekdays } from '../../../electron/contract/schedule.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';
import { go, paths } from '../../ui/router.ts';
import { scheduleOf } from './schedule-input.ts';

export interface Draft {
  targets: string;
  ownScope: boolean;
  scope: string;
  exclude: string;
  authorisedBy: string;
  user: string;
  password: string;
  ports: string;
  repeat: Repeat;
  options: Pick<
    AuditOptions,
    'sample' | 'concurrency' | 'timeoutMs' | 'tlsInsecureOk' | 'tryDefaultAccounts' | 'ownTypes'
  >;
}

/** As it is typed. */
export interface Repeat {
  every: 'once' | 'day' | 'week' | 'cron';
  on: (typeof weekdays)[number];
  at: string;
  expression: string;
  webhook: string;
  format: 'json' | 'slack' | 'teams';
  mailTo: string;
  mailFrom: string;
  smtp: string;
  smtpUser: string;
  keep: string;
}

const noRepeat: Repeat = {
  every: 'once',
  on: 'monday',
  at: '03:00',
  expression: '',
  webhook: '',
  format: 'json',
  mailTo: '',
  mailFrom: '',
  smtp: '',
  smtpUser: '',
  keep: '',
};

interface NewAuditState {
  draft: Draft;
  parsed: Output<'targets.parse'> | null;
  error: string | null;
  busy: boolean;
  change: (part: Partial<Draft>) => void;
  addFiles: (files: readonly File[]) => Promise<void>;
  /** Reads a file of own data types; what is wrong with it is shown, and the earlier one stays. */
  addTypes: (file: File) => Promise<void>;
  start: () => Promise<void>;
}

const { sample, concurrency, timeoutMs, tlsInsecureOk, tryDefaultAccounts, ownTypes } = defaultAuditOptions;
const emptyDraft: Draft = {
  targets: '',
  ownScope: false,
  scope: '',
  exclude: '',
  authorisedBy: '',
  user: '',
  password: '',
  ports: '',
  repeat: noRepeat,
  options: { sample, concurrency, timeoutMs, tlsInsecureOk, tryDefaultAccounts, ownTypes },
};

/** Long enough that typing is not held up, short enough to seem at once. */
const parseAfterMs = 150;
const largestFile = 4_000_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export const useNewAudit = create<NewAuditState>((set, get) => ({
  draft: emptyDraft,
  parsed: null,
  error: null,
  busy: false,
  change(part) {
    set(({ draft }) => ({ draft: { ...draft, ...part }, error: null }));
    if (part.targets === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => void parse(set, get), parseAfterMs);
  },
  async addFiles(files) {
    for (const file of files) {
      if (file.size > largestFile) {
        set({ error: `${file.name} is over 4 MB: give the targets in parts.` });
        continue;
      }
      const text = await file.text();
      const before = get().draft.targets;
      get().change({ targets: before.trim() ? `${before.trimEnd()}\n${text}` : text });
    }
  },
  async addTypes(file) {
    try {
      const { ownTypes: read } = await api.request('types.parse', { text: await file.text(), source: file.name });
      get().change({ options: { ...get().draft.options, ownTypes: read } });
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  async start() {
    const { draft } = get();
    set({ busy: true, error: null });
    try {
      const input = {
        targets: draft.targets,
        scope: draft.ownScope ? listOf(draft.scope) : null,
        exclude: listOf(draft.exclude),
        authorisedBy: draft.authorisedBy.trim() || null,
        credential: draft.user ? { user: draft.user, password: draft.password } : null,
        options: { ...draft.options, ports: portsOf(draft.ports) },
      };
      const schedule = scheduleOf(draft.repeat, input);
      if (schedule) await api.request('schedules.add', schedule);
      const { auditId } = await api.request('audits.start', input);
      set({ draft: emptyDraft, parsed: null });
      go(paths.audit(auditId));
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    } finally {
      set({ busy: false });
    }
  },
}));

async function parse(set: (part: Partial<NewAuditState>) => void, get: () => NewAuditState): Promise<void> {
  const text = get().draft.targets;
  try {
    const parsed = text.trim() ? await api.request('targets.parse', { text }) : null;
    // A later keystroke has its own answer.
    if (get().draft.targets === text) set({ parsed });
  } catch (thrown) {
    set({ error: sentenceOf(thrown) });
  }
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** @throws Error with a sentence, which the form shows. */
function portsOf(text: string): number[] | null {
  const parts = listOf(text);
  if (parts.length === 0) return null;
  return parts.flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    if (!(first >= 1 && last <= 65535 && first <= last))
      throw new Error(`${part} is not a port from 1 to 65535, or a range of them.`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

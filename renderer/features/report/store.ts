import { create } from 'zustand';
import type { Branding, Output } from '../../../electron/contract/methods.ts';
import type { ReportFormat } from '../../../electron/contract/words.ts';
import { api } from '../../api.ts';
import { sentenceOf } from '../../ui/format.ts';

interface ReportState {
  auditId: string;
  branding: Branding;
  preview: string | null;
  info: Output<'app.info'> | null;
  error: string | null;
  busy: ReportFormat | null;
  open: (auditId: string) => Promise<void>;
  brand: (part: Partial<Branding>) => void;
  setLogo: (file: File) => Promise<void>;
  save: (format: ReportFormat) => Promise<void>;
}

const largestLogo = 2_000_000;
const previewAfterMs = 400;
let timer: ReturnType<typeof setTimeout> | undefined;

export const useReport = create<ReportState>((set, get) => ({
  auditId: '',
  branding: { client: '', logo: null },
  preview: null,
  info: null,
  error: null,
  busy: null,
  async open(auditId) {
    set({ auditId, preview: null, error: null });
    try {
      const [info, branding] = await Promise.all([api.request('app.info', {}), api.request('branding.get', {})]);
      set({ info, branding });
      await preview(set, get);
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    }
  },
  brand(part) {
    const branding = { ...get().branding, ...part };
    set({ branding, error: null });
    clearTimeout(timer);
    timer = setTimeout(() => {
      void api.request('branding.set', branding).catch((thrown) => set({ error: sentenceOf(thrown) }));
      void preview(set, get).catch((thrown) => set({ error: sentenceOf(thrown) }));
    }, previewAfterMs);
  },
  async setLogo(file) {
    if (!/^image\/(png|jpeg|svg\+xml)$/.test(file.type))
      return set({ error: `${file.name} is no PNG, JPEG or SVG picture.` });
    if (file.size > largestLogo) return set({ error: `${file.name} is over 2 MB: take a smaller picture.` });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const base64 = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
    get().brand({ logo: `data:${file.type};base64,${base64}` });
  },
  async save(format) {
    set({ busy: format, error: null });
    try {
      const { auditId, branding } = get();
      download(await api.request('reports.render', { auditId, format, branding }));
    } catch (thrown) {
      set({ error: sentenceOf(thrown) });
    } finally {
      set({ busy: null });
    }
  },
}));

async function preview(set: (part: Partial<ReportState>) => void, get: () => ReportState): Promise<void> {
  const { auditId, branding } = get();
  const { base64 } = await api.request('reports.render', { auditId, format: 'html', branding });
  if (get().auditId === auditId) set({ preview: new TextDecoder().decode(bytesOf(base64)) });
}

function download({ fileName, mime, base64 }: Output<'reports.render'>): void {
  const url = URL.createObjectURL(new Blob([bytesOf(base64)], { type: mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

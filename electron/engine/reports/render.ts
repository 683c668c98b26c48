import { AjarError } from '../../contract/errors.ts';
import type { Branding, TranscriptEntry } from '../../contract/methods.ts';
import type { Report } from '../../contract/report-model.ts';
import type { ReportFormat } from '../../contract/words.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html/html.tsx';
import { renderJson } from './json.ts';
import { noBrowserHint } from './pdf.ts';
import { renderSarif } from './sarif.ts';
import { renderTranscript } from './transcript.ts';

/** Prints HTML as PDF; each host brings its own browser. */
export type PrintPdf = (html: string) => Promise<Uint8Array>;

export interface RenderInput {
  report: Report;
  branding: Branding;
  transcript: () => readonly TranscriptEntry[];
  printPdf: PrintPdf | null;
}

export interface Rendered {
  fileName: string;
  mime: string;
  bytes: Uint8Array;
}

const kinds: Record<
  ReportFormat,
  { ending: string; mime: string; make: (input: RenderInput) => string | Promise<Uint8Array> }
> = {
  html: { ending: 'html', mime: 'text/html', make: ({ report, branding }) => renderHtml(report, branding) },
  pdf: { ending: 'pdf', mime: 'application/pdf', make: printReport },
  json: { ending: 'json', mime: 'application/json', make: ({ report }) => renderJson(report) },
  csv: { ending: 'csv', mime: 'text/csv', make: ({ report }) => renderCsv(report) },
  sarif: { ending: 'sarif', mime: 'application/sarif+json', make: ({ report }) => renderSarif(report) },
  transcript: {
    ending: 'transcript.tsv',
    mime: 'text/tab-separated-values',
    make: ({ transcript }) => renderTranscript(transcript()),
  },
};

/** One audit in one format. @throws AjarError `unavailable` where PDF is asked for and nothing can print. */
export async function render(format: ReportFormat, input: RenderInput): Promise<Rendered> {
  const { ending, mime, make } = kinds[format];
  const made = await make(input);
  const bytes = typeof made === 'string' ? new TextEncoder().encode(made) : made;
  return { fileName: `ajar-${input.report.audit.id}.${ending}`, mime, bytes };
}

async function printReport({ report, branding, printPdf }: RenderInput): Promise<Uint8Array> {
  if (!printPdf) throw new AjarError('unavailable', noBrowserHint);
  return await printPdf(renderHtml(report, branding));
}

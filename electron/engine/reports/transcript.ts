import type { TranscriptEntry } from '../../contract/methods.ts';

/** Every command that was sent, one line each, for the store's owner. */
export function renderTranscript(entries: readonly TranscriptEntry[]): string {
  return entries.map(({ at, endpoint, command, detail }) => `${at}\t${endpoint}\t${command}\t${detail}\n`).join('');
}

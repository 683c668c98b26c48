/** Words and numbers as people read them. */

export function formatCount(count: number | null): string {
  return count === null ? 'unknown' : count.toLocaleString('en-GB');
}

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'size unknown';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toLocaleString('en-GB', { maximumFractionDigits: power > 0 ? 1 : 0 })} ${units[power]}`;
}

export function formatTime(time: string | null): string {
  return time === null ? '—' : new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

export const accessWords = {
  none: 'protected',
  metadata: 'names only',
  read: 'read',
  write: 'read and write',
  admin: 'full control',
} as const;

/** A sentence from whatever was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

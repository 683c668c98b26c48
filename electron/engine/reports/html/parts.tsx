import type { Severity } from '../../../contract/words.ts';

/** Small parts that the report's sections share. */

/** Shapes tell severities apart where colours cannot. */
export const severityMark: Record<Severity, string> = { critical: '■', high: '▲', medium: '◆', low: '●', info: '○' };

export function SeverityLabel({ severity }: { severity: Severity | null }) {
  if (severity === null) return <span className="soft">nothing found</span>;
  return (
    <span className={`severity ${severity}`}>
      {severityMark[severity]} {severity}
    </span>
  );
}

export function formatCount(count: number | null): string {
  return count === null ? 'unknown' : count.toLocaleString('en-GB');
}

/** @param bytes a size, or null where it is not known. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'unknown';
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** A time as `4 December 2019, 14:05 UTC`. */
export function formatTime(time: string | null): string {
  if (time === null) return '—';
  return `${new Date(time).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`;
}

export const accessWords = {
  none: 'nothing',
  metadata: 'names and sizes',
  read: 'every record, to read',
  write: 'every record, to read and change',
  admin: 'everything, as administrator',
} as const;

import { createHash } from 'node:crypto';
import { reportStyle } from '../engine/reports/html/style.ts';

/**
 * The renderer's Content-Security-Policy, the same in both windows: own files only. The hash admits the one style sheet
 * of the report's preview, which is shown in a sandboxed frame and inherits this policy.
 */
export function contentPolicy(): string {
  const style = createHash('sha256').update(reportStyle).digest('base64');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${style}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

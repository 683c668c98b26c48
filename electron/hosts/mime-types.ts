/** Content types of the files that the bundled renderer consists of, by ending. */
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** @param ending with its dot, such as `.js`. */
export function mimeTypeOf(ending: string): string {
  return types[ending] ?? 'application/octet-stream';
}

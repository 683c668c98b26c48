import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser, printWithBrowser } from '../../engine/reports/pdf.ts';
import { type Composed, compose } from '../compose.ts';
import { serveBrowser } from '../websocket.ts';
import { bad } from './arguments.ts';

/** `ajar serve`: the app in a browser, until it is ended. */
export async function runServe(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { port: { type: 'string' } } });
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw bad(`--port takes a port from 1 to 65535; not ${values.port}`);
  const composed = compose({
    hostName: 'browser',
    secrets: null,
    printPdf: findBrowser() ? printWithBrowser : null,
    schedules: true,
  });
  return await serveUntilEnded(composed, '/', port);
}

/** @param page the page to open, such as `/audits/ID`. */
export async function serveUntilEnded(composed: Composed, page: string, port = 0): Promise<number> {
  const host = await serveBrowser(composed, path.join(import.meta.dirname, 'renderer'), port).catch(async (thrown) => {
    await composed.close();
    throw thrown?.code === 'EADDRINUSE' ? bad(`port ${port} is taken: choose another, or leave --port out`) : thrown;
  });
  process.stdout.write(
    `Ajar is at ${host.url}${page === '/' ? '' : `#${page}`}\nThe link works once. Ctrl-C ends it.\n`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await host.close();
  await composed.close();
  return 0;
}

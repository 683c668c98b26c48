import type { Protocol, Session } from 'electron';

/** Chromium loads no scheme of ours: `app://host/x` is served as `https://host.app.standin.invalid/x`, always from the handler. */
const suffix = '.standin.invalid';
type Handler = (request: Request) => Response | Promise<Response>;
const schemes = new Map<string, Handler>();

export function toHttps(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  return schemes.has(scheme) ? `https://${host}.${scheme}${suffix}${rest}` : url;
}

export function fromHttps(url: string): string {
  const [, host, scheme, rest = ''] = /^https:\/\/([^/?#]*)\.([a-z\d+-]+)\.standin\.invalid(.*)$/s.exec(url) ?? [];
  return scheme ? `${scheme}://${host}${rest}` : url;
}

export function handlerFor(url: string): Handler | undefined {
  return schemes.get(url.split(':')[0] ?? '');
}

export const protocol = {
  registerSchemesAsPrivileged() {},
  handle(scheme: string, handler: Handler) {
    if (schemes.has(scheme)) throw new Error(`The scheme ${scheme} is handled already.`);
    schemes.set(scheme, handler);
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

type PermissionCheck = Parameters<Session['setPermissionCheckHandler']>[0];
type PermissionRequest = Parameters<Session['setPermissionRequestHandler']>[0];

/** One session with its hooks. Permissions are kept for tests to ask; Chromium is not told of them. */
class StandInSession {
  beforeRequest: unknown;
  permissionCheck: PermissionCheck = null;
  permissionRequest: PermissionRequest = null;
  webRequest = {
    onBeforeRequest: (listener: unknown) => {
      this.beforeRequest = listener;
    },
  };

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.permissionCheck = handler;
  }

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.permissionRequest = handler;
  }

  /** @returns whether the app cancels a request for this address. */
  async cancels(url: string): Promise<boolean> {
    const listener = this.beforeRequest as
      | ((details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void)
      | undefined;
    if (!listener) return false;
    return await new Promise((resolve) => listener({ url }, ({ cancel }) => resolve(cancel === true)));
  }
}

export type { StandInSession };

const partitions = new Map<string, StandInSession>();
const defaultSession = new StandInSession();

export const session = {
  defaultSession,
  fromPartition(name: string): StandInSession {
    const known = partitions.get(name) ?? new StandInSession();
    partitions.set(name, known);
    return known;
  },
};

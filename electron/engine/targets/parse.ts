import { ConnectionString } from 'mongodb-connection-string-url';
import { isAddress, normalAddress, parseSpan, type Span, sizeOf } from '../scope/address.ts';

/** What the target says beyond its address. */
export interface Hint {
  kind: string | null;
  tls: boolean | null;
  /** Path prefix of an HTTP store, without a slash at the end. */
  path: string;
}

export interface Credential {
  user: string;
  password: string;
}

export interface Target {
  /** As typed, with any password masked. */
  text: string;
  line: number;
  where: { name: string } | { span: Span };
  port: number | null;
  hint: Hint;
  credential: Credential | null;
}

export interface TargetError {
  line: number;
  column: number;
  text: string;
  message: string;
}

/** Above this one target is refused: it is more than one run should hold. 65,536 is an IPv4 /16. */
export const mostAddressesPerTarget = 65_536n;

const noHint: Hint = { kind: null, tls: null, path: '' };
const namePattern =
  /^(?=.{1,253}\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/**
 * Reads targets separated by white space or commas; `#` begins a comment.
 * @returns every target and every error with its position (from 1); never throws.
 */
export function parseTargets(text: string): { targets: Target[]; errors: TargetError[] } {
  const targets: Target[] = [];
  const errors: TargetError[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const code = line.replace(/(^|\s)#.*$/, '$1');
    for (const token of tokensOf(code)) {
      const parsed = parseTarget(token.text);
      const shown = maskPassword(token.text);
      if (typeof parsed === 'string') {
        errors.push({ line: index + 1, column: token.column, text: shown.slice(0, 200), message: parsed });
      } else {
        for (const target of parsed) targets.push({ ...target, text: shown, line: index + 1 });
      }
    }
  }
  return { targets, errors };
}

/** Commas separate targets, except inside a URI, where they separate the hosts of a replica set. */
function tokensOf(line: string): { text: string; column: number }[] {
  const tokens: { text: string; column: number }[] = [];
  for (const word of line.matchAll(/\S+/g)) {
    const pattern = word[0].includes('://') ? /.+/g : /[^,]+/g;
    for (const part of word[0].matchAll(pattern)) {
      tokens.push({ text: part[0].replace(/,+$/, ''), column: word.index + part.index + 1 });
    }
  }
  return tokens;
}

type Parsed = Omit<Target, 'text' | 'line'>;

function parseTarget(text: string): Parsed[] | string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'mongodb') return parseMongoUri(text);
  if (scheme === 'mongodb+srv') return 'mongodb+srv:// hides its hosts in DNS: give the hosts themselves';
  if (scheme === 'http' || scheme === 'https') return parseHttpUrl(text);
  const named = scheme === undefined ? undefined : schemes[scheme];
  if (named) return parseUri(text, named);
  if (scheme !== undefined)
    return `${scheme}:// is not a scheme that Ajar knows: use mongodb://, http://, https:// or one of ${Object.keys(schemes).join(', ')}`;
  return parsePlain(text);
}

function parsePlain(text: string): Parsed[] | string {
  const split = splitPort(text);
  if (typeof split === 'string') return split;
  const { host, port } = split;
  const looksNumeric =
    /^[\d.]+$/.test(host) || host.includes(':') || host.includes('/') || /^[\d.]+-[\d.]+$/.test(host);
  if (!looksNumeric) return one(host, port, noHint, null);
  const span = parseSpan(host);
  if (typeof span === 'string') return span;
  if (sizeOf(span) > mostAddressesPerTarget) {
    return `${host} holds ${sizeOf(span).toLocaleString('en-GB')} addresses, over the ${mostAddressesPerTarget.toLocaleString('en-GB')} of one target: split it`;
  }
  return [{ where: { span }, port, hint: noHint, credential: null }];
}

function splitPort(text: string): { host: string; port: number | null } | string {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  const plain = /^([^:]*):([^:]*)$/.exec(text);
  const match = bracketed ?? plain;
  if (!match) return { host: text, port: null };
  const [, host = '', portText] = match;
  if (bracketed && !isAddress(host)) return `${host} in brackets is not an IPv6 address`;
  if (portText === undefined) return { host, port: null };
  const port = readPort(portText);
  return port === null ? `${portText || 'nothing'} after the colon is not a port from 1 to 65535` : { host, port };
}

function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

function parseHttpUrl(text: string): Parsed[] | string {
  if (!URL.canParse(text)) return 'this is not a complete URL';
  const url = new URL(text);
  const tls = url.protocol === 'https:';
  const port = url.port ? Number(url.port) : tls ? 443 : 80;
  const hint: Hint = { kind: null, tls, path: url.pathname.replace(/\/+$/, '') };
  const credential = url.username
    ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
    : null;
  return one(url.hostname.replace(/^\[|\]$/g, ''), port, hint, credential);
}

/** Schemes of the stores' own tools: the kind and the port that each means, and whether it says how TLS is set up. */
const schemes: Record<string, { kind: string; port: number; tls: boolean | null }> = {
  redis: { kind: 'redis', port: 6379, tls: false },
  rediss: { kind: 'redis', port: 6379, tls: true },
  postgres: { kind: 'postgresql', port: 5432, tls: null },
  postgresql: { kind: 'postgresql', port: 5432, tls: null },
  mysql: { kind: 'mysql', port: 3306, tls: null },
  mariadb: { kind: 'mysql', port: 3306, tls: null },
  memcached: { kind: 'memcached', port: 11211, tls: null },
  cassandra: { kind: 'cassandra', port: 9042, tls: null },
  clickhouse: { kind: 'clickhouse', port: 9000, tls: null },
  etcd: { kind: 'etcd', port: 2379, tls: null },
  zookeeper: { kind: 'zookeeper', port: 2181, tls: null },
  s3: { kind: 's3', port: 9000, tls: null },
  bolt: { kind: 'neo4j', port: 7687, tls: null },
  neo4j: { kind: 'neo4j', port: 7687, tls: null },
  amqp: { kind: 'rabbitmq', port: 5672, tls: false },
  amqps: { kind: 'rabbitmq', port: 5671, tls: true },
  kafka: { kind: 'kafka', port: 9092, tls: null },
  mqtt: { kind: 'mqtt', port: 1883, tls: false },
  mqtts: { kind: 'mqtt', port: 8883, tls: true },
  nats: { kind: 'nats', port: 4222, tls: null },
  ldap: { kind: 'ldap', port: 389, tls: false },
  ldaps: { kind: 'ldap', port: 636, tls: true },
  mssql: { kind: 'mssql', port: 1433, tls: null },
  sqlserver: { kind: 'mssql', port: 1433, tls: null },
};

/** `scheme://user:password@host:port/path`; the path is kept for s3, where it names the bucket. */
function parseUri(
  text: string,
  { kind, port, tls }: { kind: string; port: number; tls: boolean | null },
): Parsed[] | string {
  // A scheme that the platform does not know keeps its host as written: under http it is read and checked.
  const asHttp = text.replace(/^[a-z0-9+.-]+:/i, 'http:');
  if (!URL.canParse(asHttp)) return 'this is not a complete URI';
  const url = new URL(asHttp);
  const hint: Hint = { kind, tls, path: kind === 's3' ? url.pathname.replace(/\/+$/, '') : '' };
  const credential =
    url.username || url.password
      ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      : null;
  // What the URL leaves out as the web's own port was written all the same.
  const written = /^[^/]*\/\/(?:[^/]*@)?[^/]*:80(?:\/|$)/.test(asHttp) ? 80 : null;
  return one(url.hostname.replace(/^\[|\]$/g, ''), url.port ? Number(url.port) : (written ?? port), hint, credential);
}

function parseMongoUri(text: string): Parsed[] | string {
  let uri: ConnectionString;
  try {
    uri = new ConnectionString(text, { looseValidation: false });
  } catch (thrown) {
    return `this MongoDB URI cannot be read: ${maskPassword(thrown instanceof Error ? thrown.message : '')}`;
  }
  const tlsText = uri.searchParams.get('tls') ?? uri.searchParams.get('ssl');
  const hint: Hint = { kind: 'mongodb', tls: tlsText === null ? null : tlsText === 'true', path: '' };
  const credential = uri.username
    ? { user: decodeURIComponent(uri.username), password: decodeURIComponent(uri.password) }
    : null;
  const found: Parsed[] = [];
  for (const member of uri.hosts) {
    const split = splitPort(member);
    if (typeof split === 'string') return split;
    const parsed = one(split.host, split.port ?? 27017, hint, credential);
    if (typeof parsed === 'string') return parsed;
    found.push(...parsed);
  }
  return found;
}

function one(host: string, port: number | null, hint: Hint, credential: Credential | null): Parsed[] | string {
  const address = normalAddress(host);
  if (address !== undefined) {
    const span = parseSpan(address);
    return typeof span === 'string' ? span : [{ where: { span }, port, hint, credential }];
  }
  if (!namePattern.test(host) || /^[\d.]+$/.test(host))
    return `${host || 'nothing'} is neither a host name nor an address`;
  return [{ where: { name: host.toLowerCase() }, port, hint, credential }];
}

/** Hides the password of any URI in a text, so that the text can be shown and kept. */
export function maskPassword(text: string): string {
  return text.replace(/(:\/\/[^\s:/@]*):[^\s@]*@/g, '$1:•••@');
}

import type { Capabilities, Capability } from '../../../contract/words.ts';
import { ConnectionError } from '../../dialer/connection-error.ts';
import type { HttpAnswer, HttpConversation } from '../../dialer/http.ts';
import { at, list, number, record, text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import type { Deployment, Facts, Identity } from '../store.ts';
import { parseCat } from './inventory.ts';

export interface ElasticFacts extends Facts {
  /** Null where the question was not answered. */
  settingsReadable: boolean | null;
  repositories: string[] | null;
  /** script.allowed_types or its older forms; null where node settings may not be read. */
  scripting: 'any' | 'limited' | 'none' | null;
}

type Security = { state: 'off' } | { state: 'on'; user: string; roles: string[] } | { state: 'unknown' };

/** Learns what the session may do from several answers; a proxy in front is told apart from the store's own. */
export async function learnFacts(
  http: HttpConversation,
  identity: Identity,
  credential: Credential | null,
): Promise<ElasticFacts> {
  const ask: Ask = async (command, query = {}, body) => {
    try {
      return await http.send(command, {}, { query, body });
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
      return undefined;
    }
  };
  // Where not even this is answered, the session itself failed.
  const root = await http.send('GET /');
  const indices = await ask('GET /_cat/indices', { format: 'json', bytes: 'b', h: 'index,docs.count,store.size' });
  const search = await ask('GET /_search', { size: 1, terminate_after: 1, _source: 'false', timeout: '5s' });
  const security = await securityOf(ask, identity);
  const proxied = [root, indices, search].some(
    (answer) => answer?.headers.via !== undefined || answer?.headers.server !== undefined,
  );
  const metadata = metadataFrom(indices);
  const read = readFrom(search, indices);
  const nodes = await ask('GET /_nodes/_local/settings', { filter_path: nodeFilter });
  const node = record(Object.values(record(at(nodes?.json, 'nodes')))[0]);
  const cluster = await ask('GET /_cluster/settings', { filter_path: 'persistent.script,transient.script' });
  const version = text(at(root?.json, 'version', 'number'), 40) || identity.version;
  return {
    product: identity.product,
    version,
    identity: identityFrom(root, security, node, proxied),
    tls: identity.tls,
    capabilities: { metadata, read, ...(await powers(ask, security, identity.product, read, metadata, proxied)) },
    authentication: authenticationFrom(security, read, metadata, root, credential),
    boundToAll: boundToAll(node),
    deployment: deploymentOf(root, node),
    settingsReadable: cluster ? cluster.status === 200 : null,
    repositories: await repositoriesOf(ask),
    scripting: nodes?.status === 200 ? scriptingOf(node, version) : null,
  };
}

type Ask = (
  command: string,
  query?: Record<string, string | number>,
  body?: unknown,
) => Promise<HttpAnswer | undefined>;

const nodeFilter = [
  'nodes.*.version',
  'nodes.*.settings.network.host',
  'nodes.*.settings.http.host',
  'nodes.*.settings.script',
  'nodes.*.settings.node.name',
  'nodes.*.settings.path.home',
].join(',');

function metadataFrom(indices: HttpAnswer | undefined): Capability {
  if (!indices) return { state: 'unknown', how: '_cat/indices was not answered' };
  if (indices.status === 200) {
    const names = parseCat(indices);
    if (names)
      return { state: 'proven', how: `_cat/indices lists ${names.length} ${names.length === 1 ? 'index' : 'indices'}` };
    return { state: 'unknown', how: '_cat/indices answered something else than a list' };
  }
  return refusal('_cat/indices', indices.status);
}

/** An empty result from a store that has records may be a filter that leaves everything out. */
function readFrom(search: HttpAnswer | undefined, indices: HttpAnswer | undefined): Capability {
  if (!search) return { state: 'unknown', how: '_search was not answered' };
  if (search.status !== 200) return refusal('_search', search.status);
  if (!Array.isArray(at(search.json, 'hits', 'hits')))
    return { state: 'unknown', how: '_search answered something else than hits' };
  if (list(at(search.json, 'hits', 'hits')).length > 0) return { state: 'proven', how: '_search returns a record' };
  const records = (indices && parseCat(indices))?.reduce((sum, row) => sum + (number(row['docs.count']) ?? 0), 0) ?? 0;
  return records > 0
    ? { state: 'unknown', how: '_search answers with no hits although records are counted' }
    : { state: 'proven', how: '_search is allowed and finds nothing' };
}

function refusal(what: string, status: number): Capability {
  return status === 401 || status === 403
    ? { state: 'denied', how: `${what} is answered with ${status}` }
    : { state: 'unknown', how: `${what} is answered with ${status}` };
}

/** Asks the security layer who we are. That it is not there is an answer too. */
async function securityOf(ask: Ask, identity: Identity): Promise<Security> {
  if (identity.product === 'OpenSearch') {
    const info = await ask('GET /_plugins/_security/authinfo');
    if (info?.status === 200)
      return { state: 'on', user: text(at(info.json, 'user_name'), 100), roles: names(at(info.json, 'roles')) };
    return info && isNoHandler(info) ? { state: 'off' } : { state: 'unknown' };
  }
  for (const command of ['GET /_security/_authenticate', 'GET /_xpack/security/_authenticate']) {
    const answer = await ask(command);
    if (answer?.status === 200 && text(at(answer.json, 'username'))) {
      return { state: 'on', user: text(at(answer.json, 'username'), 100), roles: names(at(answer.json, 'roles')) };
    }
    if (answer?.status === 401 || answer?.status === 403) return { state: 'unknown' };
    if (answer && isNoHandler(answer)) return { state: 'off' };
  }
  return { state: 'unknown' };
}

/** The words of a server without the API: no handler, or security that must first be switched on. */
function isNoHandler(answer: HttpAnswer): boolean {
  const error =
    text(at(answer.json, 'error', 'reason'), 400) || text(at(answer.json, 'error'), 400) || answer.text.slice(0, 400);
  const said =
    /no handler found|incorrect HTTP method|no feature for name|security must be explicitly enabled|security is not enabled|invalid_?index_?name|InvalidIndexName|IndexMissingException|no such index|index_not_found/i;
  return (
    (answer.status === 400 || answer.status === 404 || answer.status === 405 || answer.status === 500) &&
    said.test(`${error} ${text(at(answer.json, 'error', 'type'))}`)
  );
}

async function powers(
  ask: Ask,
  security: Security,
  product: string,
  read: Capability,
  metadata: Capability,
  proxied: boolean,
): Promise<Pick<Capabilities, 'write' | 'admin'>> {
  if (security.state === 'off') {
    if (read.state !== 'proven' || metadata.state !== 'proven')
      return both('unknown', 'something in front refuses some requests; what else it lets through was not tried');
    if (proxied) return both('unknown', 'a proxy stands in front; whether it lets writing through was not tried');
    return both('proven', 'no security layer answers, and data and metadata are given to anybody');
  }
  if (security.state === 'unknown') {
    return read.state === 'denied' && metadata.state === 'denied'
      ? both('denied', 'a login is required')
      : both('unknown', 'no answer tells');
  }
  if (product === 'OpenSearch') {
    const admin = security.roles.includes('all_access');
    const how = `the session’s roles: ${security.roles.join(', ') || 'none'}`;
    return {
      write: admin ? { state: 'proven', how } : { state: 'unknown', how },
      admin: { state: admin ? 'proven' : 'unknown', how },
    };
  }
  const asked = { cluster: ['manage'], index: [{ names: ['*'], privileges: ['write'] }] };
  const answer = await ask('POST /_security/user/_has_privileges', {}, asked);
  const how = `_has_privileges for ${security.user}`;
  const say = (value: unknown): Capability =>
    typeof value === 'boolean'
      ? { state: value ? 'proven' : 'denied', how }
      : { state: 'unknown', how: `${how} was not answered` };
  return { write: say(at(answer?.json, 'index', '*', 'write')), admin: say(at(answer?.json, 'cluster', 'manage')) };
}

function both(state: Capability['state'], how: string): Pick<Capabilities, 'write' | 'admin'> {
  return { write: { state, how }, admin: { state, how } };
}

function authenticationFrom(
  security: Security,
  read: Capability,
  metadata: Capability,
  root: HttpAnswer | undefined,
  credential: Credential | null,
) {
  if (security.state === 'on') return 'on';
  if (root?.status === 401 || read.state === 'denied' || metadata.state === 'denied') return 'on';
  return security.state === 'off' && credential === null ? 'off' : 'unknown';
}

function identityFrom(
  root: HttpAnswer | undefined,
  security: Security,
  node: Record<string, unknown>,
  proxied: boolean,
): Record<string, string> {
  const found: Record<string, string> = {};
  const put = (key: string, value: string) => {
    if (value && value !== '_na_') found[key] = value;
  };
  put('clusterName', text(at(root?.json, 'cluster_name'), 100));
  put('clusterUuid', text(at(root?.json, 'cluster_uuid'), 40));
  put('bindAddress', text(at(node, 'settings', 'network', 'host'), 200));
  if (security.state === 'on') put('sessionUser', `${security.user} (${security.roles.join(', ') || 'no roles'})`);
  if (proxied) put('proxy', text(root?.headers.server, 100) || 'yes');
  return found;
}

function boundToAll(node: Record<string, unknown>): boolean | null {
  const hosts = [at(node, 'settings', 'network', 'host'), at(node, 'settings', 'http', 'host')]
    .flat()
    .map((host) => text(host));
  const known = hosts.filter(Boolean);
  return known.length === 0
    ? null
    : known.some((host) => ['0.0.0.0', '::', '_global_', '_site_,_local_'].includes(host));
}

function deploymentOf(root: HttpAnswer | undefined, node: Record<string, unknown>): Deployment {
  const type = text(at(root?.json, 'version', 'build_type'));
  if (type === 'docker') return 'docker';
  if (/-es-[a-z]+-\d+$/.test(text(at(root?.json, 'name')))) return 'kubernetes';
  if (type === 'deb' || type === 'rpm' || text(at(node, 'settings', 'path', 'home')).startsWith('/usr/share'))
    return 'package';
  return 'unknown';
}

function scriptingOf(node: Record<string, unknown>, version: string | null): ElasticFacts['scripting'] {
  const types = text(at(node, 'settings', 'script', 'allowed_types'));
  if (types) return types === 'none' ? 'none' : 'limited';
  const major = Number(/^\d+/.exec(version ?? '')?.[0] ?? 0);
  const inline = text(at(node, 'settings', 'script', 'inline'));
  if (major < 5)
    return inline === 'true' || inline === 'on' || text(at(node, 'settings', 'script', 'disable_dynamic')) === 'false'
      ? 'any'
      : 'limited';
  return 'any';
}

async function repositoriesOf(ask: Ask): Promise<string[] | null> {
  const answer = await ask('GET /_snapshot', { filter_path: '*.type' });
  if (answer?.status !== 200) return null;
  return Object.entries(record(answer.json))
    .slice(0, 50)
    .map(([name, value]) => `${text(name, 100)} (${text(record(value).type, 40)})`);
}

function names(value: unknown): string[] {
  return list(value)
    .slice(0, 20)
    .map((name) => text(name, 60))
    .filter(Boolean);
}

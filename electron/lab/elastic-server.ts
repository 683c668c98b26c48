import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LabNamespace, LabRecord } from './customers.ts';
import type { LabServer } from './lab.ts';

export interface ElasticLabOptions {
  /** Security is on: every path answers 401, as a real server's do. */
  protected: boolean;
  version: string;
  indices: readonly LabNamespace[];
}

interface Answer {
  status: number;
  body: unknown;
}

/** A practice server that answers as Elasticsearch does, as far as an audit asks. Listens on loopback only. */
export async function startElasticLab(options: ElasticLabOptions): Promise<LabServer> {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://lab.invalid');
    const { status, body } = options.protected ? refused(url.pathname) : answer(url, options);
    const headers: http.OutgoingHttpHeaders = {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
    };
    if (status === 401) headers['www-authenticate'] = 'Basic realm="security" charset="UTF-8"';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, typeof body === 'string' ? { ...headers, 'content-type': 'text/plain' } : headers);
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    title: `Elasticsearch ${options.version}, ${options.protected ? 'protected' : 'open'}`,
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refused(path: string): Answer {
  const reason = `missing authentication credentials for REST request [${path}]`;
  const cause = {
    type: 'security_exception',
    reason,
    header: { 'WWW-Authenticate': 'Basic realm="security" charset="UTF-8"' },
  };
  return { status: 401, body: { error: { root_cause: [cause], ...cause }, status: 401 } };
}

function noHandler(path: string): Answer {
  return { status: 400, body: { error: `no handler found for uri [${path}] and method [GET]` } };
}

const major = (version: string) => Number(version.split('.')[0]);

function answer(url: URL, options: ElasticLabOptions): Answer {
  const [first = '', second = ''] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (url.pathname === '/') return { status: 200, body: root(options.version) };
  if (first === '_cluster' && second === 'health')
    return { status: 200, body: { cluster_name: 'analytics-copy', status: 'yellow', number_of_nodes: 1 } };
  if (first === '_cluster' && second === 'settings') return { status: 200, body: {} };
  if (first === '_cat' && second === 'indices') return { status: 200, body: catIndices(options) };
  if (first === '_cat' && second === 'aliases')
    return { status: 200, body: [{ alias: 'customers', index: 'customers-2019' }] };
  if (first === '_nodes')
    return {
      status: 200,
      body: { nodes: { a1: { version: options.version, settings: { network: { host: '0.0.0.0' } } } } },
    };
  if (first === '_snapshot') return { status: 200, body: { nightly: { type: 'fs' } } };
  if (first === '_search') return { status: 200, body: hits(options.indices[0], url) };
  const index = options.indices.find((one) => one.name === first);
  if (index && second === '_mapping') return { status: 200, body: mapping(index, options.version) };
  if (index && second === '_search') return { status: 200, body: hits(index, url) };
  return noHandler(url.pathname);
}

function root(version: string) {
  return {
    name: 'analytics-1',
    cluster_name: 'analytics-copy',
    cluster_uuid: 'q8r0xkT5QKu1vWb2Zt7k5g',
    version: { number: version, build_flavor: 'oss', build_type: 'docker', lucene_version: '8.0.0' },
    tagline: 'You Know, for Search',
  };
}

/** Versions before 5.0 print columns whatever is asked for. */
function catIndices({ indices, version }: ElasticLabOptions): unknown {
  const rows = indices.map((one) => ({
    index: one.name,
    'docs.count': String(one.records),
    'store.size': String(one.records * 640),
  }));
  return major(version) >= 5 ? rows : rows.map((row) => Object.values(row).join(' ')).join('\n');
}

function hits(index: LabNamespace | undefined, url: URL) {
  const size = Math.min(Number(url.searchParams.get('size') ?? 10), index?.records ?? 0);
  const bare = url.searchParams.get('_source') === 'false';
  const found = Array.from({ length: size }, (_, n) => ({
    _index: index?.name,
    _id: String(n),
    _score: 1,
    ...(bare ? {} : { _source: index?.make(n) }),
  }));
  return { took: 2, timed_out: false, hits: { total: { value: index?.records ?? 0, relation: 'eq' }, hits: found } };
}

function mapping(index: LabNamespace, version: string) {
  const properties = propertiesOf(index.make(0));
  const mappings = major(version) >= 7 ? { properties } : { doc: { properties } };
  return { [index.name]: { mappings } };
}

function propertiesOf(record: LabRecord): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const inner = Array.isArray(value) ? value[0] : value;
      if (typeof inner === 'object' && inner !== null) return [key, { properties: propertiesOf(inner as LabRecord) }];
      return [key, { type: typeof inner === 'number' ? 'long' : typeof inner === 'boolean' ? 'boolean' : 'keyword' }];
    }),
  );
}

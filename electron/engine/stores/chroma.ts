import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideChroma } from '../guidance/chroma.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

/** Where a collection is: tenant and database are empty in the first interface, which has none in its paths. */
interface Place {
  tenant: string;
  database: string;
  id: string;
}

const mostCollections = 2000;
const docs = 'https://docs.trychroma.com/docs/run-chroma/client-server';
const inDatabase = '/api/v2/tenants/{tenant}/databases/{database}/collections';

/** Chroma by its REST interface. A credential goes to the proxy in front; before 1.0 its password is the token. */
export const chroma = defineStore({
  kind: 'chroma',
  title: 'Chroma',
  ports: [8000],
  speaks: 'http',
  commands: {
    'GET /api/v2/heartbeat': 'identify',
    'GET /api/v1/heartbeat': 'identify versions before 0.6',
    'GET /api/v2/version': 'version',
    'GET /api/v1/version': 'version before 0.6',
    'GET /api/v2/auth/identity': 'who the session is, and its tenant',
    'GET /api/v2/tenants/{tenant}/databases': 'names of databases',
    [`GET ${inDatabase}`]: 'names of collections',
    [`GET ${inDatabase}/{id}/count`]: 'count of records',
    [`POST ${inDatabase}/{id}/get`]: 'texts and metadata of a few records: a read, which the interface takes by POST',
    'GET /api/v1/collections': 'names of collections before 0.6',
    'GET /api/v1/collections/{id}/count': 'count of records before 0.6',
    'POST /api/v1/collections/{id}/get': 'texts and metadata of a few records, before 0.6',
  },
  checkedAgainst: 'Chroma 1.5 open, and behind a login; its first interface (0.5) by protocol fixture',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, recogniseChroma),
  async open(dial, identity, credential) {
    // Versions before 1.0 can ask for a token themselves; in front of later ones stands a proxy.
    const authorize = ({ password }: Credential) => ({ authorization: `Bearer ${password}` });
    const http = openHttp(dial, identity, credential, hasTokens(identity) ? { authorize } : {});
    const places = new Map<string, Place>();
    return {
      access: () => learn(http, identity),
      inventory: () => listCollections(http, identity, places),
      sample: ({ name }, budget) => sampleRecords(http, places.get(name), budget.records),
      close: () => http.close(),
    };
  },
  checks: commonChecks('chroma', guideChroma, { security: [docs], tls: [docs], network: [docs] }),
});

/** It has no first page: the server in Rust marks its refusal with a header, the one in Python with the words of its framework. */
async function recogniseChroma(root: HttpAnswer, http: HttpConversation) {
  const [rust, python] = ['chroma-trace-id' in root.headers, at(root.json, 'detail') === 'Not Found'];
  if (root.status === 401 || root.status === 403) return 'login';
  if (root.status !== 404 || !(rust || python)) return undefined;
  for (const version of ['v2', 'v1'] as const) {
    const beat = await http.send(`GET /api/${version}/heartbeat`);
    if (beat.status !== 200 || at(beat.json, 'nanosecond heartbeat') === undefined) continue;
    const told = await http.send(`GET /api/${version}/version`);
    return { product: 'Chroma', version: text(told.json, 40) || null };
  }
  return undefined;
}

const hasTokens = ({ version }: Identity) => version !== null && /^0\./.test(version);
const isFirst = ({ version }: Identity) => version !== null && /^0\.[0-5]\./.test(version);

async function learn(http: HttpConversation, identity: Identity): Promise<Facts> {
  const asked = isFirst(identity)
    ? await tryHttp(() => http.send('GET /api/v1/collections', {}, { query: { limit: 1 } }))
    : await firstDatabase(http);
  const metadata = byStatus('the list of collections', asked, (one) => Array.isArray(one.json));
  const [place] = metadata.state === 'proven' ? await placesOf(http, identity, 1) : [];
  const sampled = place ? await tryHttp(() => get(http, place.place, 1)) : undefined;
  const read =
    metadata.state !== 'proven'
      ? metadata
      : place
        ? byStatus(`get of ${place.name}`, sampled, (one) => Array.isArray(at(one.json, 'ids')))
        : unknown('there is no collection to read');
  const power = metadata.state === 'denied' ? metadata : unknown('nothing tells without writing');
  return baseFacts(identity, {
    capabilities: { metadata, read, write: power, admin: power },
    authentication: metadata.state === 'denied' ? 'on' : 'unknown',
  });
}

async function tenantOf(http: HttpConversation): Promise<string> {
  const identity = await tryHttp(() => http.send('GET /api/v2/auth/identity'));
  return text(at(identity?.json, 'tenant'), 100) || 'default_tenant';
}

async function firstDatabase(http: HttpConversation): Promise<HttpAnswer | undefined> {
  const tenant = await tenantOf(http);
  return await tryHttp(() => http.send('GET /api/v2/tenants/{tenant}/databases', { tenant }));
}

interface Known {
  name: string;
  place: Place;
}

async function placesOf(http: HttpConversation, identity: Identity, most: number): Promise<Known[]> {
  const found: Known[] = [];
  const take = (json: unknown, tenant: string, database: string) => {
    for (const one of list(json)) {
      const name = text(at(one, 'name'), 200);
      const place = { tenant, database, id: text(at(one, 'id'), 100) };
      found.push({ name: database && database !== 'default_database' ? `${database}.${name}` : name, place });
    }
  };
  if (isFirst(identity)) {
    take((await http.send('GET /api/v1/collections', {}, { query: { limit: most } })).json, '', '');
    return found.slice(0, most);
  }
  const tenant = await tenantOf(http);
  const { json } = await http.send('GET /api/v2/tenants/{tenant}/databases', { tenant });
  for (const one of list(json).slice(0, 100)) {
    const database = text(at(one, 'name'), 100);
    const query = { limit: most };
    take((await http.send(`GET ${inDatabase}`, { tenant, database }, { query })).json, tenant, database);
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

async function* listCollections(
  http: HttpConversation,
  identity: Identity,
  places: Map<string, Place>,
): AsyncGenerator<NamespaceListing> {
  for (const { name, place } of await placesOf(http, identity, mostCollections)) {
    places.set(name, place);
    const counted = await http.send(
      place.tenant ? `GET ${inDatabase}/{id}/count` : 'GET /api/v1/collections/{id}/count',
      {
        ...place,
      },
    );
    yield { name, note: null, records: count(counted.json), recordsExact: true, bytes: null, knownFields: [] };
  }
}

function get(http: HttpConversation, place: Place, limit: number) {
  const body = { limit, include: ['documents', 'metadatas'] };
  const command = place.tenant ? `POST ${inDatabase}/{id}/get` : 'POST /api/v1/collections/{id}/get';
  return http.send(command, { ...place }, { body });
}

async function sampleRecords(http: HttpConversation, place: Place | undefined, most: number): Promise<SampledRecord[]> {
  if (!place) return [];
  const { json } = await get(http, place, Math.min(most, 200));
  const texts = list(at(json, 'documents'));
  const metadata = list(at(json, 'metadatas'));
  return list(at(json, 'ids')).map((id, index) => ({
    id,
    document: texts[index] ?? null,
    metadata: record(metadata[index]),
  }));
}

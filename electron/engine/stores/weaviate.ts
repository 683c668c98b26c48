import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideWeaviate } from '../guidance/weaviate.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import { commonChecks } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

const mostClasses = 2000;
const docs = 'https://docs.weaviate.io/deploy/configuration/authentication';

/** Weaviate by its REST interface. A credential's password is sent as the API key. */
export const weaviate = defineStore({
  kind: 'weaviate',
  title: 'Weaviate',
  ports: [8080],
  speaks: 'http',
  commands: {
    'GET /': 'identify',
    'GET /v1/meta': 'version and modules',
    'GET /v1/schema': 'names of collections and their fields',
    'GET /v1/nodes': 'counts of objects',
    'GET /v1/objects': 'a few objects of one collection, without vectors',
  },
  checkedAgainst: 'Weaviate 1.27 open, and with an API key',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, recogniseWeaviate),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential, {
      authorize: ({ password }) => ({ authorization: `Bearer ${password}` }),
    });
    return {
      access: () => learn(http, identity),
      inventory: () => listClasses(http),
      sample: ({ name }, budget) => sampleObjects(http, name, budget.records),
      close: () => http.close(),
    };
  },
  checks: commonChecks('weaviate', guideWeaviate, { security: [docs], tls: [docs], network: [docs] }),
});

/** The first page links to the documentation, whether or not a key is asked for. */
async function recogniseWeaviate(root: HttpAnswer, http: HttpConversation) {
  const links = [at(root.json, 'links')].flat();
  const own = links.some((link) => text(at(link, 'documentationHref')).startsWith('https://weaviate.io/'));
  if (!own) return undefined;
  const meta = await http.send('GET /v1/meta');
  return { product: 'Weaviate', version: text(at(meta.json, 'version'), 40) || null };
}

const classes = (json: unknown) => list(at(json, 'classes')).filter((one) => text(at(one, 'class')) !== '');

async function learn(http: HttpConversation, identity: Identity): Promise<Facts> {
  const schema = await tryHttp(() => http.send('GET /v1/schema'));
  const metadata = byStatus('GET /v1/schema', schema, (one) => Array.isArray(at(one.json, 'classes')));
  const name = text(at(classes(schema?.json)[0], 'class'), 255);
  const answer = name ? await tryHttp(() => objects(http, name, 1)) : undefined;
  const read =
    metadata.state !== 'proven'
      ? metadata
      : name
        ? byStatus(`objects of ${name}`, answer, (one) => Array.isArray(at(one.json, 'objects')))
        : unknown('there is no collection to read');
  const power = metadata.state === 'denied' ? metadata : unknown('nothing tells without writing');
  const meta = await tryHttp(() => http.send('GET /v1/meta'));
  return {
    ...baseFacts(identity, {
      capabilities: { metadata, read, write: power, admin: power },
      authentication: metadata.state === 'denied' ? 'on' : 'unknown',
      identity: {
        modules: Object.keys(record(at(meta?.json, 'modules')))
          .slice(0, 20)
          .join(' '),
      },
    }),
    // With a key, the version is told only to who has it.
    version: text(at(meta?.json, 'version'), 40) || identity.version,
  };
}

async function* listClasses(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  const schema = await http.send('GET /v1/schema');
  const nodes = await tryHttp(() => http.send('GET /v1/nodes', {}, { query: { output: 'verbose' } }));
  const shards = list(at(nodes?.json, 'nodes')).flatMap((node) => list(at(node, 'shards')));
  for (const one of classes(schema.json).slice(0, mostClasses)) {
    const name = text(at(one, 'class'), 255);
    const counts = shards
      .filter((shard) => at(shard, 'class') === name)
      .map((shard) => count(at(shard, 'objectCount')) ?? 0);
    const total = counts.reduce((sum, part) => sum + part, 0);
    yield {
      name,
      note: null,
      // The figure lags behind what was written last: a zero says nothing.
      records: total > 0 ? total : null,
      recordsExact: false,
      bytes: null,
      knownFields: list(at(one, 'properties')).map((property) => text(at(property, 'name'), 200)),
    };
  }
}

function objects(http: HttpConversation, name: string, limit: number) {
  return http.send('GET /v1/objects', {}, { query: { class: name, limit } });
}

async function sampleObjects(http: HttpConversation, name: string, most: number): Promise<SampledRecord[]> {
  const answer = await objects(http, name, Math.min(most, 100));
  return list(at(answer.json, 'objects')).map((object) => record(at(object, 'properties')));
}

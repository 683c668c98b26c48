import type { HttpConversation } from '../dialer/http.ts';
import { guideQdrant } from '../guidance/qdrant.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface QdrantFacts extends Facts {
  /** Snapshots of a collection can be listed, and then downloaded as one file. */
  snapshotsListed: boolean | null;
}

const mostCollections = 2000;
const docs = 'https://qdrant.tech/documentation/guides/security/';

/** Qdrant by its REST interface. A credential's password is sent as the API key. */
export const qdrant = defineStore<QdrantFacts>({
  kind: 'qdrant',
  title: 'Qdrant',
  ports: [6333],
  speaks: 'http',
  commands: {
    'GET /': 'identify, version',
    'GET /collections': 'names of collections',
    'GET /collections/{name}': 'count of points',
    'GET /collections/{name}/snapshots': 'whether snapshots are listed; none is downloaded',
    'POST /collections/{name}/points/scroll': 'payloads of a few points: a read, which the interface takes by POST',
  },
  checkedAgainst: 'protocol fixture, open and with an API key (no registry has the server)',
  identify: (dial, clues, credential) =>
    identifyHttp(dial, clues, credential, async (root) =>
      text(at(root.json, 'title')).startsWith('qdrant')
        ? { product: 'Qdrant', version: text(at(root.json, 'version'), 40) || null }
        : undefined,
    ),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential, { authorize: ({ password }) => ({ 'api-key': password }) });
    return {
      access: () => learn(http, identity),
      inventory: () => listCollections(http),
      sample: ({ name }, budget) => samplePoints(http, name, budget.records),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('qdrant', guideQdrant, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 'qdrant.snapshots-downloadable',
      title: 'Snapshots of whole collections can be downloaded',
      wrong: ({ stranger }) => stranger.facts.snapshotsListed,
      severity: 'high',
      evidence: () => ['the list of a collection’s snapshots answers; each can be fetched as one file'],
      guidance: guideQdrant.authentication,
      reference: 'https://qdrant.tech/documentation/concepts/snapshots/',
    }),
  ],
});

const names = (json: unknown) => list(at(json, 'result', 'collections')).map((one) => text(at(one, 'name'), 255));

async function learn(http: HttpConversation, identity: Identity): Promise<QdrantFacts> {
  const listed = await tryHttp(() => http.send('GET /collections'));
  const metadata = byStatus('GET /collections', listed, (one) => Array.isArray(at(one.json, 'result', 'collections')));
  const [name] = names(listed?.json);
  const answer = name ? await tryHttp(() => scroll(http, name, 1)) : undefined;
  const snapshots = name ? await tryHttp(() => http.send('GET /collections/{name}/snapshots', { name })) : undefined;
  const read =
    metadata.state !== 'proven'
      ? metadata
      : name
        ? byStatus(`scroll over ${name}`, answer, (one) => Array.isArray(at(one.json, 'result', 'points')))
        : unknown('there is no collection to read');
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata,
        read,
        write: metadata.state === 'denied' ? metadata : unknown('nothing tells without writing'),
        admin: metadata.state === 'denied' ? metadata : unknown('nothing tells without changing something'),
      },
      authentication: metadata.state === 'denied' ? 'on' : 'unknown',
    }),
    snapshotsListed:
      metadata.state === 'denied' || snapshots?.status === 401 || snapshots?.status === 403
        ? false
        : snapshots?.status === 200
          ? list(at(snapshots.json, 'result')).length > 0
          : null,
  };
}

async function* listCollections(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  const listed = await http.send('GET /collections');
  for (const name of names(listed.json).slice(0, mostCollections)) {
    const { json } = await http.send('GET /collections/{name}', { name });
    yield {
      name,
      note: null,
      records: count(at(json, 'result', 'points_count')),
      // Its documentation calls the figure approximate.
      recordsExact: false,
      bytes: null,
      knownFields: Object.keys(record(at(json, 'result', 'payload_schema'))).map((path) => text(path, 200)),
    };
  }
}

function scroll(http: HttpConversation, name: string, limit: number) {
  const body = { limit, with_payload: true, with_vector: false };
  return http.send('POST /collections/{name}/points/scroll', { name }, { body });
}

async function samplePoints(http: HttpConversation, name: string, most: number): Promise<SampledRecord[]> {
  const answer = await scroll(http, name, Math.min(most, 100));
  return list(at(answer.json, 'result', 'points')).map((point) => record(at(point, 'payload')));
}

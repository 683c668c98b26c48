import { type HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { at, record, text } from '../protocols/untrusted.ts';
import { identifyHttp, type Recognise } from './clues.ts';
import { type ElasticFacts, learnFacts } from './elasticsearch/access.ts';
import { elasticChecks } from './elasticsearch/checks.ts';
import { elasticCommands } from './elasticsearch/commands.ts';
import { listIndices, sampleIndex } from './elasticsearch/inventory.ts';
import { defineStore, type Session } from './store.ts';

/** Elasticsearch from 1.x, and OpenSearch, also behind a path prefix or a proxy. */
export const elasticsearch = defineStore<ElasticFacts>({
  kind: 'elasticsearch',
  title: 'Elasticsearch and OpenSearch',
  ports: [9200, 9201],
  commands: elasticCommands,
  checkedAgainst:
    'OpenSearch 2.19, also behind two reverse proxies; the lab’s servers as Elasticsearch 1.7, 6.8 and 7.17',
  speaks: 'http',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, recognise),
  async open(dial, identity, credential) {
    const http = new HttpConversation(dial, { tls: identity.secure, basePath: dial.endpoint.hint.path, credential });
    const session: Session<ElasticFacts> = {
      access: () => learnFacts(http, identity, credential),
      inventory: () => listIndices(http),
      sample: (namespace, budget) => sampleIndex(http, namespace, budget),
      close: () => http.close(),
    };
    return session;
  },
  checks: elasticChecks,
});

const recognise: Recognise = async (root, http) => {
  const claim = claimOf(root);
  if (!claim) return root.status === 401 ? 'login' : undefined;
  // A catch-all server answers every path alike; a store answers each in its own way.
  return confirms(claim, root, await http.send('GET /_cluster/health'))
    ? { product: claim.product, version: claim.version }
    : undefined;
};

interface Claim {
  product: string;
  version: string | null;
  cluster: string;
  /** The root told no version, because a login is needed. */
  locked: boolean;
}

/** What the root page claims to be, by the shape of its JSON and not by a tag line alone. */
export function claimOf(root: HttpAnswer): Claim | undefined {
  const version = record(at(root.json, 'version'));
  if (root.status === 200 || root.status === 503) {
    const shaped = /^\d+\.\d+/.test(text(version.number)) && text(version.lucene_version) !== '';
    const named = text(at(root.json, 'tagline')) === 'You Know, for Search' || version.distribution === 'opensearch';
    if (!shaped || !(named || text(at(root.json, 'cluster_name')))) return undefined;
    const product = version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch';
    return { product, version: text(version.number, 40), cluster: text(at(root.json, 'cluster_name')), locked: false };
  }
  if (root.status !== 401 && root.status !== 403) return undefined;
  const asks = root.headers['www-authenticate'] ?? '';
  if (isSecurityException(root) || root.headers['x-elastic-product'] === 'Elasticsearch') {
    return { product: 'Elasticsearch', version: null, cluster: '', locked: true };
  }
  if (/realm="OpenSearch Security"/.test(asks))
    return { product: 'OpenSearch', version: null, cluster: '', locked: true };
  return undefined;
}

function confirms(claim: Claim, root: HttpAnswer, health: HttpAnswer): boolean {
  if (health.status === 200) {
    const sameCluster = !claim.cluster || text(at(health.json, 'cluster_name')) === claim.cluster;
    return (
      !claim.locked &&
      sameCluster &&
      /^(green|yellow|red)$/.test(text(at(health.json, 'status'))) &&
      at(health.json, 'number_of_nodes') !== undefined
    );
  }
  if (claim.locked) return health.status === root.status && claimOf(health) !== undefined;
  // A proxy that shows the root and keeps the rest answers in its own words.
  return health.status === 401 || health.status === 403 || health.status === 408 || health.status === 503;
}

function isSecurityException(answer: HttpAnswer): boolean {
  const type = text(at(answer.json, 'error', 'type')) || text(at(answer.json, 'error', 'root_cause', '0', 'type'));
  const oldForm = /^(AuthenticationException|AuthorizationException|ElasticsearchSecurityException)\[/.test(
    text(at(answer.json, 'error')),
  );
  return (type === 'security_exception' || oldForm) && at(answer.json, 'status') === answer.status;
}

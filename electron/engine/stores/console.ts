import type { Dial } from '../dialer/dialer.ts';
import type { HttpConversation } from '../dialer/http.ts';
import { guideConsole } from '../guidance/console.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { askBackend, type ConsoleProduct, consoleProducts, type Inside } from './console/products.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { byStatus, openHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface ConsoleFacts extends Facts {
  isIn: boolean | null;
  how: string;
  stores: string[];
}

const docs = 'https://owasp.org/www-project-top-ten/';
const mostIndices = 1000;

/** Consoles: pages that open a store for whoever reaches them. What one may read is what its own login may read. */
export const consoles = defineStore<ConsoleFacts>({
  kind: 'console',
  title: 'Consoles: Kibana, OpenSearch Dashboards, mongo-express, phpMyAdmin, Adminer, Redis Commander, pgAdmin',
  ports: [5601, 8081, 80],
  speaks: 'http',
  commands: {
    'GET /': 'identify, and whether a login is asked for',
    'GET /api/status': 'version of Kibana and OpenSearch Dashboards',
    'GET /connections': 'whether Redis Commander shows its connections',
    'POST /api/console/proxy': 'a GET that Kibana sends on to its store: names of indices, and a few documents',
  },
  checkedAgainst: 'Redis Commander 0.9 open, and with a login; the others by fixture of their first pages',
  identify: (dial, clues, credential) =>
    identifyHttp(dial, clues, credential, async (root) => {
      const found = consoleProducts.find((one) => one.is(root));
      return found ? { product: found.product, version: null } : undefined;
    }),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential);
    const product = consoleProducts.find((one) => one.product === identity.product);
    const mark =
      product?.product === 'Kibana' ? 'kbn' : product?.product === 'OpenSearch Dashboards' ? 'osd' : undefined;
    return {
      access: () => learn(http, dial, identity, product, mark, credential),
      inventory: () => listIndices(http, mark),
      sample: ({ name }, budget) => sampleDocuments(http, mark, name, budget.records),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('console', guideConsole, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 'console.no-login',
      title: 'A console opens a store to anybody',
      wrong: ({ stranger }) => stranger.facts.isIn,
      severity: 'critical',
      evidence: ({ stranger: { facts } }) => [
        facts.how,
        ...(facts.stores.length > 0
          ? facts.stores.map((store) => `it opens ${store}`)
          : ['which store it opens was not told']),
      ],
      guidance: guideConsole.authentication,
      reference: docs,
    }),
  ],
});

async function learn(
  http: HttpConversation,
  dial: Dial,
  identity: Identity,
  product: ConsoleProduct | undefined,
  mark: 'kbn' | 'osd' | undefined,
  credential: Credential | null,
): Promise<ConsoleFacts> {
  const root = await http.send('GET /');
  const inside: Inside = product
    ? await product.look(root, http)
    : { isIn: null, how: `${dial.place} shows no product`, version: null, stores: [] };
  const { isIn, how, version, stores } = inside;
  const searched = isIn && mark ? await askBackend(http, mark, '/_search?size=1') : undefined;
  const read = mark
    ? byStatus('a search by the console proxy', searched, (one) => at(one.json, 'hits') !== undefined)
    : unknown('the console was not asked to show records');
  const capabilities = isIn
    ? {
        metadata: proven(how),
        read,
        write: unknown('the console’s own login decides'),
        admin: unknown('the console’s own login decides'),
      }
    : all(isIn === false ? denied(how) : unknown(how));
  return {
    ...baseFacts(identity, {
      capabilities,
      authentication: isIn === false ? 'on' : isIn && !credential ? 'off' : 'unknown',
      identity: stores.length > 0 ? { opens: stores.join('; ').slice(0, 500) } : {},
    }),
    version,
    isIn,
    how,
    stores,
  };
}

async function* listIndices(http: HttpConversation, mark: 'kbn' | 'osd' | undefined): AsyncGenerator<NamespaceListing> {
  if (!mark) return;
  const answer = await askBackend(http, mark, '/_cat/indices?format=json&bytes=b');
  for (const index of list(answer?.json).slice(0, mostIndices)) {
    const name = text(at(index, 'index'), 255);
    yield {
      name,
      note: name.startsWith('.') ? 'system' : null,
      records: count(at(index, 'docs.count')),
      recordsExact: true,
      bytes: count(at(index, 'store.size')),
      knownFields: [],
    };
  }
}

async function sampleDocuments(
  http: HttpConversation,
  mark: 'kbn' | 'osd' | undefined,
  index: string,
  most: number,
): Promise<SampledRecord[]> {
  if (!mark) return [];
  const answer = await askBackend(http, mark, `/${encodeURIComponent(index)}/_search?size=${Math.min(most, 100)}`);
  return list(at(answer?.json, 'hits', 'hits')).map((hit) => record(at(hit, '_source')));
}

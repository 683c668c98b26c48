import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideSolr } from '../guidance/solr.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, proven, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface SolrFacts extends Facts {
  /** Anybody may change the configuration of cores over HTTP, by what its settings say. */
  configEditable: boolean | null;
  /** Handlers that have let strangers run code before. */
  dangerous: string[] | null;
}

const mostCores = 500;
const docs = 'https://solr.apache.org/guide/solr/latest/deployment-guide/securing-solr.html';

/** Apache Solr by its HTTP interface. */
export const solr = defineStore<SolrFacts>({
  kind: 'solr',
  title: 'Apache Solr',
  ports: [8983],
  speaks: 'http',
  commands: {
    'GET /solr/admin/info/system': 'identify, version',
    'GET /solr/admin/cores': 'names of cores, counts and sizes',
    'GET /solr/admin/authentication': 'whether authentication is configured',
    'GET /solr/admin/authorization': 'whether authorization is configured',
    'GET /solr/admin/info/properties': 'the one property disable.configEdit',
    'GET /solr/{core}/config/requestHandler': 'handlers of a core',
    'GET /solr/{core}/config/queryResponseWriter': 'response writers of a core',
    'GET /solr/{core}/select': 'documents, with a limit and without a sort',
  },
  checkedAgainst: 'Solr 9.10 open, and with Basic authentication',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, recogniseSolr),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential);
    return {
      access: () => learn(http, identity),
      inventory: () => listCores(http),
      sample: ({ name }, budget) => sampleDocuments(http, name, budget.records),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('solr', guideSolr, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 'solr.config-api-open',
      title: 'Anybody may change its configuration over HTTP',
      wrong: ({ stranger }) => stranger.facts.configEditable,
      severity: 'critical',
      evidence: () => [
        'no authentication, no authorization, and disable.configEdit is not set: this has led to running code',
      ],
      guidance: guideSolr.authentication,
      reference: 'https://solr.apache.org/guide/solr/latest/configuration-guide/config-api.html',
    }),
    factCheck({
      rule: 'solr.dangerous-handlers',
      title: 'Handlers are on that can run templates or fetch from elsewhere',
      wrong: ({ facts }) => (facts.dangerous === null ? null : facts.dangerous.length > 0),
      severity: 'high',
      evidence: ({ facts }) => facts.dangerous ?? [],
      guidance: guideSolr.handlers,
      reference: 'https://solr.apache.org/security.html',
    }),
  ],
});

async function recogniseSolr(root: HttpAnswer, http: HttpConversation) {
  const leads = (root.headers.location ?? '').includes('/solr');
  const isJetty = /jetty/i.test(root.headers.server ?? '') || /jetty/i.test(root.text.slice(0, 2000));
  if (root.status === 401) return 'login';
  if (!leads && !(root.status === 404 && isJetty)) return undefined;
  const answer = await http.send('GET /solr/admin/info/system', {}, { query: { wt: 'json' } });
  const version = text(at(answer.json, 'lucene', 'solr-spec-version'), 40);
  if (version) return { product: 'Solr', version };
  const realm = /realm="?solr/i.test(answer.headers['www-authenticate'] ?? '');
  return leads || realm ? { product: 'Solr', version: null } : undefined;
}

const ask = (http: HttpConversation, command: string, fill = {}, query: Record<string, string | number> = {}) =>
  tryHttp(() => http.send(command, fill, { query: { wt: 'json', ...query } }));

const cores = (json: unknown) => Object.values(record(at(json, 'status'))).filter((core) => text(at(core, 'name')));

/** Solr says in words that a part of its security is not configured. */
const isOff = (answer: HttpAnswer | undefined) =>
  answer?.status === 200 && /^No auth\w+ configured/.test(text(list(at(answer.json, 'errorMessages'))[0]));

async function learn(http: HttpConversation, identity: Identity): Promise<SolrFacts> {
  const listed = await ask(http, 'GET /solr/admin/cores', {}, { action: 'STATUS', indexInfo: 'false' });
  const metadata = byStatus('GET /solr/admin/cores', listed, (one) => at(one.json, 'status') !== undefined);
  const name = text(at(cores(listed?.json)[0], 'name'), 255);
  const selected = name ? await ask(http, 'GET /solr/{core}/select', { core: name }, { q: '*:*', rows: 1 }) : undefined;
  const read =
    metadata.state === 'denied'
      ? metadata
      : name
        ? byStatus(`select of ${name}`, selected, (one) => Array.isArray(at(one.json, 'response', 'docs')))
        : unknown('there is no core to read');
  const open =
    isOff(await ask(http, 'GET /solr/admin/authentication')) && isOff(await ask(http, 'GET /solr/admin/authorization'));
  const power = open
    ? proven('authentication and authorization are not configured, by its own word')
    : metadata.state === 'denied'
      ? metadata
      : unknown();
  const property = open
    ? await ask(http, 'GET /solr/admin/info/properties', {}, { name: 'disable.configEdit' })
    : undefined;
  const properties = record(at(property?.json, 'system.properties'));
  return {
    ...baseFacts(identity, {
      capabilities: { metadata, read, write: power, admin: power },
      authentication: open ? 'off' : metadata.state === 'denied' ? 'on' : 'unknown',
    }),
    version: identity.version ?? (await versionOf(http)),
    configEditable:
      metadata.state === 'denied'
        ? false
        : property?.status === 200 && 'disable.configEdit' in properties
          ? properties['disable.configEdit'] !== 'true'
          : null,
    dangerous: name && read.state === 'proven' ? await dangerousHandlers(http, name) : null,
  };
}

async function versionOf(http: HttpConversation): Promise<string | null> {
  const answer = await ask(http, 'GET /solr/admin/info/system');
  return text(at(answer?.json, 'lucene', 'solr-spec-version'), 40) || null;
}

async function dangerousHandlers(http: HttpConversation, core: string): Promise<string[] | null> {
  const found: string[] = [];
  for (const part of ['requestHandler', 'queryResponseWriter'] as const) {
    const answer = await ask(http, `GET /solr/{core}/config/${part}`, { core });
    if (answer?.status !== 200) return null;
    for (const [name, handler] of Object.entries(record(at(answer.json, 'config', part)))) {
      const type = text(at(handler, 'class'), 120);
      if (/Velocity|DataImport|XSLT|RunExecutable/i.test(type)) found.push(`${core}: ${text(name, 80)} is ${type}`);
    }
  }
  return found;
}

async function* listCores(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  const listed = await ask(http, 'GET /solr/admin/cores', {}, { action: 'STATUS', indexInfo: 'true' });
  for (const core of cores(listed?.json).slice(0, mostCores)) {
    yield {
      name: text(at(core, 'name'), 255),
      note: null,
      records: count(at(core, 'index', 'numDocs')),
      recordsExact: true,
      bytes: count(at(core, 'index', 'sizeInBytes')),
      knownFields: [],
    };
  }
}

async function sampleDocuments(http: HttpConversation, core: string, most: number): Promise<SampledRecord[]> {
  const records: SampledRecord[] = [];
  while (records.length < most) {
    const rows = Math.min(50, most - records.length);
    const query = { wt: 'json', q: '*:*', rows, start: records.length };
    const answer = await http.send('GET /solr/{core}/select', { core }, { query });
    const documents = list(at(answer.json, 'response', 'docs'));
    records.push(...documents.map(record));
    if (documents.length < rows) break;
  }
  return records;
}

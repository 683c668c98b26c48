import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideCouch } from '../guidance/couchdb.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, denied, proven, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import {
  type Check,
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampleBudget,
  type SampledRecord,
} from './store.ts';

interface CouchFacts extends Facts {
  /** No administrator is set, so that everybody is one. */
  adminParty: boolean | null;
  usersReadable: boolean | null;
  replicatorReadable: boolean | null;
  /** Origins that browsers may ask from; null where the settings may not be read. */
  origins: string | null;
}

const mostDatabases = 2000;
const docs = 'https://docs.couchdb.org/en/stable/intro/security.html';

const checks: Check<CouchFacts>[] = [
  factCheck({
    rule: 'couchdb.admin-party',
    title: 'It has no administrator, so everybody is one',
    wrong: ({ facts }) => facts.adminParty,
    severity: 'critical',
    evidence: () => ['GET /_session gives a session without a name the role _admin'],
    guidance: guideCouch.authentication,
    reference: docs,
  }),
  factCheck({
    rule: 'couchdb.users-readable',
    title: 'The database of users can be read',
    wrong: ({ stranger }) => stranger.facts.usersReadable,
    severity: 'high',
    evidence: () => ['GET /_users/_all_docs answers: it holds names, roles and password hashes'],
    guidance: guideCouch.authentication,
    reference: docs,
  }),
  factCheck({
    rule: 'couchdb.replications-readable',
    title: 'The database of replications can be read',
    wrong: ({ stranger }) => stranger.facts.replicatorReadable,
    severity: 'high',
    evidence: () => ['GET /_replicator/_all_docs answers: its documents may hold logins of other servers'],
    guidance: guideCouch.authentication,
    reference: 'https://docs.couchdb.org/en/stable/replication/replicator.html',
  }),
  factCheck({
    rule: 'couchdb.any-origin',
    title: 'Any web page may ask it from a visitor’s browser',
    wrong: ({ facts }) => (facts.origins === null ? null : facts.origins.split(/\s*,\s*/).includes('*')),
    severity: 'medium',
    evidence: ({ facts }) => [`the setting cors/origins is ${facts.origins}`],
    guidance: guideCouch.origins,
    reference: 'https://docs.couchdb.org/en/stable/config/http.html#cors',
  }),
];

/** CouchDB and what speaks its HTTP interface. */
export const couchdb = defineStore<CouchFacts>({
  kind: 'couchdb',
  title: 'CouchDB, PouchDB Server',
  ports: [5984, 6984],
  speaks: 'http',
  commands: {
    'GET /': 'identify, version',
    'GET /_session': 'who the session is, and its roles',
    'GET /_all_dbs': 'names of databases, with a limit',
    'GET /{database}': 'count of documents and size',
    'GET /{database}/_all_docs': 'documents, with a limit',
    'GET /_config/{section}/{key}': 'one harmless setting of CouchDB 1 and PouchDB Server',
    'GET /_node/_local/_config/{section}/{key}': 'one harmless setting of CouchDB 2 and later',
  },
  checkedAgainst:
    'PouchDB Server 4.2 open, and behind a login; CouchDB itself by protocol fixture (3.3 closed, 2.3 with a public database)',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, async (root) => productOf(root)),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential);
    return {
      access: () => learn(http, identity),
      inventory: () => listDatabases(http),
      sample: ({ name }, budget) => sampleDocuments(http, name, budget),
      close: () => http.close(),
    };
  },
  checks: [...commonChecks('couchdb', guideCouch, { security: [docs], tls: [docs], network: [docs] }), ...checks],
});

function productOf(root: HttpAnswer) {
  const version = text(at(root.json, 'version'), 40) || null;
  if (text(at(root.json, 'couchdb')) === 'Welcome') return { product: 'CouchDB', version };
  if (text(at(root.json, 'express-pouchdb')).startsWith('Welcome')) return { product: 'PouchDB Server', version };
  // Where every request needs a login, the first page does too; the server still says what it is.
  const server = /^CouchDB\/(\d+\.\d+\.\d+)/.exec(root.headers.server ?? '');
  if (server) return { product: 'CouchDB', version: server[1] ?? null };
  return root.status === 401 ? ('login' as const) : undefined;
}

async function learn(http: HttpConversation, identity: Identity): Promise<CouchFacts> {
  const session = await tryHttp(() => http.send('GET /_session'));
  const user = at(session?.json, 'userCtx');
  const roles = list(at(user, 'roles'));
  const named = text(at(user, 'name'), 80);
  const isAdmin = session?.status === 200 && roles.includes('_admin');
  const adminParty = session?.status === 200 ? isAdmin && named === '' : null;
  const listed = await tryHttp(() => http.send('GET /_all_dbs', {}, { query: { limit: 50 } }));
  const metadata = byStatus('GET /_all_dbs', listed, (one) => Array.isArray(one.json));
  const names = list(listed?.json).map((name) => text(name, 255));
  const read = await readable(http, names, metadata.state === 'denied' ? metadata.how : '');
  const admin = isAdmin
    ? proven(
        named ? 'GET /_session names the role _admin' : 'admin party: GET /_session gives everybody the role _admin',
      )
    : session?.status === 200 || session?.status === 401
      ? denied('GET /_session names no role _admin')
      : unknown();
  const answers = async (database: string) => {
    const answer = await tryHttp(() => http.send('GET /{database}/_all_docs', { database }, { query: { limit: 1 } }));
    return answer === undefined ? null : answer.status === 200;
  };
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata,
        read,
        write: isAdmin ? admin : read.state === 'denied' ? read : unknown('a design document may forbid it'),
        admin,
      },
      authentication: adminParty ? 'off' : adminParty === false || metadata.state === 'denied' ? 'on' : 'unknown',
      identity: { name: named, roles: roles.map((role) => text(role, 40)).join(' ') },
      ...(await bindOf(http, identity)),
    }),
    adminParty,
    usersReadable: await answers('_users'),
    replicatorReadable: await answers('_replicator'),
    origins: await setting(http, identity, 'cors', 'origins'),
  };
}

/** Reading is proven by one database whose documents are listed. */
async function readable(http: HttpConversation, names: readonly string[], refusal: string) {
  const own = names.filter((name) => !name.startsWith('_'));
  const order = [...own, ...names.filter((name) => name.startsWith('_'))].slice(0, 5);
  let last = refusal ? denied(refusal) : unknown('there is no database to read');
  for (const database of order) {
    const answer = await tryHttp(() => http.send('GET /{database}/_all_docs', { database }, { query: { limit: 1 } }));
    last = byStatus(`GET /${database}/_all_docs`, answer, (one) => Array.isArray(at(one.json, 'rows')));
    if (last.state === 'proven') return last;
  }
  return last;
}

async function setting(http: HttpConversation, identity: Identity, section: string, key: string) {
  const modern = identity.product === 'CouchDB' && !/^[01]\./.test(identity.version ?? '');
  const command = modern ? 'GET /_node/_local/_config/{section}/{key}' : 'GET /_config/{section}/{key}';
  const answer = await tryHttp(() => http.send(command, { section, key }));
  return answer?.status === 200 && typeof answer.json === 'string' ? text(answer.json, 300) : null;
}

async function bindOf(http: HttpConversation, identity: Identity): Promise<Pick<Facts, 'boundToAll'>> {
  const address =
    (await setting(http, identity, 'chttpd', 'bind_address')) ??
    (await setting(http, identity, 'httpd', 'bind_address'));
  return { boundToAll: address === null ? null : ['0.0.0.0', '::', 'any'].includes(address) };
}

async function* listDatabases(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  const listed = await http.send('GET /_all_dbs', {}, { query: { limit: mostDatabases } });
  for (const name of list(listed.json).slice(0, mostDatabases)) {
    const database = text(name, 255);
    const { json } = await http.send('GET /{database}', { database });
    yield {
      name: database,
      note: database.startsWith('_') ? 'system' : null,
      records: count(at(json, 'doc_count')),
      recordsExact: true,
      bytes: count(at(json, 'sizes', 'file')) ?? count(at(json, 'disk_size')),
      knownFields: [],
    };
  }
}

/** Documents are asked for in small pages, since one can be large. */
async function sampleDocuments(
  http: HttpConversation,
  database: string,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  const records: SampledRecord[] = [];
  let bytes = 0;
  while (records.length < budget.records && bytes < budget.bytes) {
    const limit = Math.min(50, budget.records - records.length);
    const query = { limit, skip: records.length, include_docs: 'true' };
    const answer = await http.send('GET /{database}/_all_docs', { database }, { query });
    const rows = list(at(answer.json, 'rows'));
    records.push(...rows.map((row) => record(at(row, 'doc'))));
    bytes += answer.text.length;
    if (rows.length < limit) break;
  }
  return records;
}

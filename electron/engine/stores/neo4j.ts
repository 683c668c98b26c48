import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import type { HttpConversation } from '../dialer/http.ts';
import { guideNeo } from '../guidance/neo4j.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, defaultAccountCheck, factCheck } from './checks.ts';
import { type Clues, identifyHttp } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { openHttp } from './http-session.ts';
import { BoltConversation } from './neo4j/bolt.ts';
import { type Ask, cypher, type NeoAnswer, neoCommands, statementOf } from './neo4j/cypher.ts';
import {
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampledRecord,
  type Session,
} from './store.ts';

interface NeoFacts extends Facts {
  /** Procedures that load files or pages from elsewhere. */
  loaders: string[] | null;
}

const docs = 'https://neo4j.com/docs/operations-manual/current/authentication-authorization/';
const account = { user: 'neo4j', password: 'neo4j' };
const byHttp = 'Neo4j (HTTP)';
const mostLabels = 500;

/** Neo4j by Bolt, or by its HTTP interface. */
export const neo4j = defineStore<NeoFacts>({
  kind: 'neo4j',
  title: 'Neo4j',
  ports: [7687, 7474, 7473],
  speaks: 'http',
  commands: neoCommands,
  checkedAgainst: 'Neo4j 5.26, Bolt and HTTP, with authentication off and on, and with its default account',
  async identify(dial, clues, credential) {
    const web = await identifyHttp(dial, clues, credential, async (root) => {
      const version = text(at(root.json, 'neo4j_version'), 40);
      return version ? { product: byHttp, version } : undefined;
    });
    return web ?? (await identifyBolt(dial, clues));
  },
  open: async (dial, identity, credential) =>
    identity.product === byHttp ? openByHttp(dial, identity, credential) : openByBolt(dial, identity, credential),
  defaultAccount: account,
  checks: [
    ...commonChecks('neo4j', guideNeo, {
      security: [docs],
      tls: ['https://neo4j.com/docs/operations-manual/current/security/ssl-framework/'],
      network: ['https://neo4j.com/docs/operations-manual/current/configuration/connectors/'],
    }),
    defaultAccountCheck('neo4j', account.user, guideNeo.authentication, docs),
    factCheck({
      rule: 'neo4j.loads-from-elsewhere',
      title: 'Procedures are there that read files and fetch pages',
      wrong: ({ facts }) => (facts.loaders === null ? null : facts.loaders.length > 0),
      severity: 'medium',
      evidence: ({ facts }) => (facts.loaders ?? []).slice(0, 10),
      guidance: guideNeo.loaders,
      reference: 'https://neo4j.com/docs/apoc/current/security-guidelines/',
    }),
  ],
});

/** A Bolt port answers a web request with an empty page: so the handshake is asked where there is no page with words. */
async function identifyBolt(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  const root = await clues.root();
  if (root && !(root.answer.status === 200 && root.answer.text === '')) return undefined;
  if (!root && !neo4j.ports.includes(dial.endpoint.port) && dial.endpoint.hint.kind !== 'neo4j') return undefined;
  for await (const secure of clues.ways()) {
    const bolt = new BoltConversation(dial, secure);
    try {
      if ((await bolt.shake()) === undefined) continue;
      const tls = { offered: secure, required: secure, issues: bolt.certificateIssues };
      return { product: 'Neo4j', version: null, secure, tls };
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
    } finally {
      bolt.close();
    }
  }
  return undefined;
}

function openByBolt(dial: Dial, identity: Identity, credential: Credential | null): Session<NeoFacts> {
  const bolt = new BoltConversation(dial, identity.secure);
  return sessionOf(
    bolt.ask,
    async () => bolt.close(),
    async () => {
      if (!(await bolt.shake()))
        throw new ConnectionError(
          'protocol-error',
          `${dial.place}: it speaks a Bolt older than version 3, which Ajar does not.`,
        );
      const { server, failure } = await bolt.hello(credential);
      const version = /^Neo4j\/(\d[\d.]*)/.exec(server)?.[1] ?? identity.version;
      return await learn(bolt.ask, { ...identity, version }, failure, credential);
    },
  );
}

function openByHttp(dial: Dial, identity: Identity, credential: Credential | null): Session<NeoFacts> {
  const http = openHttp(dial, identity, credential);
  const ask = askByHttp(http, dial.say);
  return sessionOf(
    ask,
    () => http.close(),
    async () => {
      const { failure } = await ask('components', 'neo4j');
      return await learn(ask, identity, failure, credential);
    },
  );
}

function askByHttp(http: HttpConversation, say: (command: string, detail: string) => void): Ask {
  return async (name, database, fill) => {
    const statement = statementOf(name, fill);
    say(cypher[name], statement);
    const answer = await http.send(
      'POST /db/{database}/tx/commit',
      { database: database || 'neo4j' },
      { body: { statements: [{ statement }] }, headers: { 'access-mode': 'READ' } },
    );
    const [error] = list(at(answer.json, 'errors'));
    const refused = answer.status === 401 || answer.status === 403 ? `HTTP ${answer.status}` : '';
    if (error || refused)
      return { rows: [], failure: text(at(error, 'code'), 120) || refused, message: text(at(error, 'message'), 200) };
    const [result] = list(at(answer.json, 'results'));
    const names = list(at(result, 'columns')).map((column) => text(column, 100));
    const rows = list(at(result, 'data')).map((one) => {
      const row = list(at(one, 'row'));
      return Object.fromEntries(names.map((column, index) => [column, row[index]]));
    });
    return { rows, failure: '', message: '' };
  };
}

interface Place {
  database: string;
  label: string;
  isRelationship: boolean;
}

function sessionOf(ask: Ask, close: () => Promise<void>, access: () => Promise<NeoFacts>): Session<NeoFacts> {
  const places = new Map<string, Place>();
  return {
    access,
    inventory: () => listLabels(ask, places),
    sample: async ({ name }, budget) => await sampleOf(ask, places.get(name), budget.records),
    close,
  };
}

const expired = /CredentialsExpired/;
const refusal = /Unauthorized|AuthenticationRateLimit|Forbidden|HTTP 40[13]/;

async function learn(ask: Ask, identity: Identity, failure: string, credential: Credential | null): Promise<NeoFacts> {
  const first = failure ? undefined : await ask('components', '');
  const told = failure || first?.failure || '';
  if (told) {
    // The login is right, and may do nothing until its password is changed.
    const capabilities = expired.test(told)
      ? {
          ...all(unknown('a new password is asked for')),
          metadata: proven('the login is accepted; a new password is asked for'),
        }
      : all(refusal.test(told) ? denied(told) : unknown(told));
    const authentication = expired.test(told) || refusal.test(told) ? 'on' : 'unknown';
    return { ...baseFacts(identity, { capabilities, authentication }), loaders: null };
  }
  const kernel = first?.rows.find((row) => /kernel/i.test(text(row.name))) ?? first?.rows[0];
  const edition = text(kernel?.edition, 40);
  const labels = await ask('labels', '');
  const user = await ask('user', '');
  const procedures = await ask('procedures', '');
  const power = powerOf(
    credential,
    edition,
    list(user.rows[0]?.roles).map((role) => text(role, 40)),
  );
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: labels.failure ? denied(labels.failure) : proven('the labels are listed'),
        read: await readable(ask, labels),
        write: power,
        admin: power,
      },
      authentication: credential ? 'on' : 'off',
      identity: { edition },
    }),
    product: 'Neo4j',
    version: text(list(kernel?.versions)[0], 40) || identity.version,
    loaders: procedures.failure ? null : procedures.rows.map((row) => text(row.name, 80)),
  };
}

function powerOf(credential: Credential | null, edition: string, roles: string[]) {
  if (!credential)
    return proven('a session without a login is accepted: authentication is off, and with it every right is given');
  if (roles.includes('admin')) return proven('SHOW CURRENT USER names the role admin');
  if (edition === 'community') return proven('the community edition gives every user every right');
  return unknown('privileges were not read');
}

async function readable(ask: Ask, labels: NeoAnswer) {
  const label = text(labels.rows[0]?.label, 255);
  if (!label) return unknown('there is no node to read');
  const answer = await ask('nodes', '', { label, n: 1 });
  return answer.failure ? denied(answer.failure) : proven(`MATCH of :${label} answers`);
}

async function* listLabels(ask: Ask, places: Map<string, Place>): AsyncGenerator<NamespaceListing> {
  const shown = await ask('databases', 'system');
  const online = shown.rows.filter((row) => row.currentStatus === 'online').map((row) => text(row.name, 80));
  const databases = online.filter((name) => name !== 'system');
  for (const database of databases.length > 0 ? databases : ['']) {
    const prefix = databases.length > 1 ? `${database}.` : '';
    const labels = (await ask('labels', database)).rows.map((row) => text(row.label, 200));
    const types = (await ask('types', database)).rows.map((row) => text(row.relationshipType, 200));
    const found = [
      ...labels.map((label) => ({ label, isRelationship: false })),
      ...types.map((label) => ({ label, isRelationship: true })),
    ];
    for (const { label, isRelationship } of found.slice(0, mostLabels)) {
      const name = `${prefix}${isRelationship ? `[:${label}]` : `(:${label})`}`;
      places.set(name, { database, label, isRelationship });
      // The store of counts answers it: nothing is walked.
      const counted = await ask(isRelationship ? 'countRelationships' : 'countNodes', database, { label });
      yield {
        name,
        note: null,
        records: count(counted.rows[0]?.total),
        recordsExact: true,
        bytes: null,
        knownFields: [],
      };
    }
  }
}

async function sampleOf(ask: Ask, place: Place | undefined, most: number): Promise<SampledRecord[]> {
  if (!place) return [];
  const { database, label, isRelationship } = place;
  const answer = await ask(isRelationship ? 'relationships' : 'nodes', database, { label, n: most });
  return answer.rows.map((row) => record(row.found));
}

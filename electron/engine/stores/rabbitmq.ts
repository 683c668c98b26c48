import type { Dial } from '../dialer/dialer.ts';
import type { HttpConversation } from '../dialer/http.ts';
import { guideRabbit } from '../guidance/rabbitmq.ts';
import { at, count, list, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, defaultAccountCheck, factCheck } from './checks.ts';
import { type Clues, identifyHttp } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { loginAmqp, startAmqp } from './rabbitmq/amqp.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type Session } from './store.ts';

interface RabbitFacts extends Facts {
  /** SASL mechanisms that AMQP offers; null where the management interface was asked. */
  mechanisms: string[] | null;
  /** The session may export the definitions, with every user's password hash. */
  exportsDefinitions: boolean | null;
}

const docs = 'https://www.rabbitmq.com/docs/access-control';
const guest = { user: 'guest', password: 'guest' };
const amqp = 'RabbitMQ (AMQP)';
const mostQueues = 2000;

/** RabbitMQ, by its management interface or by AMQP. Messages are never consumed: reading a queue takes from it. */
export const rabbitmq = defineStore<RabbitFacts>({
  kind: 'rabbitmq',
  title: 'RabbitMQ',
  ports: [15672, 5672],
  speaks: 'http',
  overHttp: /^AMQP|RabbitMQ Management/,
  commands: {
    'AMQP 0-9-1': 'have the server say what it is',
    'Connection.StartOk': 'the login given, and nothing after it',
    'GET /api/overview': 'version',
    'GET /api/whoami': 'who the session is, and its tags',
    'GET /api/queues': 'names and counts of queues, in pages',
  },
  checkedAgainst: 'RabbitMQ 3.10, its management interface and AMQP, with and without its default account',
  async identify(dial, clues, credential) {
    const web = await identifyHttp(dial, clues, credential, async (root) =>
      /<title>RabbitMQ Management<\/title>/i.test(root.text) ? { product: 'RabbitMQ', version: null } : undefined,
    );
    return web ?? ((await clues.root()) ? undefined : await identifyAmqp(dial, clues));
  },
  async open(dial, identity, credential) {
    return identity.product.startsWith('RabbitMQ') && identity.product !== amqp
      ? openManagement(dial, identity, credential)
      : openAmqp(dial, identity, credential);
  },
  defaultAccount: guest,
  checks: [
    ...commonChecks('rabbitmq', guideRabbit, {
      security: [docs],
      tls: ['https://www.rabbitmq.com/docs/ssl'],
      network: ['https://www.rabbitmq.com/docs/networking'],
    }),
    defaultAccountCheck('rabbitmq', guest.user, guideRabbit.authentication, `${docs}#default-state`),
    factCheck({
      rule: 'rabbitmq.anonymous-offered',
      title: 'It offers a login without a name',
      wrong: ({ facts }) => facts.mechanisms?.includes('ANONYMOUS') ?? null,
      severity: 'medium',
      evidence: ({ facts }) => [`mechanisms: ${facts.mechanisms?.join(' ')}; ANONYMOUS was not selected`],
      guidance: guideRabbit.authentication,
      reference: `${docs}#mechanisms`,
    }),
    factCheck({
      rule: 'rabbitmq.definitions-exportable',
      title: 'The account may export every user with its password hash',
      wrong: ({ facts, defaultAccount }) => defaultAccount === 'accepted' && facts.exportsDefinitions,
      severity: 'high',
      evidence: () => ['GET /api/whoami names the tag administrator, which the export of definitions needs'],
      guidance: guideRabbit.authentication,
      reference: 'https://www.rabbitmq.com/docs/definitions',
    }),
  ],
});

async function identifyAmqp(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  for await (const secure of clues.ways()) {
    const found = await startAmqp(dial, secure).catch(() => undefined);
    if (!found) continue;
    found.stream.close();
    const { product, version } = found.start;
    if (product !== 'RabbitMQ' && product !== 'AMQP 0-9-1') return undefined;
    const issues = found.stream.certificate?.issues ?? [];
    return { product: amqp, version, secure, tls: { offered: secure, required: secure, issues } };
  }
  return undefined;
}

function openAmqp(dial: Dial, identity: Identity, credential: Credential | null): Session<RabbitFacts> {
  return {
    async access() {
      const found = await startAmqp(dial, identity.secure);
      const mechanisms = found?.start.mechanisms ?? [];
      const isIn = found && credential ? await loginAmqp(found.stream, dial, credential) : false;
      found?.stream.close();
      const how = 'AMQP asks for a login before anything else';
      const capabilities = isIn
        ? { ...all(unknown('nothing was asked after the login')), metadata: proven('the login was accepted') }
        : all(
            credential
              ? denied('the login was refused')
              : mechanisms.includes('ANONYMOUS')
                ? unknown('ANONYMOUS is offered, and was not selected')
                : denied(how),
          );
      return {
        ...baseFacts(identity, { capabilities, authentication: 'on', identity: { mechanisms: mechanisms.join(' ') } }),
        mechanisms,
        exportsDefinitions: null,
      };
    },
    async *inventory() {},
    sample: async () => [],
    close: async () => {},
  };
}

function openManagement(dial: Dial, identity: Identity, credential: Credential | null): Session<RabbitFacts> {
  const http = openHttp(dial, identity, credential);
  return {
    access: () => learn(http, identity),
    inventory: () => listQueues(http),
    // A message that was read is gone, or back in another order.
    sample: async () => [],
    close: () => http.close(),
  };
}

async function learn(http: HttpConversation, identity: Identity): Promise<RabbitFacts> {
  const who = await tryHttp(() => http.send('GET /api/whoami'));
  const metadata = byStatus('GET /api/whoami', who, (one) => text(at(one.json, 'name')) !== '');
  const overview = metadata.state === 'proven' ? await tryHttp(() => http.send('GET /api/overview')) : undefined;
  const tags = [at(who?.json, 'tags')].flat().flatMap((tag) => text(tag, 80).split(','));
  const isAdmin = tags.includes('administrator');
  const refused = metadata.state === 'denied' ? metadata : undefined;
  const admin = isAdmin
    ? proven('GET /api/whoami names the tag administrator')
    : (refused ?? denied('its tags name no administrator'));
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata,
        read:
          refused ??
          (isAdmin ? proven('an administrator may give itself every queue') : unknown('messages are never consumed')),
        write: refused ?? (isAdmin ? admin : unknown()),
        admin,
      },
      authentication: refused ? 'on' : 'unknown',
      identity: { node: text(at(overview?.json, 'node'), 80) },
    }),
    version: text(at(overview?.json, 'rabbitmq_version'), 40) || identity.version,
    mechanisms: null,
    exportsDefinitions: metadata.state === 'proven' ? isAdmin : null,
  };
}

async function* listQueues(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  const pageSize = 100;
  for (let page = 1; page <= mostQueues / pageSize; page++) {
    const answer = await http.send('GET /api/queues', {}, { query: { page, page_size: pageSize } });
    const items = list(at(answer.json, 'items'));
    for (const queue of items) {
      yield {
        name: `${text(at(queue, 'vhost'), 100)}${text(at(queue, 'vhost')) === '/' ? '' : '/'}${text(at(queue, 'name'), 150)}`,
        note: null,
        records: count(at(queue, 'messages')),
        recordsExact: true,
        bytes: count(at(queue, 'message_bytes')),
        knownFields: [],
      };
    }
    if (page >= (count(at(answer.json, 'page_count')) ?? 0) || items.length === 0) return;
  }
}

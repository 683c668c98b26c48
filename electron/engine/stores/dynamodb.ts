import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideDynamo } from '../guidance/dynamodb.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { signedBy } from './aws-signature.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, denied, proven, unknown } from './facts.ts';
import { openHttp, tryHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface DynamoFacts extends Facts {
  /** A request signed with a key that nobody gave out was answered. */
  anySignature: boolean | null;
}

/** Signs a stranger's requests: an emulator takes any key, a real service knows that this is none of its own. */
const stranger: Credential = { user: 'AJARAUDITNOKEY', password: 'ajar-audit-no-secret' };
const mostTables = 1000;
const docs = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html';

/** DynamoDB's interface: DynamoDB Local, dynalite, Scylla Alternator. */
export const dynamodb = defineStore<DynamoFacts>({
  kind: 'dynamodb',
  title: 'DynamoDB Local, Alternator, dynalite',
  ports: [8000],
  speaks: 'http',
  commands: {
    'GET /': 'identify',
    'POST / ListTables': 'names of tables: a read, which the interface takes by POST',
    'POST / DescribeTable': 'count and size of a table',
    'POST / Scan': 'a few items, with a limit',
  },
  checkedAgainst: 'dynalite 4.0 open; one that asks for a known key by protocol fixture',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, async (root) => recogniseDynamo(root)),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential ?? stranger, {
      authorize: signedBy('dynamodb'),
      madeUp: credential === null,
    });
    return {
      access: () => learn(http, identity, credential),
      inventory: () => listTables(http),
      sample: ({ name }, budget) => scan(http, name, budget.records),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('dynamodb', guideDynamo, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 'dynamodb.any-signature',
      title: 'It answers whatever key a request is signed with',
      wrong: ({ stranger }) => stranger.facts.anySignature,
      severity: 'high',
      evidence: () => [
        'ListTables was signed with a made-up key, and answered: this is an emulator or has authorization off',
      ],
      guidance: guideDynamo.authentication,
      reference: docs,
    }),
  ],
});

function recogniseDynamo(root: HttpAnswer) {
  const healthy = root.status === 200 && /^healthy: \S+/.test(root.text);
  const refuses = /MissingAuthenticationToken/.test(text(at(root.json, '__type')));
  const isJetty = /jetty/i.test(root.headers.server ?? '');
  if (!healthy && !(refuses && (isJetty || 'x-amzn-requestid' in root.headers))) return undefined;
  return { product: healthy ? 'DynamoDB-compatible' : 'DynamoDB Local', version: null };
}

function call(http: HttpConversation, operation: 'ListTables' | 'DescribeTable' | 'Scan', body: unknown) {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  return http.send(`POST / ${operation}`, {}, { body, headers });
}

async function learn(http: HttpConversation, identity: Identity, credential: Credential | null): Promise<DynamoFacts> {
  const answer = await tryHttp(() => call(http, 'ListTables', { Limit: 1 }));
  const kindOfRefusal = text(at(answer?.json, '__type'), 120).replace(/^.*#/, '');
  const listed = answer?.status === 200 && Array.isArray(at(answer.json, 'TableNames'));
  const signature = credential ? 'signed with the key given' : 'signed with a made-up key';
  const refused = /UnrecognizedClient|InvalidSignature|AccessDenied|IncompleteSignature|MissingAuth/.test(
    kindOfRefusal,
  );
  const metadata = listed
    ? proven(`ListTables, ${signature}, is answered`)
    : refused
      ? denied(`ListTables, ${signature}: ${kindOfRefusal}`)
      : unknown(`ListTables: ${kindOfRefusal || answer?.status || 'no answer'}`);
  const name = text(list(at(answer?.json, 'TableNames'))[0], 255);
  const scanned = name ? await tryHttp(() => call(http, 'Scan', { TableName: name, Limit: 1 })) : undefined;
  const read = !listed
    ? metadata
    : name === ''
      ? unknown('there is no table that this key sees')
      : scanned?.status === 200
        ? proven(`Scan of ${name} is answered`)
        : denied(`Scan of ${name}: ${text(at(scanned?.json, '__type'), 120)}`);
  const power = refused ? metadata : unknown('nothing tells without writing');
  return {
    ...baseFacts(identity, {
      capabilities: { metadata, read, write: power, admin: power },
      authentication: refused ? 'on' : listed && !credential ? 'off' : 'unknown',
    }),
    anySignature: credential ? null : listed ? true : refused ? false : null,
  };
}

async function* listTables(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  let after: string | undefined;
  for (let listed = 0; listed < mostTables; ) {
    const body = { Limit: 100, ...(after ? { ExclusiveStartTableName: after } : {}) };
    const { json } = await call(http, 'ListTables', body);
    const names = list(at(json, 'TableNames')).map((name) => text(name, 255));
    for (const name of names) {
      listed++;
      const table = at((await call(http, 'DescribeTable', { TableName: name })).json, 'Table');
      yield {
        name,
        note: null,
        // The figure is refreshed every six hours: a zero says nothing.
        records: count(at(table, 'ItemCount')) || null,
        recordsExact: false,
        bytes: count(at(table, 'TableSizeBytes')),
        knownFields: list(at(table, 'AttributeDefinitions')).map((one) => text(at(one, 'AttributeName'), 200)),
      };
    }
    const next = text(at(json, 'LastEvaluatedTableName'), 255);
    if (!next || next === after || names.length === 0) return;
    after = next;
  }
}

async function scan(http: HttpConversation, name: string, most: number): Promise<SampledRecord[]> {
  const { json } = await call(http, 'Scan', { TableName: name, Limit: Math.min(most, 200) });
  return list(at(json, 'Items')).map((item) => fieldsOf(item, 0));
}

const deepest = 32;

/** Takes the type tags off an item: `{S: 'a'}` is `'a'`. Sets become lists. */
function fieldsOf(item: unknown, depth: number): SampledRecord {
  return Object.fromEntries(Object.entries(record(item)).map(([name, value]) => [name, plainValue(value, depth + 1)]));
}

function plainValue(tagged: unknown, depth: number): unknown {
  const [[tag, value] = []] = Object.entries(record(tagged));
  if (depth > deepest) return null;
  if (tag === 'M') return fieldsOf(value, depth);
  if (tag === 'L') return list(value).map((one) => plainValue(one, depth + 1));
  if (tag === 'N') return Number(value);
  if (tag === 'B') return new Uint8Array(Buffer.from(typeof value === 'string' ? value : '', 'base64'));
  return tag === 'NULL' ? null : value;
}

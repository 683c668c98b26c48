import { afterAll, beforeAll, describe, test } from 'vitest';
import { startHttpFixture } from '../support/http-fixture.ts';
import { startDynalite } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(30, 'dyn');

type Tagged = Record<string, unknown>;

function tagged(value: unknown): Tagged {
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(tagged) };
  if (typeof value === 'object' && value !== null)
    return { M: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, tagged(one)])) };
  return { S: String(value) };
}

async function call(port: number, operation: string, body: unknown): Promise<Response> {
  return await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date': '20260101T000000Z',
    },
    body: JSON.stringify(body),
  });
}

async function seed(port: number): Promise<void> {
  const made = await call(port, 'CreateTable', {
    TableName: 'Customers',
    AttributeDefinitions: [{ AttributeName: 'email', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'email', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  if (!made.ok) throw new Error(await made.text());
  for (const record of planted.records)
    for (;;) {
      const answer = await call(port, 'PutItem', { TableName: 'Customers', Item: (tagged(record) as { M: object }).M });
      if (answer.ok) break;
      if (!/ResourceNotFound/.test(await answer.text())) throw new Error('the item was refused');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

describe.skipIf(!has('dynalite'))('DynamoDB: dynalite', () => {
  let open: RealServer;
  beforeAll(async () => {
    open = await startDynalite();
    await seed(open.port);
  });
  afterAll(() => open?.stop());

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('open to any signature: tables and fields; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'dynamodb',
      product: 'DynamoDB-compatible',
      access: 'read',
      namespaces: { Customers: { sampled: 30 } },
      types: {
        'Customers email': 'email',
        'Customers wifi.ssid': 'wifi-ssid',
        'Customers cameras[].nickname': 'device-nickname',
      },
      rules: ['no-authentication', 'personal-data-readable', 'any-signature', 'no-tls'],
      raw: planted.raw,
    });
  });
});

test('one that knows its keys, by protocol fixture: a made-up signature is refused, the right key is let in', async () => {
  const refusal = {
    status: 400,
    json: {
      __type: 'com.amazonaws.dynamodb.v20120810#UnrecognizedClientException',
      message: 'User not found: AJARAUDITNOKEY',
    },
  };
  const server = await startHttpFixture({
    'GET /': { text: 'healthy: 127.0.0.1' },
    'POST /': (request, body) => {
      if (!request.headers.authorization?.includes('Credential=alternator/')) return refusal;
      const operation = String(request.headers['x-amz-target']).split('.')[1];
      if (operation === 'ListTables') return { json: { TableNames: ['Customers'] } };
      if (operation === 'DescribeTable') return { json: { Table: { ItemCount: 1, TableSizeBytes: 100 } } };
      return { json: { Items: [{ email: { S: 'dyn.person0@example.org' } }], asked: body.length } };
    },
  });
  const expected = {
    kind: 'dynamodb',
    product: 'DynamoDB-compatible',
    notRules: ['no-authentication', 'any-signature'],
  };
  await expectStore(`127.0.0.1:${server.port}`, server.port, { ...expected, access: 'none' });
  await expectStore(`127.0.0.1:${server.port}`, server.port, {
    ...expected,
    access: 'read',
    as: 'alternator',
    credential: { user: 'alternator', password: 'Kestrel-7741' },
    namespaces: { Customers: { sampled: 1 } },
  });
  await server.stop();
});

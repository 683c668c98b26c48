import { afterAll, beforeAll, describe, test } from 'vitest';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { askOnce, connectTcp } from '../support/tcp-client.ts';
import { startCassandra } from '../support/wire-servers.ts';

const planted = plantedPeople(25, 'cass');
const account = { user: 'cassandra', password: 'cassandra' };

function frame(opcode: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.from([4, 0, 0, 0, opcode, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 5);
  return Buffer.concat([head, body]);
}

function counted(value: string, width: 2 | 4): Buffer {
  const head = Buffer.alloc(width);
  head.writeUIntBE(Buffer.byteLength(value), 0, width);
  return Buffer.concat([head, Buffer.from(value)]);
}

/** Runs statements as their owner would. */
async function run(port: number, statements: string[], login?: typeof account): Promise<void> {
  const socket = await connectTcp(port);
  const send = async (request: Buffer) => {
    const answer = await askOnce(socket, request, (bytes) =>
      bytes.length >= 9 && bytes.length >= 9 + bytes.readUInt32BE(5) ? bytes : undefined,
    );
    if (answer[4] === 0) throw new Error(answer.toString('utf8', 15));
  };
  await send(frame(1, Buffer.from([0, 1]), counted('CQL_VERSION', 2), counted('3.0.0', 2)));
  if (login) await send(frame(15, counted(`\0${login.user}\0${login.password}`, 4)));
  for (const statement of statements) await send(frame(7, counted(statement, 4), Buffer.from([0, 1, 0])));
  socket.destroy();
}

/** The default role is made a moment after the port opens. */
async function whenThere(act: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await act();
    } catch (thrown) {
      if (tries > 60) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

const statements = [
  "CREATE KEYSPACE shop WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
  'CREATE TABLE shop.customers (id int PRIMARY KEY, email text, phone text, ssids list<text>, born date, seen inet)',
  ...planted.records.map(
    ({ email, phone, wifi, lastIp }, id) =>
      `INSERT INTO shop.customers (id, email, phone, ssids, born, seen) VALUES (${id}, '${email}', '${phone}', ['${(wifi as { ssid: string }).ssid}'], '1980-02-03', '${lastIp}')`,
  ),
];

describe.skipIf(!has('cassandra'))('Cassandra', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    open = await startCassandra(false);
    await whenThere(() => run(open.port, statements));
    locked = await startCassandra(true);
    await whenThere(() => run(locked.port, statements, account));
    await run(
      locked.port,
      [
        "CREATE ROLE auditor WITH PASSWORD = 'Kestrel-7741' AND LOGIN = true",
        'GRANT SELECT ON KEYSPACE shop TO auditor',
      ],
      account,
    );
  }, 180_000);
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('cassandra://', open.port);
  });

  const known = { kind: 'cassandra', product: 'Cassandra', version: /^5\.0\./ };

  test('open: tables, fields, findings; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      ...known,
      access: 'admin',
      namespaces: { 'shop.customers': { sampled: 25 } },
      types: { 'shop.customers email': 'email', 'shop.customers phone': 'phone', 'shop.customers seen': 'ip-address' },
      rules: ['no-authentication', 'personal-data-readable', 'allows-all', 'roles-readable', 'no-tls'],
      raw: planted.records.flatMap(({ email, phone }) => [String(email), String(phone)]),
    });
  });

  test('with passwords: a stranger gets nothing; a role reads what it may and no more', async () => {
    const notRules = ['no-authentication', 'allows-all', 'roles-readable', 'default-account'];
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      kind: 'cassandra',
      product: 'Cassandra',
      access: 'none',
      notRules,
    });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...known,
      access: 'read',
      as: 'auditor',
      credential: { user: 'auditor', password: 'Kestrel-7741' },
      types: { 'shop.customers email': 'email' },
      notRules,
    });
  });

  test('the default account, where that is switched on', async () => {
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...known,
      access: 'read',
      as: 'cassandra (default account)',
      options: { tryDefaultAccounts: true },
      rules: ['default-account'],
    });
  });
});

import { afterAll, beforeAll, describe, test } from 'vitest';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { startNeo } from '../support/wire-servers.ts';

const planted = plantedPeople(25, 'neo');
type Started = Awaited<ReturnType<typeof startNeo>>;

/** Runs one statement by HTTP, as its owner would. */
async function run(
  port: number,
  statement: string,
  parameters: object = {},
  login = '',
  database = 'neo4j',
): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/db/${database}/tx/commit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(login ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : {}),
    },
    body: JSON.stringify({ statements: [{ statement, parameters }] }),
  });
  const { errors } = (await answer.json()) as { errors: unknown[] };
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
}

const people = planted.records.map(({ email, phone, fullName, wifi }) => ({
  email,
  phone,
  fullName,
  ssid: (wifi as { ssid: string }).ssid,
}));
const seed =
  'UNWIND $people AS p CREATE (a:Customer) SET a = p CREATE (a)-[:SHARES {with: p.email}]->(:Camera {nickname: "Attic"})';

describe.skipIf(!has('neo4j'))('Neo4j', () => {
  let open: Started;
  let locked: Started;
  let fresh: Started;
  beforeAll(async () => {
    open = await startNeo(false);
    await run(open.httpPort, seed, { people });
    locked = await startNeo(true);
    await run(
      locked.httpPort,
      "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO 'Kestrel-7741'",
      {},
      'neo4j:neo4j',
      'system',
    );
    await run(locked.httpPort, seed, { people }, 'neo4j:Kestrel-7741');
    fresh = await startNeo(true);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop(), fresh?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('neo4j://', open.port);
    await expectSturdy('', open.httpPort);
  });

  const credential = { user: 'neo4j', password: 'Kestrel-7741' };

  test('with authentication off, by Bolt and by HTTP: labels, fields, findings; nothing raw is kept', async () => {
    for (const port of [open.port, open.httpPort])
      await expectStore(`127.0.0.1:${port}`, port, {
        kind: 'neo4j',
        product: 'Neo4j',
        version: /^5\.26\./,
        access: 'admin',
        namespaces: { '(:Customer)': { records: 25, sampled: 25 }, '[:SHARES]': { records: 25, sampled: 25 } },
        types: { '(:Customer) email': 'email', '(:Customer) ssid': 'wifi-ssid', '[:SHARES] with': 'email' },
        rules: ['no-authentication', 'personal-data-readable', 'no-tls'],
        notRules: ['loads-from-elsewhere', 'default-account'],
        raw: planted.records.flatMap(({ email, phone, fullName }) => [email, phone, fullName].map(String)),
      });
  });

  test('with authentication on: a stranger gets nothing by either door, the credential reads', async () => {
    const notRules = ['no-authentication', 'default-account'];
    for (const [port, product] of [
      [locked.port, 'Neo4j'],
      [locked.httpPort, 'Neo4j (HTTP)'],
    ] as const) {
      const options = { tryDefaultAccounts: true };
      await expectStore(`127.0.0.1:${port}`, port, { kind: 'neo4j', product, access: 'none', notRules, options });
      await expectStore(`127.0.0.1:${port}`, port, {
        kind: 'neo4j',
        product: 'Neo4j',
        access: 'admin',
        as: 'neo4j',
        credential,
        types: { '(:Customer) email': 'email' },
        notRules,
      });
    }
  });

  test('its default account, where that is switched on', async () => {
    await expectStore(`127.0.0.1:${fresh.port}`, fresh.port, {
      kind: 'neo4j',
      product: 'Neo4j',
      access: 'metadata',
      options: { tryDefaultAccounts: true },
      as: 'neo4j (default account)',
      rules: ['default-account'],
    });
  });
});

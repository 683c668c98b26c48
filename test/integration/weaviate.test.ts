import { afterAll, beforeAll, describe, test } from 'vitest';
import { startWeaviate } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(30, 'weav');
const key = 'Kestrel-7741';

async function seed(port: number, token: string): Promise<void> {
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  const properties = ['email', 'phone', 'fullName', 'ssid'].map((name) => ({ name, dataType: ['text'] }));
  await post('/v1/schema', { class: 'Customer', properties });
  const objects = planted.records.map(({ email, phone, fullName, wifi }) => ({
    class: 'Customer',
    properties: { email, phone, fullName, ssid: (wifi as { ssid: string }).ssid },
  }));
  await post('/v1/batch/objects', { objects });
}

describe.skipIf(!has('weaviate'))('Weaviate', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startWeaviate(), startWeaviate(key)]);
    await Promise.all([seed(open.port, ''), seed(locked.port, key)]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('with anonymous access: collections and fields; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'weaviate',
      product: 'Weaviate',
      version: /^1\.27\.0$/,
      access: 'read',
      namespaces: { Customer: { sampled: 30 } },
      types: { 'Customer email': 'email', 'Customer phone': 'phone', 'Customer ssid': 'wifi-ssid' },
      rules: ['no-authentication', 'personal-data-readable', 'no-tls'],
      raw: planted.records.flatMap(({ email, phone, fullName }) => [String(email), String(phone), String(fullName)]),
    });
  });

  test('with an API key: a stranger gets nothing; the key opens it', async () => {
    const expected = { kind: 'weaviate', product: 'Weaviate', notRules: ['no-authentication'] };
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, { ...expected, access: 'none' });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...expected,
      version: /^1\.27\.0$/,
      access: 'read',
      as: 'key',
      credential: { user: 'key', password: key },
    });
  });
});

import { afterAll, beforeAll, describe, test } from 'vitest';
import { startSolr } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(60, 'solr');
const password = 'SolrRocks';
/** The hash of the password above, as Solr's guide prints it. */
const hash = 'IV0EHq1OnNrj6gvRCwvFwTrZ1+z1oBbnQdiVC3otuq0= Ndd7LKvVBAaZIF0QAVi1ekCfAJXr1GGfLtRUXhgrF8c=';
const security = JSON.stringify({
  authentication: { blockUnknown: true, class: 'solr.BasicAuthPlugin', credentials: { auditor: hash } },
  authorization: {
    class: 'solr.RuleBasedAuthorizationPlugin',
    permissions: [{ name: 'all', role: 'admin' }],
    'user-role': { auditor: 'admin' },
  },
});

/** A core takes a moment after the port is open. */
async function seed(port: number, login = ''): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await fill(port, login);
    } catch (thrown) {
      if (tries > 60) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function fill(port: number, login = ''): Promise<void> {
  const documents = planted.records.map(({ email, phone, fullName, lastIp }, id) => ({
    id,
    email,
    phone,
    fullName,
    lastIp,
  }));
  const answer = await fetch(`http://127.0.0.1:${port}/solr/people/update?commit=true`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(login ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : {}),
    },
    body: JSON.stringify(documents),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

describe.skipIf(!has('solr'))('Solr', () => {
  let open: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    [open, locked] = await Promise.all([startSolr(), startSolr(security)]);
    await Promise.all([seed(open.port), seed(locked.port, `auditor:${password}`)]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
  });

  test('open: version, access, cores, fields, findings; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'solr',
      product: 'Solr',
      version: /^9\.10\./,
      access: 'admin',
      namespaces: { people: { records: 60, sampled: 60 } },
      types: { 'people email': 'email', 'people phone': 'phone', 'people lastIp': 'ip-address' },
      rules: ['no-authentication', 'personal-data-readable', 'config-api-open', 'no-tls'],
      notRules: ['dangerous-handlers'],
      raw: planted.records.flatMap(({ email, phone, fullName }) => [String(email), String(phone), String(fullName)]),
    });
  });

  test('with Basic authentication: a stranger gets nothing; the credential reads it', async () => {
    const expected = { kind: 'solr', product: 'Solr', notRules: ['no-authentication', 'config-api-open'] };
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, { ...expected, access: 'none' });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...expected,
      version: /^9\.10\./,
      access: 'read',
      as: 'auditor',
      credential: { user: 'auditor', password },
      types: { 'people email': 'email' },
    });
  });
});

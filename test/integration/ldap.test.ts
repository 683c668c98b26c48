import { afterAll, beforeAll, describe, test } from 'vitest';
import { element, integer, octets } from '../../electron/engine/stores/ldap/ber.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { askOnce, connectTcp } from '../support/tcp-client.ts';
import { startSlapd } from '../support/wire-servers.ts';

const planted = plantedPeople(20, 'ldap');
const admin = { user: 'cn=admin,dc=example,dc=org', password: 'Kestrel-7741' };
const auditor = { user: 'uid=u0,ou=people,dc=example,dc=org', password: 'Kestrel-ldap-0!' };

type Attributes = Record<string, string[]>;

/** Adds entries as an administrator would. */
async function seed(port: number): Promise<void> {
  const socket = await connectTcp(port);
  let id = 0;
  const send = async (operation: Buffer) => {
    const answer = await askOnce(socket, element(0x30, integer(++id), operation), (bytes) =>
      bytes.length > 8 ? bytes : undefined,
    );
    if (!answer.includes(Buffer.from([0x0a, 1, 0]))) throw new Error(answer.toString('latin1'));
  };
  await send(element(0x60, integer(3), octets(admin.user), octets(admin.password, 0x80)));
  const add = (dn: string, attributes: Attributes) => {
    const list = Object.entries(attributes).map(([name, values]) =>
      element(0x30, octets(name), element(0x31, ...values.map((value) => octets(value)))),
    );
    return send(element(0x68, octets(dn), element(0x30, ...list)));
  };
  await add('dc=example,dc=org', { objectClass: ['dcObject', 'organization'], dc: ['example'], o: ['Example'] });
  await add('ou=people,dc=example,dc=org', { objectClass: ['organizationalUnit'], ou: ['people'] });
  for (const [index, record] of planted.records.entries())
    await add(`uid=u${index},ou=people,dc=example,dc=org`, {
      objectClass: ['inetOrgPerson'],
      cn: [String(record.fullName)],
      sn: [String(record.fullName).split(' ')[1] ?? ''],
      mail: [String(record.email)],
      telephoneNumber: [String(record.phone)],
      userPassword: [String(record.password)],
    });
  socket.destroy();
}

describe.skipIf(!has('slapd'))('LDAP: OpenLDAP', () => {
  let open: RealServer;
  let guarded: RealServer;
  let closed: RealServer;
  beforeAll(async () => {
    [open, guarded, closed] = await Promise.all([
      startSlapd(['access to * by * read']),
      startSlapd([
        'access to attrs=userPassword by self write by anonymous auth by * none',
        'access to * by users read by anonymous auth by * none',
      ]),
      startSlapd(['access to * by users read by anonymous auth by * none'], ['disallow bind_anon', 'require authc']),
    ]);
    await Promise.all([open, guarded, closed].map((server) => seed(server.port)));
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), guarded?.stop(), closed?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('ldap://', open.port);
  });

  test('open to everybody: entries by class, fields, hashes; nothing raw is kept', async () => {
    await expectStore(`ldap://127.0.0.1:${open.port}`, open.port, {
      kind: 'ldap',
      product: 'OpenLDAP',
      access: 'read',
      namespaces: { inetOrgPerson: { records: 20, sampled: 20 } },
      types: {
        'inetOrgPerson mail': 'email',
        'inetOrgPerson telephoneNumber': 'phone',
        'inetOrgPerson userPassword': 'password',
      },
      rules: ['no-authentication', 'personal-data-readable', 'passwords-readable', 'no-start-tls', 'no-tls'],
      raw: planted.records.flatMap(({ email, phone, password, fullName }) =>
        [email, phone, password, fullName].map(String),
      ),
    });
  });

  test('with rules: the root DSE answers and is no finding; a login reads entries, and no hashes', async () => {
    const notRules = ['no-authentication', 'personal-data-readable', 'passwords-readable', 'anonymous-metadata'];
    await expectStore(`ldap://127.0.0.1:${guarded.port}`, guarded.port, {
      kind: 'ldap',
      product: 'OpenLDAP',
      access: 'none',
      notRules,
    });
    await expectStore(`ldap://127.0.0.1:${guarded.port}`, guarded.port, {
      kind: 'ldap',
      product: 'OpenLDAP',
      access: 'read',
      as: auditor.user,
      credential: auditor,
      types: { 'inetOrgPerson mail': 'email' },
      notRules,
    });
  });

  test('closed to anonymous sessions: that is told, and the credential is let in', async () => {
    const expected = { kind: 'ldap', notRules: ['no-authentication', 'passwords-readable'] };
    await expectStore(`ldap://127.0.0.1:${closed.port}`, closed.port, {
      ...expected,
      product: 'LDAP directory',
      access: 'none',
    });
    await expectStore(`ldap://127.0.0.1:${closed.port}`, closed.port, {
      ...expected,
      product: 'OpenLDAP',
      access: 'read',
      as: auditor.user,
      credential: auditor,
    });
  });
});

import { afterAll, beforeAll, describe, test } from 'vitest';
import { BinaryReader, i8, i32, i64, text32 } from '../../electron/engine/protocols/binary.ts';
import { startHttpFixture } from '../support/http-fixture.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { askOnce, connectTcp } from '../support/tcp-client.ts';
import { startZookeeper } from '../support/wire-servers.ts';

const planted = plantedPeople(20, 'zoo');
const world = { perms: 31, scheme: 'world', id: 'anyone' };
const owner = { perms: 31, scheme: 'auth', id: '' };

/** A server that has just opened its port closes sessions for a moment. */
async function seed(port: number, acl: typeof world, login?: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await make(port, acl, login);
    } catch (thrown) {
      if (tries > 30 || !String(thrown).includes('closed after 0')) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

/** Makes nodes as an application would; every node gets the same list. */
async function make(port: number, acl: typeof world, login?: string): Promise<void> {
  const socket = await connectTcp(port);
  const send = async (body: Buffer) => {
    const reply = await askOnce(socket, Buffer.concat([i32(body.length), body]), (bytes) =>
      bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0) ? bytes.subarray(4) : undefined,
    );
    return new BinaryReader(reply);
  };
  await send(Buffer.concat([i32(0), i64(0), i32(10_000), i64(0), text32(Buffer.alloc(16)), i8(0)]));
  if (login) await send(Buffer.concat([i32(-4), i32(100), i32(0), text32('digest'), text32(login)]));
  const list = Buffer.concat([i32(1), i32(acl.perms), text32(acl.scheme), text32(acl.id)]);
  const nodes: [string, string][] = [
    ['/app', ''],
    ['/app/users', ''],
    ...planted.records.map((record, n): [string, string] => [`/app/users/${1000 + n}`, JSON.stringify(record)]),
  ];
  for (const [index, [path, value]] of nodes.entries()) {
    const reply = await send(Buffer.concat([i32(index + 1), i32(1), text32(path), text32(value), list, i32(0)]));
    reply.take(12);
    const error = reply.i32();
    if (error !== 0) throw new Error(`${path}: ${error}`);
  }
  socket.destroy();
}

describe.skipIf(!has('zookeeper'))('ZooKeeper', () => {
  let open: RealServer;
  let listed: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    const needsLogin = ['zookeeper.enforce.auth.enabled=true', 'zookeeper.enforce.auth.schemes=digest'];
    [open, listed, locked] = await Promise.all([startZookeeper(), startZookeeper(), startZookeeper(...needsLogin)]);
    await seed(open.port, world);
    await seed(listed.port, owner, 'app:Kestrel-7741');
    await seed(locked.port, owner, 'app:Kestrel-7741');
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), listed?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('zookeeper://', open.port);
  });

  const credential = { user: 'app', password: 'Kestrel-7741' };
  const known = { kind: 'zookeeper', product: 'ZooKeeper', version: /^3\.9\.3$/ };

  test('open: nodes, fields, who may change them; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      ...known,
      access: 'admin',
      namespaces: { '/app/users/*': { records: 20, sampled: 20 } },
      types: { '/app/users/* users.email': 'email', '/app/users/* users.wifi.ssid': 'wifi-ssid' },
      rules: ['no-authentication', 'personal-data-readable', 'anybody-may-change', 'no-tls'],
      raw: planted.raw,
    });
  });

  test('with lists: a stranger sees what is at the root; the owner reads', async () => {
    await expectStore(`127.0.0.1:${listed.port}`, listed.port, {
      ...known,
      access: 'admin',
      rules: ['anybody-may-change'],
      notRules: ['personal-data-readable'],
    });
  });

  test('with sessions that need a login: a stranger gets nothing, the credential reads', async () => {
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...known,
      access: 'none',
      notRules: ['no-authentication', 'anybody-may-change'],
    });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...known,
      access: 'admin',
      as: 'app',
      credential,
      types: { '/app/users/* users.email': 'email' },
    });
  });
});

test('the AdminServer, by fixture: it answers anybody', async () => {
  const server = await startHttpFixture(
    {
      'GET /commands': {
        text: '<a href="/commands/ruok">ruok</a><br/><a href="/commands/configuration">configuration</a>',
      },
    },
    { server: 'Jetty(9.4.54.v20240208)' },
    { status: 404, text: 'Powered by Jetty' },
  );
  await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'zookeeper',
    product: 'ZooKeeper AdminServer',
    access: 'metadata',
    rules: ['admin-server-open'],
  });
  await server.stop();
});

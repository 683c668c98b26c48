import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRabbit } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { has } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { startTcpFixture } from '../support/tcp-fixture.ts';

const guest = `Basic ${Buffer.from('guest:guest').toString('base64')}`;

async function call(port: number, method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: guest, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

describe.skipIf(!has('rabbitmq'))('RabbitMQ', () => {
  let open: Awaited<ReturnType<typeof startRabbit>>;
  let closed: Awaited<ReturnType<typeof startRabbit>>;
  beforeAll(async () => {
    open = await startRabbit('loopback_users = none');
    await call(open.port, 'PUT', '/api/queues/%2F/orders', { durable: true });
    const message = {
      properties: {},
      routing_key: 'orders',
      payload: 'a message that must stay',
      payload_encoding: 'string',
    };
    await call(open.port, 'POST', '/api/exchanges/%2F/amq.default/publish', message);
    closed = await startRabbit('default_user = auditor', 'default_pass = Kestrel-7741');
  }, 120_000);
  afterAll(async () => {
    await Promise.all([open?.stop(), closed?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('', open.port);
    await expectSturdy('amqp://', open.amqpPort);
  });

  test('management with guest: told only where the switch is on; queues are listed, messages left', async () => {
    const expected = { kind: 'rabbitmq', product: 'RabbitMQ' };
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      ...expected,
      access: 'none',
      notRules: ['default-account', 'no-authentication'],
    });
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      ...expected,
      version: /^3\.10\./,
      access: 'admin',
      as: 'guest (default account)',
      options: { tryDefaultAccounts: true },
      namespaces: { '/orders': { sampled: 0 } },
      rules: ['default-account', 'definitions-exportable', 'no-tls'],
      notRules: ['no-authentication'],
    });
  });

  test('AMQP: the version is read; guest is let in where it was left', async () => {
    const expected = {
      kind: 'rabbitmq',
      product: 'RabbitMQ (AMQP)',
      version: /^3\.10\./,
      notRules: ['anonymous-offered'],
    };
    await expectStore(`127.0.0.1:${open.amqpPort}`, open.amqpPort, { ...expected, access: 'none' });
    await expectStore(`127.0.0.1:${open.amqpPort}`, open.amqpPort, {
      ...expected,
      access: 'metadata',
      options: { tryDefaultAccounts: true },
      rules: ['default-account'],
    });
  });

  test('with an account of its own: guest is refused by both doors, and the credential is let in', async () => {
    const options = { tryDefaultAccounts: true };
    const notRules = ['default-account', 'anonymous-offered', 'no-authentication'];
    const credential = { user: 'auditor', password: 'Kestrel-7741' };
    for (const [port, product, access] of [
      [closed.port, 'RabbitMQ', 'admin'],
      [closed.amqpPort, 'RabbitMQ (AMQP)', 'metadata'],
    ] as const) {
      const expected = { kind: 'rabbitmq', product, notRules };
      await expectStore(`127.0.0.1:${port}`, port, { ...expected, access: 'none', options });
      await expectStore(`127.0.0.1:${port}`, port, { ...expected, access, as: 'auditor', credential });
    }
  });
});

/** Connection.Start as the specification of AMQP 0-9-1 lays it out. */
function connectionStart(version: string, mechanisms: string): Buffer {
  const size = (value: number) => Buffer.from([value >> 24, value >> 16, value >> 8, value]);
  const long = (value: string) => Buffer.concat([size(value.length), Buffer.from(value)]);
  const field = (name: string, value: string) =>
    Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from('S'), long(value)]);
  const table = Buffer.concat([field('product', 'RabbitMQ'), field('version', version)]);
  const body = Buffer.concat([
    Buffer.from([0, 10, 0, 10, 0, 9]),
    size(table.length),
    table,
    long(mechanisms),
    long('en_US'),
  ]);
  return Buffer.concat([Buffer.from([1, 0, 0]), size(body.length), body, Buffer.from([0xce])]);
}

test('ANONYMOUS as RabbitMQ 4 offers it, by protocol fixture: recorded, and not selected', async () => {
  const said: Buffer[] = [];
  const server = await startTcpFixture((socket) =>
    socket.on('data', (chunk: Buffer) => {
      said.push(chunk);
      if (chunk.toString('latin1').startsWith('AMQP')) socket.write(connectionStart('4.0.5', 'ANONYMOUS PLAIN'));
      // Whoever speaks another protocol is told which one this is.
      else socket.end('AMQP\0\0\u0009\u0001');
    }),
  );
  const store = await expectStore(`127.0.0.1:${server.port}`, server.port, {
    kind: 'rabbitmq',
    product: 'RabbitMQ (AMQP)',
    version: /^4\.0\.5$/,
    access: 'none',
    rules: ['anonymous-offered'],
    notRules: ['no-authentication'],
  });
  expect(store.capabilities.read.state).toBe('unknown');
  expect(Buffer.concat(said).toString('latin1')).not.toContain('ANONYMOUS');
  await server.stop();
});

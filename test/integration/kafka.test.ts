import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { i8, i16, i32, i64, text16 } from '../../electron/engine/protocols/binary.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { askOnce, connectTcp } from '../support/tcp-client.ts';
import { startKafka } from '../support/wire-servers.ts';

const planted = plantedPeople(20, 'kafka');
const login = { user: 'auditor', password: 'Kestrel-7741' };

function zigzag(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value < 0 ? -value * 2 - 1 : value * 2; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** CRC-32C, as record batches carry it. */
function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A record batch of version 2. */
function batch(values: string[], isGzip: boolean): Buffer {
  const records = values.map((value, index) => {
    const body = Buffer.concat([
      i8(0),
      zigzag(0),
      zigzag(index),
      zigzag(-1),
      zigzag(Buffer.byteLength(value)),
      Buffer.from(value),
      zigzag(0),
    ]);
    return Buffer.concat([zigzag(body.length), body]);
  });
  const all = Buffer.concat(records);
  const now = i64(Date.now());
  const signed = Buffer.concat([
    i16(isGzip ? 1 : 0),
    i32(values.length - 1),
    now,
    now,
    i64(-1),
    i16(-1),
    i32(-1),
    i32(values.length),
    isGzip ? gzipSync(all) : all,
  ]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32c(signed));
  const rest = Buffer.concat([i32(-1), i8(2), crc, signed]);
  return Buffer.concat([i64(0), i32(rest.length), rest]);
}

/** Makes topics and fills them, as their owner would. */
async function seed(port: number, as?: typeof login): Promise<void> {
  const socket = await connectTcp(port);
  const ask = (key: number, version: number, body: Buffer) => {
    const request = Buffer.concat([i16(key), i16(version), i32(1), text16('seed'), body]);
    return askOnce(socket, Buffer.concat([i32(request.length), request]), (bytes) =>
      bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0) ? bytes.subarray(8) : undefined,
    );
  };
  if (as) {
    await ask(17, 1, text16('PLAIN'));
    const secret = Buffer.from(`\0${as.user}\0${as.password}`);
    await ask(36, 0, Buffer.concat([i32(secret.length), secret]));
  }
  for (const [topic, isGzip] of [
    ['customers', false],
    ['devices', true],
  ] as const) {
    await ask(19, 2, Buffer.concat([i32(1), text16(topic), i32(1), i16(1), i32(0), i32(0), i32(10_000), i8(0)]));
    const values = planted.records.map((record) => JSON.stringify(record));
    for (let tries = 0; ; tries++) {
      const records = batch(values, isGzip);
      const answer = await ask(
        0,
        3,
        Buffer.concat([
          text16(null),
          i16(1),
          i32(5000),
          i32(1),
          text16(topic),
          i32(1),
          i32(0),
          i32(records.length),
          records,
        ]),
      );
      const error = answer.readInt16BE(4 + 2 + topic.length + 4 + 4);
      if (error === 0) break;
      // A topic has no leader for a moment.
      if (tries > 50 || (error !== 3 && error !== 5 && error !== 6)) throw new Error(`${topic}: error ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  socket.destroy();
}

describe.skipIf(!has('kafka'))('Kafka', () => {
  let open: RealServer;
  let listed: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    open = await startKafka();
    await seed(open.port);
    // The broker itself has to have rights that strangers have not: it talks to its controller under a name.
    const plain =
      'org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="x" user_admin="x";';
    listed = await startKafka(
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users=User:admin',
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
      'sasl.enabled.mechanisms=PLAIN',
      'sasl.mechanism.controller.protocol=PLAIN',
      `listener.name.controller.plain.sasl.jaas.config=${plain}`,
    );
    locked = await startKafka(
      'sasl.enabled.mechanisms=PLAIN',
      'sasl.mechanism.inter.broker.protocol=PLAIN',
      `listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${login.user}" password="${login.password}" user_${login.user}="${login.password}";`,
    );
    await seed(locked.port, login);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([open?.stop(), listed?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('kafka://', open.port);
  });

  test('open: topics, messages plain and compressed, findings; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'kafka',
      product: 'Kafka',
      access: 'admin',
      namespaces: { customers: { records: 20, sampled: 20 }, devices: { records: 20, sampled: 20 } },
      types: {
        'customers email': 'email',
        'customers wifi.ssid': 'wifi-ssid',
        'devices cameras[].nickname': 'device-nickname',
      },
      rules: ['no-authentication', 'personal-data-readable', 'no-access-lists', 'makes-topics-by-itself', 'no-tls'],
      raw: planted.raw,
    });
  });

  test('with access lists and no login: a stranger is let in and may do nothing', async () => {
    await expectStore(`127.0.0.1:${listed.port}`, listed.port, {
      kind: 'kafka',
      product: 'Kafka',
      access: 'none',
      notRules: ['no-access-lists', 'personal-data-readable'],
    });
  });

  test('with SASL: a stranger gets nothing, the credential reads', async () => {
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      kind: 'kafka',
      product: 'Kafka',
      access: 'none',
      notRules: ['no-authentication'],
    });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      kind: 'kafka',
      product: 'Kafka',
      access: 'admin',
      as: login.user,
      credential: login,
      types: { 'customers email': 'email' },
      notRules: ['no-authentication'],
    });
  });
});

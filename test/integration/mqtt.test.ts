import { pbkdf2Sync } from 'node:crypto';
import { once } from 'node:events';
import { generate } from 'mqtt-packet';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { expectStore } from '../support/store-suite.ts';
import { connectTcp } from '../support/tcp-client.ts';
import { startMosquitto } from '../support/wire-servers.ts';

const planted = plantedPeople(20, 'mqtt');
const login = { user: 'auditor', password: 'Kestrel-7741' };

/** A line of Mosquitto's password file, of its kind 7 (PBKDF2 with SHA-512). */
function passwordLine({ user, password }: typeof login): string {
  const [salt, rounds] = [Buffer.from('saltsaltsalt'), 101];
  const hash = pbkdf2Sync(password, salt, rounds, 64, 'sha512').toString('base64');
  return `${user}:$7$${rounds}$${salt.toString('base64')}$${hash}\n`;
}

/** Publishes retained messages as devices would. */
async function seed(port: number, as?: typeof login): Promise<void> {
  const socket = await connectTcp(port);
  const who = as ? { username: as.user, password: Buffer.from(as.password) } : {};
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: 'device',
      keepalive: 60,
      ...who,
    }),
  );
  await once(socket, 'data');
  for (const [index, record] of planted.records.entries()) {
    const common = { cmd: 'publish', qos: 0, dup: false, retain: true } as const;
    socket.write(generate({ ...common, topic: `devices/${1000 + index}/owner`, payload: JSON.stringify(record) }));
    socket.write(generate({ ...common, topic: `public/weather/${index}`, payload: '21.5' }));
  }
  socket.write(generate({ cmd: 'disconnect' }));
  socket.end();
  await once(socket, 'close');
}

describe.skipIf(!has('mosquitto'))('MQTT: Mosquitto', () => {
  let open: RealServer;
  let partly: RealServer;
  let locked: RealServer;
  beforeAll(async () => {
    const passwords = passwordLine(login);
    [open, partly, locked] = await Promise.all([
      startMosquitto(['allow_anonymous true']),
      startMosquitto(['allow_anonymous true', 'password_file FOLDER/passwords', 'acl_file FOLDER/topics'], {
        passwords,
        topics: `topic read public/#\nuser ${login.user}\ntopic readwrite #\n`,
      }),
      startMosquitto(['allow_anonymous false', 'password_file FOLDER/passwords'], { passwords }),
    ]);
    await Promise.all([seed(open.port), seed(partly.port, login), seed(locked.port, login)]);
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), partly?.stop(), locked?.stop()]);
  });

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('mqtt://', open.port);
  });

  test('open: topics, payloads, findings; nothing raw is kept', async () => {
    await expectStore(`127.0.0.1:${open.port}`, open.port, {
      kind: 'mqtt',
      product: 'Mosquitto',
      version: /^2\.0\./,
      access: 'read',
      namespaces: { 'devices/*/owner': { sampled: 20 } },
      types: { 'devices/*/owner owner.email': 'email', 'devices/*/owner owner.wifi.ssid': 'wifi-ssid' },
      rules: ['no-authentication', 'personal-data-readable', 'wildcard-subscription', 'no-tls'],
      raw: planted.raw,
    });
  });

  test('with topics by access list: a stranger hears the public ones only', async () => {
    const store = await expectStore(`127.0.0.1:${partly.port}`, partly.port, {
      kind: 'mqtt',
      product: 'MQTT broker',
      access: 'read',
      namespaces: { 'public/weather/*': { sampled: 20 } },
      notRules: ['personal-data-readable'],
    });
    if (store.namespaces.some((namespace) => namespace.name.startsWith('devices'))) throw new Error('heard too much');
  });

  test('with passwords: a stranger is refused, the credential listens', async () => {
    const expected = { kind: 'mqtt', notRules: ['no-authentication', 'wildcard-subscription'] };
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, { ...expected, product: 'MQTT broker', access: 'none' });
    await expectStore(`127.0.0.1:${locked.port}`, locked.port, {
      ...expected,
      product: 'Mosquitto',
      access: 'read',
      as: login.user,
      credential: login,
    });
  });
});

import { afterAll, beforeAll, describe, test } from 'vitest';
import { startVersity } from '../support/http-servers.ts';
import { expectSturdy } from '../support/mangler.ts';
import { plantedPeople } from '../support/people.ts';
import { has, type RealServer } from '../support/processes.ts';
import { s3Call } from '../support/s3-client.ts';
import { expectStore } from '../support/store-suite.ts';

const planted = plantedPeople(40, 'bucket');
const key = { access: 'KESTRELACCESS', secret: 'kestrel-secret-7741' };
const csv = ['email,phone,note', ...planted.records.map(({ email, phone }, n) => `${email},${phone},"row ${n}"`)].join(
  '\n',
);
const lines = planted.records.map((record) => JSON.stringify(record)).join('\n');

function policy(bucket: string, actions: string[]): string {
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: actions, Resource }],
  });
}

describe.skipIf(!has('versitygw'))('S3: Versity S3 Gateway', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startVersity(key.access, key.secret);
    const call = (method: string, path: string, body?: string) => s3Call(server.port, key, method, path, body);
    for (const bucket of ['exports', 'private', 'dropbox']) {
      await call('PUT', `/${bucket}`);
      await call('PUT', `/${bucket}/2026/customers-1.csv`, `${csv}\n`);
      await call('PUT', `/${bucket}/dump/people.ndjson`, `${lines}\n`);
      await call('PUT', `/${bucket}/photo.png`, 'not really a picture');
    }
    await call('PUT', '/exports?policy=', policy('exports', ['s3:ListBucket', 's3:GetObject']));
    await call('PUT', '/dropbox?policy=', policy('dropbox', ['s3:ListBucket', 's3:PutObject', 's3:GetBucketPolicy']));
  });
  afterAll(() => server?.stop());

  test('spoilt answers end in a line, not in a fault', async () => {
    await expectSturdy('s3://', server.port);
  });

  test('without a bucket named: a stranger learns nothing', async () => {
    await expectStore(`127.0.0.1:${server.port}`, server.port, {
      kind: 's3',
      product: 'Versity S3 Gateway',
      access: 'none',
      notRules: ['no-authentication', 'buckets-listed', 'public-write'],
    });
  });

  test('a bucket that its policy makes public: prefixes, tables and lines; nothing raw is kept', async () => {
    await expectStore(`http://127.0.0.1:${server.port}/exports`, server.port, {
      kind: 's3',
      product: 'Versity S3 Gateway',
      access: 'read',
      namespaces: { 'exports/dump/people.ndjson': { records: 1, sampled: 40 }, 'exports/photo.png': { sampled: 0 } },
      types: { 'exports/dump/people.ndjson wifi.ssid': 'wifi-ssid', 'exports/dump/people.ndjson email': 'email' },
      rules: ['no-authentication', 'personal-data-readable', 'no-tls'],
      raw: planted.raw,
    });
  });

  test('a bucket that anybody may list and write into: the list to a stranger, the policy to its owner; nothing is tried', async () => {
    const expected = { kind: 's3', product: 'Versity S3 Gateway' };
    await expectStore(`http://127.0.0.1:${server.port}/dropbox`, server.port, {
      ...expected,
      access: 'metadata',
      rules: ['anonymous-metadata'],
      notRules: ['personal-data-readable', 'public-write'],
    });
    await expectStore(`http://127.0.0.1:${server.port}/private`, server.port, {
      ...expected,
      access: 'write',
      as: key.access,
      credential: { user: key.access, password: key.secret },
      rules: ['public-write'],
    });
  });

  test('a private bucket: a stranger gets nothing, the keys read all of them', async () => {
    const expected = {
      kind: 's3',
      product: 'Versity S3 Gateway',
      notRules: ['no-authentication', 'personal-data-readable'],
    };
    await expectStore(`http://127.0.0.1:${server.port}/private`, server.port, { ...expected, access: 'none' });
    await expectStore(`127.0.0.1:${server.port}`, server.port, {
      ...expected,
      access: 'write',
      as: key.access,
      credential: { user: key.access, password: key.secret },
      rules: ['public-write'],
      namespaces: { 'private/dump/people.ndjson': { sampled: 40 } },
    });
  });
});

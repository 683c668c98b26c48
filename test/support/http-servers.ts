import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, isRoot, javaFolder, type RealServer, servers, startProcess, untilOpen } from './processes.ts';

/** Real servers that answer HTTP. */

async function startScript(name: string, args: (port: number, folder: string) => string[]): Promise<RealServer> {
  const script = servers[name]?.command ?? name;
  // Some keep settings in the user's folder, which the next start would read.
  const home = mkdtempSync(path.join(tmpdir(), 'ajar-home-'));
  const server = await startProcess({
    command: process.execPath,
    env: { HOME: home },
    args: (port, folder) => [script, ...args(port, folder)],
  });
  return withFolder(server, home);
}

/** PouchDB Server in memory: an admin party, as it starts. */
export function startPouch(): Promise<RealServer> {
  return startScript('pouchdb-server', (port) => [
    '--in-memory',
    '--no-stdout-logs',
    '--no-color',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ]);
}

export function startDynalite(): Promise<RealServer> {
  return startScript('dynalite', (port) => ['--port', String(port), '--createTableMs', '0']);
}

/** Redis Commander in front of a Redis. @param login user and password that its page asks for, if any. */
export function startRedisCommander(redis: number, login?: { user: string; password: string }): Promise<RealServer> {
  return startScript('redis-commander', (port) => [
    '--address',
    '127.0.0.1',
    '--port',
    String(port),
    '--redis-host',
    '127.0.0.1',
    '--redis-port',
    String(redis),
    '--nosave',
    ...(login ? ['--http-auth-username', login.user, '--http-auth-password', login.password] : []),
  ]);
}

export function startChroma(): Promise<RealServer> {
  const { command = 'python3', folder = '' } = servers.chroma ?? {};
  const start = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', *sys.argv[1:]])";
  return startProcess({
    command,
    env: { PYTHONPATH: folder },
    args: (port, data) => ['-c', start, 'run', '--path', data, '--host', '127.0.0.1', '--port', String(port)],
  });
}

/** Weaviate without vectorizers. @param key asked of everybody; without one, anonymous access is on, as it comes. */
export async function startWeaviate(key?: string): Promise<RealServer> {
  const [gossip, raft, rpc, grpc] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-weaviate-'));
  const server = await startProcess({
    command: servers.weaviate?.command ?? 'weaviate-server',
    args: (port) => ['--host', '127.0.0.1', '--port', String(port), '--scheme', 'http'],
    env: {
      PERSISTENCE_DATA_PATH: folder,
      DEFAULT_VECTORIZER_MODULE: 'none',
      DISABLE_TELEMETRY: 'true',
      LOG_LEVEL: 'error',
      CLUSTER_HOSTNAME: 'node1',
      CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
      CLUSTER_GOSSIP_BIND_PORT: String(gossip),
      // It insists on the port after the other.
      CLUSTER_DATA_BIND_PORT: String(gossip + 1),
      RAFT_PORT: String(raft),
      RAFT_INTERNAL_RPC_PORT: String(rpc),
      RAFT_BOOTSTRAP_EXPECT: '1',
      GRPC_PORT: String(grpc),
      PROMETHEUS_MONITORING_ENABLED: 'false',
      GO_PROFILING_DISABLE: 'true',
      ...(key
        ? {
            AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
            AUTHENTICATION_APIKEY_ENABLED: 'true',
            AUTHENTICATION_APIKEY_ALLOWED_KEYS: key,
            AUTHENTICATION_APIKEY_USERS: 'admin',
          }
        : { AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true' }),
    },
  });
  return withFolder(server, folder);
}

/** The S3 interface of Versity over a folder. */
export async function startVersity(access: string, secret: string): Promise<RealServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-s3-'));
  mkdirSync(path.join(folder, 'data'));
  const server = await startProcess({
    command: servers.versitygw?.command ?? 'versitygw',
    env: { ROOT_ACCESS_KEY: access, ROOT_SECRET_KEY: secret },
    args: (port) => ['--port', `127.0.0.1:${port}`, '--iam-dir', folder, '--quiet', 'posix', path.join(folder, 'data')],
  });
  return withFolder(server, folder);
}

/** Solr alone, with one core. @param security the text of its security.json, if it has one. */
export async function startSolr(security?: string): Promise<RealServer> {
  const { java = 'java', classPath = '' } = servers.solr ?? {};
  const home = mkdtempSync(path.join(tmpdir(), 'ajar-solr-'));
  writeFileSync(path.join(home, 'solr.xml'), '<solr></solr>');
  if (security) writeFileSync(path.join(home, 'security.json'), security);
  const conf = path.join(home, 'people', 'conf');
  mkdirSync(conf, { recursive: true });
  writeFileSync(path.join(home, 'people', 'core.properties'), 'name=people\n');
  writeFileSync(
    path.join(conf, 'solrconfig.xml'),
    '<config><luceneMatchVersion>9.10</luceneMatchVersion><schemaFactory class="ClassicIndexSchemaFactory"/><requestHandler name="/select" class="solr.SearchHandler"/></config>',
  );
  writeFileSync(
    path.join(conf, 'schema.xml'),
    '<schema name="people" version="1.6"><fieldType name="string" class="solr.StrField"/><field name="id" type="string" stored="true" indexed="true"/><dynamicField name="*" type="string" stored="true" indexed="true"/><uniqueKey>id</uniqueKey></schema>',
  );
  const server = await startProcess({
    command: java,
    args: (port) => [
      '-Xmx256m',
      '-Dsolr.log.dir=.',
      '-cp',
      classPath,
      path.join(javaFolder, 'SolrNode.java'),
      home,
      String(port),
    ],
  });
  return withFolder(server, home);
}

/** ClickHouse with one user. @param password of the user `default`; none as people leave it. */
export async function startClickHouse(password = ''): Promise<RealServer & { nativePort: number }> {
  const [nativePort, interserver] = [await freePort(), await freePort()];
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-click-'));
  const file = path.join(folder, 'config.xml');
  const users = path.join(folder, 'users.xml');
  writeFileSync(
    users,
    `<yandex><profiles><default/></profiles><quotas><default/></quotas><users><default><password>${password}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default></users></yandex>`,
  );
  const server = await startProcess({
    command: servers.clickhouse?.command ?? 'clickhouse-server',
    args: (port) => {
      writeFileSync(
        file,
        `<yandex><logger><level>error</level><console>true</console></logger><http_port>${port}</http_port><tcp_port>${nativePort}</tcp_port><interserver_http_port>${interserver}</interserver_http_port><interserver_http_host>127.0.0.1</interserver_http_host><listen_host>127.0.0.1</listen_host><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><users_config>${users}</users_config><default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>5368709</mark_cache_size></yandex>`,
      );
      return [`--config-file=${file}`];
    },
  });
  await untilOpen(nativePort);
  return { ...withFolder(server, folder), nativePort };
}

/** RabbitMQ with its management interface. @param settings more lines of rabbitmq.conf. */
export async function startRabbit(...settings: string[]): Promise<RealServer & { amqpPort: number }> {
  const [amqpPort, distribution] = [await freePort(), await freePort()];
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-rabbit-'));
  writeFileSync(path.join(folder, 'plugins'), '[rabbitmq_management].\n');
  // It would start a name service that outlives it; this one is ended with it.
  const names = await startProcess({
    command: 'epmd',
    args: (port) => ['-port', String(port), '-address', '127.0.0.1'],
  });
  const server = await startProcess({
    command: isRoot ? '/usr/lib/rabbitmq/bin/rabbitmq-server' : (servers.rabbitmq?.command ?? 'rabbitmq-server'),
    readyMs: 90_000,
    args: (port) => {
      const lines = [
        `listeners.tcp.1 = 127.0.0.1:${amqpPort}`,
        `management.tcp.port = ${port}`,
        'management.tcp.ip = 127.0.0.1',
        ...settings,
      ];
      writeFileSync(path.join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
      return [];
    },
    env: {
      HOME: folder,
      ERL_EPMD_PORT: String(names.port),
      RABBITMQ_NODENAME: `ajar${amqpPort}@localhost`,
      RABBITMQ_MNESIA_BASE: path.join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_LOGS: '-',
      RABBITMQ_PID_FILE: path.join(folder, 'pid'),
      RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'plugins'),
      RABBITMQ_CONFIG_FILE: path.join(folder, 'rabbitmq.conf'),
      RABBITMQ_DIST_PORT: String(distribution),
    },
  });
  await untilOpen(amqpPort);
  return {
    port: server.port,
    amqpPort,
    async stop() {
      await server.stop();
      await names.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function withFolder(server: RealServer, folder: string): RealServer {
  return {
    port: server.port,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

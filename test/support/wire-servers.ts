import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, javaFolder, type RealServer, servers, startProcess, untilOpen } from './processes.ts';

/** Real servers that speak protocols of their own. */

/** ZooKeeper alone. @param properties such as `zookeeper.enforce.auth.enabled=true`. */
export function startZookeeper(...properties: string[]): Promise<RealServer> {
  const { java = 'java', classPath = '' } = servers.zookeeper ?? {};
  return startProcess({
    command: java,
    args: (port, folder) => [
      '-Xmx96m',
      '-Dzookeeper.admin.enableServer=false',
      '-Dzookeeper.clientPortAddress=127.0.0.1',
      ...properties.map((property) => `-D${property}`),
      '-cp',
      classPath,
      'org.apache.zookeeper.server.ZooKeeperServerMain',
      String(port),
      folder,
    ],
  });
}

const cassandraOpens = [
  'java.base/java.io',
  'java.base/java.lang',
  'java.base/java.lang.module',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'jdk.management/com.sun.management.internal',
];
const cassandraExports = [
  'java.base/jdk.internal.misc',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.rmi/sun.rmi.transport.tcp',
  'java.sql/java.sql',
  'jdk.unsupported/sun.misc',
];

/** Cassandra alone; with `isLocked`, passwords and permissions are on, and its default superuser is there. */
export async function startCassandra(isLocked: boolean): Promise<RealServer> {
  const { java = 'java', classPath = '' } = servers.cassandra ?? {};
  const [storage, secure] = [await freePort(), await freePort()];
  return await startProcess({
    command: java,
    readyMs: 90_000,
    args: (port, folder) => {
      const [authenticator, authorizer] = isLocked
        ? ['PasswordAuthenticator', 'CassandraAuthorizer']
        : ['AllowAllAuthenticator', 'AllowAllAuthorizer'];
      const settings = {
        cluster_name: 'ajar-test',
        partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
        data_file_directories: [path.join(folder, 'data')],
        commitlog_directory: path.join(folder, 'commitlog'),
        saved_caches_directory: path.join(folder, 'caches'),
        hints_directory: path.join(folder, 'hints'),
        cdc_raw_directory: path.join(folder, 'cdc'),
        commitlog_sync: 'periodic',
        commitlog_sync_period: '10000ms',
        endpoint_snitch: 'SimpleSnitch',
        listen_address: '127.0.0.1',
        rpc_address: '127.0.0.1',
        native_transport_port: port,
        storage_port: storage,
        ssl_storage_port: secure,
        start_native_transport: true,
        seed_provider: [
          {
            class_name: 'org.apache.cassandra.locator.SimpleSeedProvider',
            parameters: [{ seeds: `127.0.0.1:${storage}` }],
          },
        ],
        authenticator,
        authorizer,
        role_manager: 'CassandraRoleManager',
        num_tokens: 1,
        disk_access_mode: 'mmap_index_only',
        auto_snapshot: false,
      };
      // YAML holds JSON.
      writeFileSync(path.join(folder, 'cassandra.yaml'), JSON.stringify(settings));
      return [
        '-Xmx320m',
        '-Xss512k',
        ...cassandraOpens.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
        ...cassandraExports.flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
        `-Dcassandra.config=file://${folder}/cassandra.yaml`,
        `-Dcassandra.storagedir=${folder}`,
        '-Dcassandra-foreground=yes',
        '-Dcassandra.superuser_setup_delay_ms=0',
        '-Dcassandra.ring_delay_ms=0',
        '-Dcassandra.skip_wait_for_gossip_to_settle=0',
        '-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener',
        '-cp',
        classPath,
        'org.apache.cassandra.service.CassandraDaemon',
      ];
    },
  });
}

/** One Kafka broker. @param settings more lines of its properties. */
export async function startKafka(...settings: string[]): Promise<RealServer> {
  const { java = 'java', classPath = '' } = servers.kafka ?? {};
  const controller = await freePort();
  return await startProcess({
    command: java,
    readyMs: 90_000,
    args: (port, folder) => [
      '-Xmx256m',
      '-cp',
      classPath,
      path.join(javaFolder, 'KafkaBroker.java'),
      folder,
      String(port),
      String(controller),
      ...settings,
    ],
  });
}

/** Neo4j with Bolt and HTTP; with `isLocked` it asks for a login, and its default account is there. */
export async function startNeo(isLocked: boolean): Promise<RealServer & { httpPort: number }> {
  const { java = 'java', classPath = '' } = servers.neo4j ?? {};
  const httpPort = await freePort();
  const server = await startProcess({
    command: java,
    readyMs: 90_000,
    args: (port, folder) => [
      '-Xmx320m',
      '-cp',
      classPath,
      path.join(javaFolder, 'NeoServer.java'),
      folder,
      String(port),
      String(httpPort),
      String(isLocked),
    ],
  });
  await untilOpen(httpPort);
  return { ...server, httpPort };
}

/** Mosquitto. @param lines of its configuration; a password file stands as `passwords` in its folder. */
export function startMosquitto(lines: string[], files: Record<string, string> = {}): Promise<RealServer> {
  return startProcess({
    command: servers.mosquitto?.command ?? 'mosquitto',
    args: (port, folder) => {
      for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
      const file = path.join(folder, 'mosquitto.conf');
      const own = [`listener ${port} 127.0.0.1`, 'persistence false', 'user root', ...lines];
      writeFileSync(file, own.map((line) => line.replaceAll('FOLDER', folder)).join('\n'));
      return ['-c', file];
    },
  });
}

/** OpenLDAP's slapd over loopback. @param access lines of its access rules. */
export function startSlapd(access: string[], more: string[] = []): Promise<RealServer> {
  return startProcess({
    command: servers.slapd?.command ?? 'slapd',
    args: (port, folder) => {
      mkdirSync(path.join(folder, 'data'));
      const config = [
        'include /etc/ldap/schema/core.schema',
        'include /etc/ldap/schema/cosine.schema',
        'include /etc/ldap/schema/inetorgperson.schema',
        'modulepath /usr/lib/ldap',
        'moduleload back_mdb',
        `pidfile ${folder}/pid`,
        ...more,
        'database mdb',
        'suffix "dc=example,dc=org"',
        'rootdn "cn=admin,dc=example,dc=org"',
        'rootpw Kestrel-7741',
        `directory ${folder}/data`,
        ...access,
      ];
      const file = path.join(folder, 'slapd.conf');
      writeFileSync(file, `${config.join('\n')}\n`);
      return ['-f', file, '-h', `ldap://127.0.0.1:${port}`, '-d', '0'];
    },
  });
}

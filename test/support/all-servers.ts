import {
  startChroma,
  startClickHouse,
  startDynalite,
  startPouch,
  startRabbit,
  startRedisCommander,
  startSolr,
  startVersity,
  startWeaviate,
} from './http-servers.ts';
import { plantedPeople } from './people.ts';
import {
  has,
  type RealServer,
  startEtcd,
  startFerret,
  startInflux,
  startMariadb,
  startMemcached,
  startNats,
  startOpenSearch,
  startPostgres,
  startRedis,
} from './processes.ts';
import { startProxy } from './proxy.ts';
import { startCassandra, startKafka, startMosquitto, startNeo, startSlapd, startZookeeper } from './wire-servers.ts';

/** Every real server that there is, open and protected, at once: for measuring one run over all of them. */
export interface Everything {
  /** As they are typed: addresses and ports, with nothing that tells the kind but for LDAP's scheme. */
  targets: string[];
  stop(): Promise<void>;
}

const password = 'Kestrel-7741';
const people = plantedPeople(500, 'all').records;

type Start = () => Promise<RealServer & Partial<Record<'nativePort' | 'amqpPort' | 'httpPort', number>>>;

const rootOf = (secret: string) => [
  `CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '${secret}'`,
  "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1'",
];

/** Needs nothing but itself. */
const starts: [string, Start][] = [
  ['redis', () => startRedis()],
  ['redis', () => startRedis('--requirepass', password)],
  ['memcached', () => startMemcached()],
  ['postgresql', () => startPostgres(['host all all 127.0.0.1/32 trust'])],
  ['postgresql', () => startPostgres(['host all all 127.0.0.1/32 scram-sha-256'])],
  ['mariadb', () => startMariadb(rootOf(''))],
  ['mariadb', () => startMariadb(rootOf(password))],
  ['ferretdb', () => startFerret()],
  ['ferretdb', () => startFerret(password)],
  ['opensearch', () => startOpenSearch()],
  ['pouchdb-server', () => startPouch()],
  ['cassandra', () => startCassandra(false)],
  ['cassandra', () => startCassandra(true)],
  ['influxdb', () => startInflux(false)],
  ['influxdb', () => startInflux(true)],
  ['clickhouse', () => startClickHouse()],
  ['clickhouse', () => startClickHouse(password)],
  ['etcd', () => startEtcd()],
  ['zookeeper', () => startZookeeper()],
  ['zookeeper', () => startZookeeper('zookeeper.enforce.auth.enabled=true', 'zookeeper.enforce.auth.schemes=digest')],
  ['versitygw', () => startVersity('ACCESS', password)],
  ['neo4j', () => startNeo(false)],
  ['neo4j', () => startNeo(true)],
  ['rabbitmq', () => startRabbit()],
  ['kafka', () => startKafka()],
  ['mosquitto', () => startMosquitto(['allow_anonymous true'])],
  ['mosquitto', () => startMosquitto(['allow_anonymous false'])],
  ['nats', () => startNats()],
  ['nats', () => startNats('--user', 'app', '--pass', password)],
  ['slapd', () => startSlapd(['access to * by * read'])],
  ['solr', () => startSolr()],
  ['chroma', () => startChroma()],
  ['weaviate', () => startWeaviate()],
  ['weaviate', () => startWeaviate(password)],
  ['dynalite', () => startDynalite()],
];

/** Starts them two at a time, puts records into some, and a login proxy in front of what knows no logins. */
export async function startEverything(): Promise<Everything> {
  const running: RealServer[] = [];
  const ports: number[] = [];
  const targets: string[] = [];
  const wanted = starts.filter(([name]) => has(name));
  const byName = new Map<string, number>();
  const next = wanted.values();
  const work = async () => {
    for (const [name, start] of next) {
      const server = await start();
      running.push(server);
      const all = [server.port, server.nativePort, server.amqpPort, server.httpPort].filter(
        (port) => port !== undefined,
      );
      if (name === 'slapd') targets.push(`ldap://127.0.0.1:${server.port}`);
      else ports.push(...all);
      if (!byName.has(name)) byName.set(name, server.port);
    }
  };
  await Promise.all([work(), work()]);
  for (const name of ['pouchdb-server', 'opensearch', 'chroma', 'dynalite', 'solr']) {
    const behind = byName.get(name);
    if (behind === undefined) continue;
    const front = await startProxy(behind, () => 401);
    running.push(front);
    ports.push(front.port);
  }
  const redis = byName.get('redis');
  if (redis !== undefined && has('redis-commander')) {
    for (const login of [undefined, { user: 'admin', password }]) {
      const console = await startRedisCommander(redis, login);
      running.push(console);
      ports.push(console.port);
    }
  }
  await fill(byName);
  return {
    targets: [...targets, ...ports.map((port) => `127.0.0.1:${port}`)],
    async stop() {
      await Promise.all(running.map((server) => server.stop()));
    },
  };
}

/** Five hundred people into each of those that take them over HTTP in one request. */
async function fill(ports: ReadonlyMap<string, number>): Promise<void> {
  const send = async (name: string, path: string, method: string, body?: string) => {
    const port = ports.get(name);
    if (port === undefined) return;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(body ? { body } : {}) });
    if (!answer.ok) throw new Error(`${name} ${path}: ${await answer.text()}`);
  };
  const lines = people.map((record) => JSON.stringify(record)).join('\n');
  await send('pouchdb-server', '/people', 'PUT');
  await send('pouchdb-server', '/people/_bulk_docs', 'POST', JSON.stringify({ docs: people }));
  const bulk = people.map((record) => `{"index":{}}\n${JSON.stringify(record)}`).join('\n');
  await send('opensearch', '/people/_bulk?refresh=true', 'POST', `${bulk}\n`);
  const table = 'CREATE TABLE people (line String) ENGINE = MergeTree() ORDER BY line';
  await send('clickhouse', `/?query=${encodeURIComponent(table)}`, 'POST');
  await send(
    'clickhouse',
    `/?query=${encodeURIComponent('INSERT INTO people FORMAT TabSeparated')}`,
    'POST',
    `${lines}\n`,
  );
}

import { cassandra } from './cassandra.ts';
import { chroma } from './chroma.ts';
import { clickhouse } from './clickhouse.ts';
import { consoles } from './console.ts';
import { couchdb } from './couchdb.ts';
import { dynamodb } from './dynamodb.ts';
import { elasticsearch } from './elasticsearch.ts';
import { etcd } from './etcd.ts';
import { influxdb } from './influxdb.ts';
import { kafka } from './kafka.ts';
import { ldap } from './ldap.ts';
import { memcached } from './memcached.ts';
import { mongodb } from './mongodb.ts';
import { mqtt } from './mqtt.ts';
import { mssql } from './mssql.ts';
import { mysql } from './mysql.ts';
import { nats } from './nats.ts';
import { neo4j } from './neo4j.ts';
import { postgresql } from './postgresql.ts';
import { qdrant } from './qdrant.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redis } from './redis.ts';
import { s3 } from './s3.ts';
import { solr } from './solr.ts';
import type { StoreKind } from './store.ts';
import { weaviate } from './weaviate.ts';
import { zookeeper } from './zookeeper.ts';

/**
 * Every store kind, in the order in which they are listed, and asked at a port that is none of theirs. Adding one means one
 * file and one line here.
 */
export const storeKinds: readonly StoreKind[] = [
  mongodb,
  elasticsearch,
  redis,
  postgresql,
  mysql,
  memcached,
  couchdb,
  cassandra,
  influxdb,
  clickhouse,
  etcd,
  zookeeper,
  s3,
  neo4j,
  rabbitmq,
  kafka,
  mssql,
  mqtt,
  nats,
  ldap,
  solr,
  qdrant,
  chroma,
  weaviate,
  dynamodb,
  consoles,
];

/** Ports that are looked at when a target names none, each once. */
export const defaultPorts: readonly number[] = [...new Set(storeKinds.flatMap((kind) => kind.ports))];

const bySpeech = { first: 0, http: 1, 'when-asked': 2 } as const;

/** Whether a port is one of a kind's. */
export function isAtHome({ ports, otherPorts = [] }: StoreKind, port: number): boolean {
  return ports.includes(port) || otherPorts.includes(port);
}

/**
 * Kinds in the order to try at an endpoint: the hinted one, those whose port it is, then the rest, of these first what
 * can be told from a greeting or a web page, since that costs no connection more.
 */
export function inOrderFor(port: number, hinted: string | null): StoreKind[] {
  const rank = (kind: StoreKind) => (kind.kind === hinted ? 0 : isAtHome(kind, port) ? 1 : 2 + bySpeech[kind.speaks]);
  return storeKinds.toSorted((a, b) => rank(a) - rank(b));
}

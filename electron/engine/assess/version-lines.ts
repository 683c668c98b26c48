/**
 * The day on which the lines below were last held against a source: for each product the vendor's page that is named, as
 * the open data of endoflife.date had it, which follows these pages; those of PostgreSQL, Elasticsearch and OpenSearch were
 * not among what was looked up, and stand as before. What a copy did not have yet, of the last months or years, says
 * null, which passes. A test fails when this day is more than 400 days ago.
 */
export const versionsCheckedOn = '2026-11-25';

/** Where each vendor says how long it keeps what. */
export const versionSources: Record<string, string> = {
  MongoDB: 'https://www.mongodb.com/legal/support-policy/lifecycles',
  Elasticsearch: 'https://www.elastic.co/support/eol',
  Kibana: 'https://www.elastic.co/support/eol',
  OpenSearch: 'https://opensearch.org/releases/',
  PostgreSQL: 'https://www.postgresql.org/support/versioning/',
  MySQL: 'https://www.oracle.com/us/support/library/lifetime-support-technology-069183.pdf',
  MariaDB: 'https://mariadb.org/about/#maintenance-policy',
  Redis: 'https://github.com/redis/redis/security',
  memcached: 'https://github.com/memcached/memcached/wiki/ReleaseNotes',
  etcd: 'https://etcd.io/docs/latest/op-guide/versioning/',
  InfluxDB: 'https://www.influxdata.com/legal/support-policy/',
  CouchDB: 'https://docs.couchdb.org/en/stable/cve/index.html',
  Cassandra: 'https://cassandra.apache.org/_/download.html',
  ClickHouse: 'https://clickhouse.com/docs/faq/operations/production',
  ZooKeeper: 'https://zookeeper.apache.org/releases.html',
  Neo4j: 'https://neo4j.com/terms/support-terms/',
  RabbitMQ: 'https://www.rabbitmq.com/release-information',
  Solr: 'https://solr.apache.org/downloads.html#about-versions-and-support',
  'SQL Server': 'https://learn.microsoft.com/lifecycle/products/?terms=SQL%20Server',
};

export interface VersionLine {
  /** Versions from this one up to the next line. */
  from: string;
  /** The day on which fixes end; null where the vendor has named none. */
  endOfLife: string | null;
}

const line = (from: string, endOfLife: string | null): VersionLine => ({ from, endOfLife });

/** Same releases on the same days. */
const elastic: readonly VersionLine[] = [
  line('0', '2017-01-16'),
  line('2.0', '2018-02-28'),
  line('5.0', '2019-03-11'),
  line('6.0', '2022-02-10'),
  line('7.0', '2026-01-15'),
  line('8.0', '2027-07-15'),
  line('9.0', null),
];

export const lines: Record<string, readonly VersionLine[]> = {
  MongoDB: [
    line('0', '2016-10-31'),
    line('3.0', '2018-02-28'),
    line('3.2', '2018-09-30'),
    line('3.4', '2020-01-31'),
    line('3.6', '2021-04-30'),
    line('4.0', '2022-04-30'),
    line('4.2', '2023-04-30'),
    line('4.4', '2024-02-29'),
    line('5.0', '2024-10-31'),
    line('6.0', '2025-07-31'),
    line('7.0', '2027-08-31'),
    line('7.1', '2024-10-31'),
    line('8.0', '2029-10-31'),
    line('8.1', '2025-09-30'),
    line('8.2', '2026-07-31'),
    line('8.3', null),
  ],
  Elasticsearch: elastic,
  Kibana: elastic,
  OpenSearch: [line('1.0', '2025-05-06'), line('2.0', null)],
  PostgreSQL: [
    line('0', '2021-11-11'),
    line('10', '2022-11-10'),
    line('11', '2023-11-09'),
    line('12', '2024-11-21'),
    line('13', '2025-11-13'),
    line('14', '2026-11-12'),
    line('15', '2027-11-11'),
    line('16', '2028-11-09'),
    line('17', '2029-11-08'),
    line('18', '2030-11-14'),
  ],
  MySQL: [
    line('0', '2018-12-31'),
    line('5.6', '2021-02-28'),
    line('5.7', '2023-10-31'),
    line('8.0', '2026-04-30'),
    line('8.1', '2024-04-10'),
    line('8.4', '2032-04-30'),
    line('9.0', '2026-04-21'),
    line('9.7', null),
  ],
  MariaDB: [
    line('0', '2025-06-24'),
    line('10.6', '2026-07-06'),
    line('10.7', '2023-11-17'),
    line('10.11', '2028-02-16'),
    line('11.0', null),
    line('11.4', '2029-05-29'),
    line('11.5', null),
  ],
  Redis: [
    line('0', '2022-04-27'),
    line('6.0', '2022-05-31'),
    line('6.2', null),
    line('7.0', '2024-07-29'),
    line('7.2', null),
    line('8.0', '2026-02-11'),
    line('8.2', null),
  ],
  memcached: [line('0', '2017-07-21'), line('1.5', '2020-03-09'), line('1.6', null)],
  etcd: [
    line('0', '2017-01-20'),
    line('3.1', '2018-10-10'),
    line('3.2', '2021-03-28'),
    line('3.3', '2021-10-15'),
    line('3.4', '2025-05-15'),
    line('3.5', null),
  ],
  InfluxDB: [line('0', null)],
  CouchDB: [line('0', '2024-09-20'), line('3.3', null)],
  Cassandra: [line('0', '2023-12-15'), line('4.0', null)],
  ClickHouse: [
    line('0', '2025-04-22'),
    line('25.2', '2025-05-22'),
    line('25.3', '2026-03-20'),
    line('25.4', '2025-07-29'),
    line('25.5', '2025-08-29'),
    line('25.6', '2025-09-27'),
    line('25.7', '2025-11-01'),
    line('25.8', '2026-08-29'),
    line('25.9', '2025-12-18'),
    line('25.10', '2026-01-30'),
    line('25.11', '2026-02-27'),
    line('25.12', '2026-03-26'),
    line('26.1', '2026-05-05'),
    line('26.2', null),
    line('26.3', '2027-03-26'),
    line('26.4', null),
  ],
  ZooKeeper: [line('0', '2020-06-01'), line('3.5', '2022-06-01'), line('3.6', null)],
  Neo4j: [
    line('0', '2021-07-14'),
    line('4.1', '2021-12-22'),
    line('4.2', '2022-05-16'),
    line('4.3', '2022-12-16'),
    line('4.4', '2025-11-30'),
    line('5.0', '2024-12-06'),
    line('5.26', null),
    line('2025.01', '2025-04-30'),
    line('2025.04', null),
  ],
  RabbitMQ: [
    line('0', '2022-07-31'),
    line('3.9', '2023-01-31'),
    line('3.10', '2023-07-31'),
    line('3.11', '2023-12-31'),
    line('3.12', '2024-06-30'),
    line('3.13', null),
  ],
  Solr: [
    line('0', '2017-10-24'),
    line('6', '2019-03-13'),
    line('7', '2022-05-11'),
    line('8', '2024-10-25'),
    line('9', null),
  ],
  'SQL Server': [
    line('0', '2016-04-12'),
    line('10', '2019-07-09'),
    line('11', '2022-07-12'),
    line('12', '2024-07-09'),
    line('13', '2026-07-14'),
    line('14', '2027-10-12'),
    line('15', '2030-01-08'),
    line('16', '2033-01-11'),
    line('17', '2036-01-06'),
  ],
};

/** The same software under the name of its other door. */
export const sameLines: Record<string, string> = {
  'ClickHouse (native port)': 'ClickHouse',
  'Neo4j (HTTP)': 'Neo4j',
  'RabbitMQ (AMQP)': 'RabbitMQ',
};

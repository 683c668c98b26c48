/** Which versions no longer get security fixes, and the few advisories that matter for an open store. */

/**
 * The day on which the tables below were last written. Not every line was held against its source on that day: those of
 * Elasticsearch and OpenSearch were; of MongoDB 7.0 two dates are told (August 2026 and August 2027).
 */
export const versionsCheckedOn = '2026-11-25';

export const versionSources: Record<string, string> = {
  MongoDB: 'https://www.mongodb.com/legal/support-policy/lifecycles',
  Elasticsearch: 'https://www.elastic.co/support/eol',
  OpenSearch: 'https://opensearch.org/releases/',
  PostgreSQL: 'https://www.postgresql.org/support/versioning/',
  MySQL: 'https://www.mysql.com/support/',
  MariaDB: 'https://mariadb.org/about/#maintenance-policy',
};

interface Line {
  /** Versions from this one up to the next line. */
  from: string;
  /** The day on which fixes end; null where the vendor has named none. */
  endOfLife: string | null;
}

const lines: Record<string, readonly Line[]> = {
  MongoDB: [
    { from: '0', endOfLife: '2016-10-31' },
    { from: '3.0', endOfLife: '2018-02-28' },
    { from: '3.2', endOfLife: '2018-09-30' },
    { from: '3.4', endOfLife: '2020-01-31' },
    { from: '3.6', endOfLife: '2021-04-30' },
    { from: '4.0', endOfLife: '2022-04-30' },
    { from: '4.2', endOfLife: '2023-04-30' },
    { from: '4.4', endOfLife: '2024-02-29' },
    { from: '5.0', endOfLife: '2024-10-31' },
    { from: '6.0', endOfLife: '2025-07-31' },
    { from: '7.0', endOfLife: '2027-08-31' },
    { from: '8.0', endOfLife: '2029-10-31' },
    { from: '8.2', endOfLife: null },
  ],
  Elasticsearch: [
    { from: '0', endOfLife: '2017-01-16' },
    { from: '2.0', endOfLife: '2018-02-28' },
    { from: '5.0', endOfLife: '2019-03-11' },
    { from: '6.0', endOfLife: '2022-02-10' },
    { from: '7.0', endOfLife: '2026-01-15' },
    { from: '8.0', endOfLife: '2027-07-15' },
    { from: '9.0', endOfLife: null },
  ],
  PostgreSQL: [
    { from: '0', endOfLife: '2021-11-11' },
    { from: '10', endOfLife: '2022-11-10' },
    { from: '11', endOfLife: '2023-11-09' },
    { from: '12', endOfLife: '2024-11-21' },
    { from: '13', endOfLife: '2025-11-13' },
    { from: '14', endOfLife: '2026-11-12' },
    { from: '15', endOfLife: '2027-11-11' },
    { from: '16', endOfLife: '2028-11-09' },
    { from: '17', endOfLife: '2029-11-08' },
    { from: '18', endOfLife: '2030-11-14' },
  ],
  MySQL: [
    { from: '0', endOfLife: '2021-02-05' },
    { from: '5.7', endOfLife: '2023-10-31' },
    { from: '8.0', endOfLife: '2026-04-30' },
    { from: '8.4', endOfLife: '2032-04-30' },
  ],
  MariaDB: [
    { from: '0', endOfLife: '2025-06-24' },
    { from: '10.6', endOfLife: '2026-07-06' },
    { from: '10.11', endOfLife: '2028-02-16' },
    { from: '11.4', endOfLife: '2029-05-29' },
    { from: '11.8', endOfLife: null },
  ],
  OpenSearch: [
    { from: '1.0', endOfLife: '2025-05-06' },
    { from: '2.0', endOfLife: null },
  ],
};

export interface Advisory {
  id: string;
  title: string;
  product: string;
  /** `from` inclusive, `fixed` exclusive. */
  affected: readonly { from: string; fixed: string }[];
  reference: string;
}

export const advisories: readonly Advisory[] = [
  {
    id: 'CVE-2025-14847',
    title: 'a stranger can read uninitialised memory by a malformed compressed message (where zlib compression is on)',
    product: 'MongoDB',
    affected: [
      { from: '3.6', fixed: '4.4.30' },
      { from: '5.0', fixed: '5.0.32' },
      { from: '6.0', fixed: '6.0.27' },
      { from: '7.0', fixed: '7.0.28' },
      { from: '8.0', fixed: '8.0.17' },
      { from: '8.2', fixed: '8.2.3' },
    ],
    reference: 'https://jira.mongodb.org/browse/SERVER-115508',
  },
  {
    id: 'CVE-2014-3120',
    title: 'a search request can run code on the machine (dynamic scripting)',
    product: 'Elasticsearch',
    affected: [{ from: '0', fixed: '1.2.0' }],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2014-3120',
  },
  {
    id: 'CVE-2015-1427',
    title: 'a search request can run code on the machine (Groovy sandbox)',
    product: 'Elasticsearch',
    affected: [
      { from: '1.3.0', fixed: '1.3.8' },
      { from: '1.4.0', fixed: '1.4.3' },
    ],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2015-1427',
  },
  {
    id: 'CVE-2021-22145',
    title: 'error messages can show parts of memory (malformed query)',
    product: 'Elasticsearch',
    affected: [{ from: '7.10.0', fixed: '7.13.4' }],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2021-22145',
  },
];

/** @returns the day on which fixes ended or end; undefined where the product or version is not in the table. */
export function endOfLifeOf(product: string, version: string): string | null | undefined {
  const known = lines[product];
  return known?.findLast((line) => compareVersions(version, line.from) >= 0)?.endOfLife;
}

/** Advisories whose range holds this version. Says nothing of a distribution's own back-ports. */
export function advisoriesFor(product: string, version: string): Advisory[] {
  return advisories.filter(
    (advisory) =>
      advisory.product === product &&
      advisory.affected.some(
        (range) => compareVersions(version, range.from) >= 0 && compareVersions(version, range.fixed) < 0,
      ),
  );
}

/** Compares dotted numbers; whatever follows the numbers is left out. @returns negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => (/^[\d.]*/.exec(version)?.[0] ?? '').split('.').map(Number));
  for (let index = 0; index < 4; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

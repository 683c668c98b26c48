/** Which versions no longer get security fixes, and the few advisories that matter for an open store. */

import { lines, sameLines } from './version-lines.ts';

export { versionSources, versionsCheckedOn } from './version-lines.ts';

export interface Advisory {
  id: string;
  title: string;
  product: string;
  /** `from` inclusive, `fixed` exclusive. */
  affected: readonly { from: string; fixed: string }[];
  reference: string;
}

/** Few, and only those that let a stranger in further. Ranges as NVD has them; a distribution may have mended its own. */
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
  {
    id: 'CVE-2025-49844',
    title: 'a script can run code on the machine (use after free in Lua)',
    product: 'Redis',
    affected: [
      { from: '0', fixed: '6.2.20' },
      { from: '7.0', fixed: '7.2.11' },
      { from: '7.4', fixed: '7.4.6' },
      { from: '8.0', fixed: '8.0.4' },
      { from: '8.2', fixed: '8.2.2' },
    ],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2025-49844',
  },
  {
    id: 'CVE-2017-12635',
    title: 'anybody can make an administrator',
    product: 'CouchDB',
    affected: [
      { from: '0', fixed: '1.7.0' },
      { from: '2.0.0', fixed: '2.1.1' },
    ],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2017-12635',
  },
  {
    id: 'CVE-2022-24706',
    title: 'anybody who reaches the cluster port is administrator, where its cookie was left as installed',
    product: 'CouchDB',
    affected: [{ from: '0', fixed: '3.2.2' }],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2022-24706',
  },
  {
    id: 'CVE-2017-12629',
    title: 'a stranger can run code on the machine (RunExecutableListener)',
    product: 'Solr',
    affected: [
      { from: '5.5.0', fixed: '5.5.5' },
      { from: '6.0.0', fixed: '6.6.2' },
      { from: '7.0.0', fixed: '7.1.0' },
    ],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2017-12629',
  },
  {
    id: 'CVE-2019-17558',
    title: 'a stranger can run code on the machine (Velocity templates)',
    product: 'Solr',
    affected: [{ from: '5.0.0', fixed: '8.4.0' }],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2019-17558',
  },
  {
    id: 'CVE-2019-20933',
    title: 'a stranger can log in as anybody (an empty shared secret)',
    product: 'InfluxDB',
    affected: [{ from: '0', fixed: '1.7.6' }],
    reference: 'https://nvd.nist.gov/vuln/detail/CVE-2019-20933',
  },
];

/** @returns the day on which fixes ended or end; undefined where the product or version is not in the table. */
export function endOfLifeOf(product: string, version: string): string | null | undefined {
  const known = lines[sameLines[product] ?? product];
  return known?.findLast((line) => compareVersions(version, line.from) >= 0)?.endOfLife;
}

/** Advisories whose range holds this version. Says nothing of a distribution's own back-ports. */
export function advisoriesFor(product: string, version: string): Advisory[] {
  return advisories.filter(
    (advisory) =>
      advisory.product === (sameLines[product] ?? product) &&
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

import { type Sensitivity, sensitivities } from '../../contract/data-types.ts';
import type { Finding, Namespace } from '../../contract/report-model.ts';
import type { Access, Reach } from '../../contract/words.ts';

interface Part {
  name: string;
  points: number;
  because: string;
}

/** What an access without a login adds. Zero here leaves only hygiene. */
export const accessPoints: Record<Access, number> = { none: 0, metadata: 10, read: 30, write: 35, admin: 40 };
export const reachPoints: Record<Reach, number> = { loopback: 5, private: 12, public: 20 };
export const sensitivityPoints: Record<Sensitivity, number> = {
  'nothing-found': 0,
  personal: 15,
  sensitive: 22,
  secret: 25,
};
/** Points of each open finding that is not about access, by severity; in all at most `hygieneCap`. */
export const hygienePoints = { info: 0, low: 1, medium: 3, high: 6, critical: 10 } as const;
export const hygieneCap = 10;
/** Findings that the access, reach and data parts already stand for. */
export const accessRules = /\.(no-authentication|anonymous-metadata|personal-data-readable)$/;

/** One point a factor of ten of records that hold personal data or secrets, at most 5. */
export function recordPoints(records: number): number {
  return records <= 0 ? 0 : Math.min(5, Math.max(1, Math.floor(Math.log10(records))));
}

/**
 * The score, 0 to 100, as a sum that the report prints: access 0-40, reach 0-20, data 0-25, records 0-5, hygiene 0-10.
 * Reach, data and records count only where a stranger gets in (access read or more; reach from metadata on).
 */
export function scoreOf(
  access: Access,
  reach: Reach,
  sensitivity: Sensitivity,
  records: number,
  findings: readonly Pick<Finding, 'rule' | 'severity' | 'status'>[],
): { score: number; parts: Part[] } {
  const open = findings.filter((finding) => finding.status === 'open');
  const gets = access === 'read' || access === 'write' || access === 'admin';
  const other = open.filter((finding) => !accessRules.test(finding.rule));
  const hygiene = other.reduce((sum, finding) => sum + hygienePoints[finding.severity], 0);
  const parts: Part[] = [
    { name: 'access', points: accessPoints[access], because: `without a login: ${access}` },
    { name: 'reach', points: access === 'none' ? 0 : reachPoints[reach], because: `address is ${reach}` },
    {
      name: 'data',
      points: gets ? sensitivityPoints[sensitivity] : 0,
      because: `found in it: ${sensitivity.replace('-', ' ')}`,
    },
    {
      name: 'records',
      points: gets ? recordPoints(records) : 0,
      because: `about ${records.toLocaleString('en-GB')} records concerned`,
    },
    { name: 'hygiene', points: Math.min(hygieneCap, hygiene), because: `${other.length} other open findings` },
  ];
  return { score: parts.reduce((sum, part) => sum + part.points, 0), parts };
}

/** Records concerned: of each namespace the most that one field of it concerns, added up. */
export function recordsConcerned(namespaces: readonly Namespace[]): number {
  return namespaces.reduce((sum, namespace) => {
    const each = namespace.fields.flatMap((field) =>
      field.types.map((type) => type.estimatedRecords ?? namespace.sampled),
    );
    return sum + Math.max(0, ...each);
  }, 0);
}

/** @returns the higher of two sensitivities. */
export function mostSensitive(all: Iterable<Sensitivity>): Sensitivity {
  let most: Sensitivity = 'nothing-found';
  for (const one of all) if (sensitivities.indexOf(one) > sensitivities.indexOf(most)) most = one;
  return most;
}

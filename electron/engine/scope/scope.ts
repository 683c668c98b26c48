import { AjarError } from '../../contract/errors.ts';
import { isUnaddressable, parseSpan, reachOf, type Span, toNumber } from './address.ts';

export type Verdict = { allowed: true } | { allowed: false; reason: string };

/** The allow-list of addresses. The dialer asks it before every connection; nothing else decides. */
export interface Scope {
  readonly allow: readonly string[];
  readonly exclude: readonly string[];
  judge(address: string): Verdict;
}

/**
 * @param allow addresses, CIDRs or ranges that may be contacted.
 * @param exclude the same, taken out again; an exclusion always wins.
 * @param authorised somebody stated that they may audit it; without it no public address is in any scope.
 * @throws AjarError `bad-input` that names the entry which cannot be read.
 */
export function createScope(allow: readonly string[], exclude: readonly string[], authorised: boolean): Scope {
  const allowed = allow.map((entry) => readEntry(entry, 'scope'));
  const excluded = exclude.map((entry) => readEntry(entry, 'exclusions'));
  return {
    allow,
    exclude,
    judge(address) {
      if (isUnaddressable(address)) return { allowed: false, reason: `${address} does not name one machine` };
      const at = toNumber(address);
      const within = (span: Span) => span.family === at.family && span.first <= at.value && at.value <= span.last;
      if (excluded.some(within)) return { allowed: false, reason: `${address} is excluded from the scope` };
      if (!allowed.some(within)) return { allowed: false, reason: `${address} is outside the scope` };
      if (!authorised && reachOf(address) === 'public') {
        return { allowed: false, reason: `${address} is public and nobody stated that it may be audited` };
      }
      return { allowed: true };
    },
  };
}

function readEntry(entry: string, list: string): Span {
  const span = parseSpan(entry.trim());
  if (typeof span === 'string') throw new AjarError('bad-input', `In the ${list}: ${span}.`);
  return span;
}

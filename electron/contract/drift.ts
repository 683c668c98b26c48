import { z } from 'zod';
import { accessSchema, severitySchema } from './words.ts';

/** What changed between two audits: the later one is held against the earlier one, its baseline. */

/** Loudest first. `regressed`: the same check had passed, or the finding had been fixed. */
export const driftStates = ['regressed', 'new', 'unchanged', 'fixed', 'not-looked-at'] as const;
export const driftStateSchema = z.enum(driftStates);
export type DriftState = z.infer<typeof driftStateSchema>;

/** What a list of findings of a state is headed by. */
export const driftHeadings: Record<DriftState, string> = {
  regressed: 'Worse than before',
  new: 'New',
  fixed: 'Fixed',
  'not-looked-at': 'Not looked at this time: no proof of a fix',
  unchanged: 'Unchanged',
};

export const findingDriftSchema = z.object({
  storeId: z.string(),
  place: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: severitySchema,
  drift: driftStateSchema,
  why: z.string(),
  accepted: z.boolean().default(false),
});
export type FindingDrift = z.infer<typeof findingDriftSchema>;

const change = <T extends z.ZodType>(of: T) => z.object({ before: of, after: of });

/** A store that gave a stranger nothing, or metadata only, and now gives records. */
export const protectionRemovedSchema = z.object({
  storeId: z.string(),
  place: z.string(),
  product: z.string(),
  before: accessSchema,
  after: accessSchema,
  protectedAt: z.iso.datetime(),
  openAt: z.iso.datetime(),
  openDaysAtMost: z.number().int().nonnegative(),
  holds: z.array(z.string()).describe('data types that can be read'),
  records: z.number().int().nonnegative(),
  sentence: z.string(),
});
export type ProtectionRemoved = z.infer<typeof protectionRemovedSchema>;

/** The one finding that takes the memory of an earlier audit: no check of a store alone makes it. */
export function protectionRemovedRule(kind: string): string {
  return `${kind}.protection-removed`;
}

export function isProtectionRemoved({ rule }: { rule: string }): boolean {
  return rule.endsWith('.protection-removed');
}

/** @returns the check that proves a removed protection to be back */
export function proofOfReturn({ rule }: { rule: string }): string {
  return rule.replace('.protection-removed', '.no-authentication');
}

export const storeDriftSchema = z.object({
  storeId: z.string().describe('in the later audit; in the baseline where the store is not in the later one'),
  place: z.string(),
  product: z.string(),
  presence: z.enum(['new', 'kept', 'moved', 'vanished', 'not-looked-at']),
  movedFrom: z.string().nullable(),
  access: change(accessSchema).nullable(),
  version: change(z.string().nullable()).nullable(),
  tls: change(z.string()).nullable(),
  newTypes: z.array(z.object({ namespace: z.string(), types: z.array(z.string()) })),
  grown: z.array(z.object({ namespace: z.string(), before: z.number(), after: z.number() })),
  newNamespaces: z.array(z.string()),
  goneNamespaces: z.array(z.string()),
  newFields: z.number().int().nonnegative(),
  goneFields: z.number().int().nonnegative(),
});
export type StoreDrift = z.infer<typeof storeDriftSchema>;

const sideSchema = z.object({ auditId: z.string(), startedAt: z.iso.datetime(), title: z.string() });

export const driftSchema = z.object({
  baseline: sideSchema,
  current: sideSchema,
  protectionRemoved: z.array(protectionRemovedSchema),
  stores: z.array(storeDriftSchema).describe('those that changed, came, went or could not be looked at'),
  findings: z.array(findingDriftSchema),
  counts: z.record(driftStateSchema, z.number().int()),
});
export type Drift = z.infer<typeof driftSchema>;

/** `2 regressed, 1 new, 3 fixed`; `nothing changed`. */
export function driftInWords(counts: Drift['counts'], protectionRemoved: number): string {
  const words: [number, string][] = [
    [protectionRemoved, 'protection removed'],
    [counts.regressed, 'regressed'],
    [counts.new, 'new'],
    [counts.fixed, 'fixed'],
    [counts['not-looked-at'], 'not looked at'],
  ];
  const said = words.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? 'nothing changed' : said.join(', ');
}

/** Whether something got worse: what `--fail-on-regression` and notifications ask. */
export function hasRegressed({ findings, protectionRemoved }: Pick<Drift, 'findings' | 'protectionRemoved'>): boolean {
  return protectionRemoved.length > 0 || findings.some(({ drift, accepted }) => drift === 'regressed' && !accepted);
}

/** A finding that somebody answers for until a day. */
export const acceptanceSchema = z.object({
  reason: z.string().trim().min(1).max(500),
  by: z.string().trim().min(1).max(200),
  until: z.iso.date(),
  at: z.iso.datetime(),
});
export type Acceptance = z.infer<typeof acceptanceSchema>;

/** A store at one audit, as its timeline shows it. */
export const momentSchema = z.object({
  auditId: z.string(),
  storeId: z.string(),
  at: z.iso.datetime(),
  access: accessSchema,
  as: z.string(),
  version: z.string().nullable(),
  severity: severitySchema.nullable(),
  score: z.number(),
  records: z.number().nullable(),
  findings: z.number().int(),
  complete: z.boolean(),
});
export type Moment = z.infer<typeof momentSchema>;

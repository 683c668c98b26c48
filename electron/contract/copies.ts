import { z } from 'zod';
import { accessSchema, severitySchema } from './words.ts';

/** Namespaces of different stores that hold the same records, or seem to. */

export const copySideSchema = z.object({
  auditId: z.string(),
  storeId: z.string(),
  place: z.string(),
  product: z.string(),
  access: accessSchema.describe('what a stranger gets'),
  namespace: z.string(),
  path: z.string().describe('the field that was compared; empty where the structure was'),
  records: z.number().int().nonnegative().nullable(),
});
export type CopySide = z.infer<typeof copySideSchema>;

/** A share from 0 to 1, with the interval that is right 95 times in 100. */
export const shareSchema = z.object({ estimate: z.number(), least: z.number(), most: z.number() });
export type Share = z.infer<typeof shareSchema>;

/** `96 % (88 to 100 %)`; without the interval where all was read. */
export function shareInWords({ estimate, least, most }: Share): string {
  if (most > 0 && most < 0.001) return 'under 0.1 %';
  const percent = (share: number) => (share < 0.1 ? Math.round(share * 1000) / 10 : Math.round(share * 100));
  const [from, to] = [percent(least), percent(most)];
  return from === to ? `${percent(estimate)} %` : `${percent(estimate)} % (${from} to ${to} %)`;
}

export const copySchema = z.object({
  copy: copySideSchema.describe('the less protected of the two'),
  original: copySideSchema,
  by: z
    .enum(['records', 'structure'])
    .describe('structure: fields and counts are alike, the samples too small to compare records'),
  type: z.string().describe('data type that was compared; empty for structure'),
  shared: z.number().int().nonnegative().describe('fingerprints that both samples have'),
  ofOriginal: shareSchema.nullable().describe('share of the original’s records that the copy holds'),
  ofCopy: shareSchema.nullable().describe('share of the copy’s records that the original holds'),
  severity: severitySchema,
  sentence: z.string(),
});
export type Copy = z.infer<typeof copySchema>;

import { z } from 'zod';
import { auditOptionsSchema } from './report-model.ts';

/** What an audit is started with. */
export const startInputSchema = z.object({
  targets: z.string().max(4_000_000),
  scope: z.array(z.string()).nullable().describe('null: what was typed, where that is loopback or private'),
  exclude: z.array(z.string()),
  authorisedBy: z.string().max(500).nullable(),
  credential: z.object({ user: z.string().min(1), password: z.string() }).nullable(),
  options: auditOptionsSchema.partial(),
});
export type StartInput = z.infer<typeof startInputSchema>;

import { z } from 'zod';
import { startInputSchema } from './start-input.ts';

/** Audits that run by themselves. */

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 03:00');

export const ruleSchema = z.discriminatedUnion('every', [
  z.object({ every: z.literal('day'), at: time }),
  z.object({ every: z.literal('week'), on: z.enum(weekdays), at: time }),
  z.object({ every: z.literal('cron'), expression: z.string().min(9).max(100).describe('five fields, in local time') }),
]);
export type Rule = z.infer<typeof ruleSchema>;

export const channelSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }),
    format: z.enum(['json', 'slack', 'teams']),
  }),
  z.object({
    kind: z.literal('mail'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65535),
    user: z
      .string()
      .max(255)
      .nullable()
      .describe('its password is AJAR_SMTP_PASSWORD in the environment, and kept nowhere'),
    from: z.email(),
    to: z.array(z.email()).min(1).max(50),
  }),
]);
export type Channel = z.infer<typeof channelSchema>;

export const keepSchema = z.object({
  audits: z.number().int().min(1).max(10_000).nullable(),
  days: z.number().int().min(1).max(36_500).nullable(),
});
export type Keep = z.infer<typeof keepSchema>;

/** What a person sets; the credential is kept by the operating system's key store, or not taken where there is none. */
export const scheduleInputSchema = z.object({
  audit: startInputSchema,
  rule: ruleSchema,
  channels: z.array(channelSchema).max(10).default([]),
  keep: keepSchema.default({ audits: null, days: null }),
});
export type ScheduleInput = z.infer<typeof scheduleInputSchema>;

export const deliverySchema = z.object({
  id: z.number().int(),
  to: z.string().describe('where it goes, without secrets'),
  title: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.number().int(),
  lastError: z.string().nullable(),
  at: z.iso.datetime(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const scheduleSchema = z.object({
  id: z.string(),
  targets: z.array(z.string()),
  rule: ruleSchema,
  ruleInWords: z.string(),
  channels: z.array(z.string()).describe('where notifications go, without secrets'),
  keep: keepSchema,
  enabled: z.boolean(),
  nextAt: z.iso.datetime().nullable(),
  lastAt: z.iso.datetime().nullable(),
  lastAuditId: z.string().nullable(),
  lastError: z.string().nullable(),
  deliveries: z.array(deliverySchema).describe('the latest, newest first'),
});
export type Schedule = z.infer<typeof scheduleSchema>;

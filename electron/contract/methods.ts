import { z } from 'zod';
import { copySchema } from './copies.ts';
import { acceptanceSchema, driftSchema, momentSchema } from './drift.ts';
import { ownTypesSchema } from './own-types.ts';
import { auditInfoSchema, endpointOutcomeSchema, findingSchema, storeRowSchema, storeSchema } from './report-model.ts';
import { scheduleInputSchema, scheduleSchema } from './schedule.ts';
import { startInputSchema } from './start-input.ts';
import { phaseSchema, reportFormatSchema, severitySchema } from './words.ts';

const auditId = z.object({ auditId: z.string() });
const nothing = z.object({});

export const targetErrorSchema = z.object({
  line: z.number().int().describe('from 1'),
  column: z.number().int().describe('from 1'),
  text: z.string(),
  message: z.string(),
});

export const transcriptEntrySchema = z.object({
  at: z.iso.datetime(),
  endpoint: z.string(),
  command: z.string(),
  detail: z.string(),
});
export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>;

export const brandingSchema = z.object({
  client: z.string().max(200),
  logo: z
    .string()
    .max(3_000_000)
    .regex(/^data:image\/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]+$/)
    .nullable(),
});
export type Branding = z.infer<typeof brandingSchema>;

/** One object in, one object out; types are inferred and written nowhere else. */
export const methods = {
  'app.info': {
    input: nothing,
    output: z.object({ version: z.string(), host: z.string(), canPrintPdf: z.boolean(), pdfHint: z.string() }),
  },
  'kinds.list': {
    input: nothing,
    output: z.object({
      kinds: z.array(
        z.object({
          kind: z.string(),
          title: z.string(),
          ports: z.array(z.number()),
          checkedAgainst: z.string(),
          checks: z.array(z.object({ rule: z.string(), title: z.string() })),
        }),
      ),
    }),
  },
  'targets.parse': {
    input: z.object({ text: z.string().max(4_000_000), exclude: z.array(z.string()).default([]) }),
    output: z.object({
      targets: z.number(),
      addresses: z.number(),
      names: z.number(),
      needsAuthorisation: z.boolean(),
      errors: z.array(targetErrorSchema),
    }),
  },
  'types.parse': {
    input: z.object({ text: z.string().max(1_000_000), source: z.string().max(200) }),
    output: z.object({ ownTypes: ownTypesSchema }),
  },
  'audits.list': { input: nothing, output: z.object({ audits: z.array(auditInfoSchema) }) },
  'audits.get': {
    input: auditId,
    output: z.object({
      audit: auditInfoSchema,
      stores: z.array(storeRowSchema),
      unreachable: z.array(endpointOutcomeSchema),
      refused: z.array(endpointOutcomeSchema),
      notStores: z.array(endpointOutcomeSchema),
    }),
  },
  'audits.start': { input: startInputSchema, output: auditId },
  'audits.pause': { input: auditId, output: nothing },
  'audits.continue': { input: auditId, output: nothing },
  'audits.cancel': { input: auditId, output: nothing },
  'audits.resume': {
    input: auditId.extend({ credential: startInputSchema.shape.credential.default(null) }),
    output: auditId,
  },
  'audits.delete': { input: auditId, output: nothing },
  'drift.get': {
    input: auditId.extend({ baselineId: z.string().nullable().describe('null: the baseline of its scope') }),
    output: z.object({
      drift: driftSchema.nullable(),
      chosen: z.boolean().describe('the audit itself was chosen as the baseline of its scope'),
      baselines: z.array(z.object({ auditId: z.string(), startedAt: z.iso.datetime(), title: z.string() })),
    }),
  },
  'baseline.choose': { input: auditId.extend({ isBaseline: z.boolean() }), output: nothing },
  'findings.accept': {
    input: auditId.extend({
      storeId: z.string(),
      rule: z.string(),
      acceptance: acceptanceSchema.omit({ at: true }).nullable().describe('null takes it back'),
    }),
    output: z.object({ store: storeSchema }),
  },
  'copies.get': { input: auditId, output: z.object({ copies: z.array(copySchema) }) },
  'stores.timeline': {
    input: auditId.extend({ storeId: z.string() }),
    output: z.object({ moments: z.array(momentSchema) }),
  },
  'stores.get': {
    input: auditId.extend({ storeId: z.string() }),
    output: z.object({ store: storeSchema, audit: auditInfoSchema }),
  },
  'stores.transcript': {
    input: auditId.extend({ storeId: z.string() }),
    output: z.object({ entries: z.array(transcriptEntrySchema), total: z.number() }),
  },
  'stores.recheck': { input: auditId.extend({ storeId: z.string() }), output: z.object({ store: storeSchema }) },
  'reports.render': {
    input: auditId.extend({ format: reportFormatSchema, branding: brandingSchema }),
    output: z.object({ fileName: z.string(), mime: z.string(), base64: z.string() }),
  },
  'schedules.list': { input: nothing, output: z.object({ schedules: z.array(scheduleSchema) }) },
  'schedules.add': { input: scheduleInputSchema, output: z.object({ schedule: scheduleSchema }) },
  'schedules.enable': { input: z.object({ id: z.string(), enabled: z.boolean() }), output: nothing },
  'schedules.remove': { input: z.object({ id: z.string() }), output: nothing },
  'branding.get': { input: nothing, output: brandingSchema },
  'branding.set': { input: brandingSchema, output: nothing },
  'lab.start': { input: nothing, output: z.object({ targets: z.array(z.string()) }) },
} as const;

export type MethodName = keyof typeof methods;
export type Input<M extends MethodName> = z.input<(typeof methods)[M]['input']>;
export type ParsedInput<M extends MethodName> = z.output<(typeof methods)[M]['input']>;
export type Output<M extends MethodName> = z.output<(typeof methods)[M]['output']>;
export type Handlers = { [M in MethodName]: (input: ParsedInput<M>) => Output<M> | Promise<Output<M>> };

export const progressSchema = z.object({
  auditId: z.string(),
  phase: phaseSchema,
  paused: z.boolean(),
  endpoints: z.number().int(),
  swept: z.number().int(),
  answering: z.number().int(),
  examined: z.number().int(),
  stores: z.number().int(),
  perSecond: z.number().describe('endpoints swept each second, lately'),
  remainingSeconds: z.number().nullable(),
  elapsedMs: z.number(),
});
export type Progress = z.infer<typeof progressSchema>;

export const events = {
  'audit.progress': progressSchema,
  'audit.store': z.object({ auditId: z.string(), store: storeRowSchema }),
  'audit.finding': z.object({
    auditId: z.string(),
    storeId: z.string(),
    place: z.string(),
    rule: z.string(),
    title: z.string(),
    severity: severitySchema,
    evidence: findingSchema.shape.evidence,
  }),
  'audit.done': z.object({ audit: auditInfoSchema }),
  'schedule.regressed': z.object({ auditId: z.string(), title: z.string(), lines: z.array(z.string()) }),
  'audit.log': z.object({ auditId: z.string(), at: z.iso.datetime(), message: z.string() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;
/** Sends one event to whoever listens. */
export type Emit = <E extends EventName>(name: E, payload: EventPayload<E>) => void;

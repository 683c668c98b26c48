import { z } from 'zod';
import { copySchema } from './copies.ts';
import { acceptanceSchema, driftSchema } from './drift.ts';
import { ownTypesSchema } from './own-types.ts';
import {
  accessSchema,
  auditStateSchema,
  capabilitiesSchema,
  connectionOutcomeSchema,
  reachSchema,
  severitySchema,
} from './words.ts';

/** The shape of `ajar-report/1`, the JSON report; the app and the other formats read the same objects. */

export const fieldTypeSchema = z.object({
  type: z.string().describe('data type, such as email'),
  confidence: z.number().min(0).max(1),
  share: z.number().min(0).max(1).describe('share of the sampled records whose field holds this type'),
  estimatedRecords: z.number().int().nonnegative().nullable(),
  estimatedRange: z
    .tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])
    .nullable()
    .default(null)
    .describe('least and most, 95 % sure (Wilson); null where all records were looked at or their number is not known'),
  why: z.string(),
});
export type FieldType = z.infer<typeof fieldTypeSchema>;

export const fieldSchema = z.object({
  path: z.string(),
  types: z.array(fieldTypeSchema),
  masked: z.array(z.string()).describe('masks of sampled values; never a value'),
});
export type Field = z.infer<typeof fieldSchema>;

export const namespaceSchema = z.object({
  name: z.string(),
  note: z.enum(['view', 'system', 'hidden', 'alias', 'data-stream']).nullable(),
  records: z.number().int().nonnegative().nullable(),
  recordsExact: z.boolean(),
  bytes: z.number().int().nonnegative().nullable(),
  sampled: z.number().int().nonnegative().describe('records read'),
  fields: z.array(fieldSchema),
  fieldsListed: z.number().int().nonnegative().describe('fields known of, by sample or by mapping'),
});
export type Namespace = z.infer<typeof namespaceSchema>;

export const stepSchema = z.object({
  text: z.string(),
  code: z.string().optional(),
  language: z.string().optional(),
});
export type Step = z.infer<typeof stepSchema>;

export const guidanceSchema = z.object({
  title: z.string(),
  why: z.string(),
  steps: z.array(stepSchema),
  verify: z.string(),
});
export type Guidance = z.infer<typeof guidanceSchema>;

export const findingSchema = z.object({
  rule: z.string(),
  title: z.string(),
  severity: severitySchema,
  evidence: z.array(z.string()),
  guidance: z.array(guidanceSchema),
  references: z.array(z.string()),
  status: z.enum(['open', 'fixed']).describe('fixed: gone at a later re-check'),
  checkedAt: z.iso.datetime(),
  accepted: acceptanceSchema.nullable().default(null).describe('somebody answers for it until a day'),
});
export type Finding = z.infer<typeof findingSchema>;

export const scorePartSchema = z.object({ name: z.string(), points: z.number(), because: z.string() });

export const tlsSchema = z.object({
  offered: z.boolean(),
  required: z.boolean(),
  issues: z.array(z.string()).describe('what keeps a client from trusting it'),
  protocols: z.array(z.string()).default([]).describe('versions that were negotiated, obsolete ones among them'),
  certificate: z
    .object({ subject: z.string(), issuer: z.string(), validTo: z.string(), key: z.string() })
    .nullable()
    .default(null)
    .describe('null where none was read'),
});
/** Where nothing was negotiated, `protocols` is left out and the certificate too. */
export type TlsFacts = z.input<typeof tlsSchema>;

export const checkOutcomeSchema = z.object({
  rule: z.string(),
  title: z.string(),
  outcome: z.enum(['fail', 'pass', 'undetermined']),
});

export const storeSchema = z.object({
  id: z.string(),
  kind: z.string(),
  product: z.string(),
  version: z.string().nullable(),
  host: z.string(),
  address: z.string(),
  port: z.number().int(),
  reach: reachSchema,
  as: z.string().describe('whose session it was: anonymous, or the user name given'),
  tls: tlsSchema,
  access: accessSchema,
  capabilities: capabilitiesSchema,
  identity: z.record(z.string(), z.string()),
  severity: severitySchema.nullable().describe('of its worst open finding; null when there is none'),
  score: z.number().int().min(0).max(100),
  scoreParts: z.array(scorePartSchema),
  namespaces: z.array(namespaceSchema),
  namespacesListed: z.number().int().nonnegative().describe('may exceed the namespaces that are kept'),
  findings: z.array(findingSchema),
  checks: z.array(checkOutcomeSchema),
  errors: z.array(z.string()),
  complete: z.boolean(),
  auditedAt: z.iso.datetime(),
  recheckedAt: z.iso.datetime().nullable(),
});
export type Store = z.infer<typeof storeSchema>;

/** A store as one row of a table: everything but what is long. */
export const storeRowSchema = storeSchema
  .pick({ id: true, kind: true, product: true, version: true, host: true, address: true, port: true, reach: true })
  .extend({
    as: z.string().default('anonymous'),
    access: accessSchema,
    severity: severitySchema.nullable(),
    score: z.number(),
    records: z.number().nullable(),
    dataTypes: z.array(z.string()),
    denied: z.boolean().describe('reading was asked for and denied: apart from not knowing'),
    findings: z.number(),
    complete: z.boolean(),
  });
export type StoreRow = z.infer<typeof storeRowSchema>;

export const endpointOutcomeSchema = z.object({
  target: z.string(),
  host: z.string(),
  address: z.string().nullable(),
  port: z.number().int().nullable(),
  outcome: connectionOutcomeSchema,
  message: z.string(),
});
export type EndpointOutcome = z.infer<typeof endpointOutcomeSchema>;

export const scopeSchema = z.object({
  allow: z.array(z.string()),
  exclude: z.array(z.string()),
});

export const auditOptionsSchema = z.object({
  ports: z.array(z.number().int().min(1).max(65535)).nullable(),
  sample: z.number().int().min(1).max(5000),
  concurrency: z.number().int().min(1).max(256),
  timeoutMs: z.number().int().min(100).max(120_000),
  tlsInsecureOk: z.boolean(),
  tryDefaultAccounts: z
    .boolean()
    .default(false)
    .describe('the one account that a vendor documents was tried, once, where a stranger got nothing'),
  ownTypes: ownTypesSchema
    .nullable()
    .default(null)
    .describe('data types that the user added, and what was passed over'),
});
export type AuditOptions = z.infer<typeof auditOptionsSchema>;

export const defaultAuditOptions: AuditOptions = {
  ports: null,
  sample: 200,
  concurrency: 24,
  timeoutMs: 5000,
  tlsInsecureOk: false,
  tryDefaultAccounts: false,
  ownTypes: null,
};

export const auditCountsSchema = z.object({
  endpoints: z.number().int(),
  stores: z.number().int(),
  open: z.number().int().describe('stores that anybody may read, write or administer'),
  findings: z.record(severitySchema, z.number().int()),
  unreachable: z.number().int(),
  refused: z.number().int(),
  notStores: z.number().int(),
});

export const peopleSchema = z.object({
  estimate: z.number().int().nonnegative().describe('people in the stores, each counted once where that can be seen'),
  most: z.number().int().nonnegative().describe('if namespaces too sparsely sampled to compare share nobody'),
  by: z.array(z.string()).describe('data types that told them apart'),
  namespaces: z.number().int().nonnegative(),
});
export type People = z.infer<typeof peopleSchema>;

/** What changed since the baseline, in numbers: what the list of audits shows. */
export const sinceLastSchema = z.object({
  baselineId: z.string(),
  baselineAt: z.iso.datetime(),
  protectionRemoved: z.number().int(),
  counts: driftSchema.shape.counts,
});

export const auditInfoSchema = z.object({
  id: z.string(),
  state: auditStateSchema,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  targets: z.array(z.string()),
  scope: scopeSchema,
  authorisedBy: z.string().nullable(),
  authorisedAt: z.iso.datetime().nullable(),
  engineVersion: z.string(),
  options: auditOptionsSchema,
  counts: auditCountsSchema,
  sinceLast: sinceLastSchema.nullable().default(null),
  people: peopleSchema.nullable().default(null).describe('null where nothing tells people apart'),
});
export type AuditInfo = z.infer<typeof auditInfoSchema>;

export const reportSchema = z.object({
  schema: z.literal('ajar-report/1'),
  audit: auditInfoSchema,
  stores: z.array(storeSchema),
  unreachable: z.array(endpointOutcomeSchema),
  refused: z.array(endpointOutcomeSchema),
  notStores: z.array(endpointOutcomeSchema),
  drift: driftSchema.nullable().default(null).describe('what changed since the baseline; null where there is none'),
  copies: z.array(copySchema).default([]).describe('namespaces of different stores that hold the same records'),
});
export type Report = z.infer<typeof reportSchema>;

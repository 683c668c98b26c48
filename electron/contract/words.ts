import { z } from 'zod';

/** The closed vocabularies of the brief. Order matters where noted: later means more. */

/** Ascending: `info` is the least. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** Ascending: the most that a session can do. */
export const accessLevels = ['none', 'metadata', 'read', 'write', 'admin'] as const;
export const accessSchema = z.enum(accessLevels);
export type Access = z.infer<typeof accessSchema>;

/** Whether an access gives records. */
export function opens(access: Access): boolean {
  return access === 'read' || access === 'write' || access === 'admin';
}

/** Ascending: from where the endpoint's address can be reached. */
export const reaches = ['loopback', 'private', 'public'] as const;
export const reachSchema = z.enum(reaches);
export type Reach = z.infer<typeof reachSchema>;

/** One thing that a session may do, whether that is known, and by what answer. */
export const capabilitySchema = z.object({
  state: z.enum(['proven', 'denied', 'unknown']),
  how: z.string(),
});
export type Capability = z.infer<typeof capabilitySchema>;

export const capabilitiesSchema = z.object({
  metadata: capabilitySchema,
  read: capabilitySchema,
  write: capabilitySchema,
  admin: capabilitySchema,
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;

/** How a connection can end; `open` is the one good way. */
export const connectionOutcomes = [
  'open',
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'tls-failed',
  'protocol-error',
  'auth-required',
  'denied',
  'too-large',
  'cancelled',
  'name-not-found',
  'out-of-scope',
] as const;
export const connectionOutcomeSchema = z.enum(connectionOutcomes);
export type ConnectionOutcome = z.infer<typeof connectionOutcomeSchema>;

export const auditStates = ['running', 'paused', 'complete', 'cancelled', 'interrupted', 'failed'] as const;
export const auditStateSchema = z.enum(auditStates);
export type AuditState = z.infer<typeof auditStateSchema>;

/** The stages of the flow that an audit passes through, as shown to the person who waits. */
export const phases = ['resolve', 'sweep', 'identify', 'examine', 'done'] as const;
export const phaseSchema = z.enum(phases);
export type Phase = z.infer<typeof phaseSchema>;

/** What an audit exports, by file ending. */
export const reportFormats = ['pdf', 'html', 'json', 'csv', 'sarif', 'transcript'] as const;
export const reportFormatSchema = z.enum(reportFormats);
export type ReportFormat = z.infer<typeof reportFormatSchema>;

/** @returns the larger of two by the order of `scale`. */
export function most<T>(scale: readonly T[], a: T, b: T): T {
  return scale.indexOf(a) >= scale.indexOf(b) ? a : b;
}

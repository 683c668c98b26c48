import { z } from 'zod';

/** Codes that cross the boundary; a client may switch on them, people read the message. */
export const errorCodes = [
  'bad-input',
  'not-found',
  'refused',
  'conflict',
  'unavailable',
  'history-too-new',
  'connection',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const errorSchema = z.object({ code: z.enum(errorCodes), message: z.string() });

/** An error with a sentence that a person can act on. Anything else that is thrown is a defect. */
export class AjarError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AjarError';
    this.code = code;
  }
}

/** @returns the message of whatever was thrown, without its stack. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

import type { z } from 'zod';
import { knowTypes } from './data-types.ts';
import { AjarError, type errorSchema } from './errors.ts';
import {
  type EventName,
  type EventPayload,
  events,
  type Input,
  type MethodName,
  methods,
  type Output,
} from './methods.ts';
import type { AuditInfo } from './report-model.ts';

/** What every request is answered with, so that an error never fails to cross. */
export type Reply = { ok: true; value: unknown } | { ok: false; error: z.infer<typeof errorSchema> };

/** What a host gives the renderer: the preload's bridge, or a WebSocket. */
export interface Transport {
  request(method: string, input: unknown): Promise<Reply>;
  /** @returns a function that ends the subscription. */
  subscribe(event: string, listener: (payload: unknown) => void): () => void;
}

export interface Client {
  /** @throws AjarError with the engine's code and sentence. */
  request<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>;
  subscribe<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** A typed client over any transport. Payloads were checked on the engine's side of the boundary. */
export function createClient(transport: Transport): Client {
  return {
    async request(method, input) {
      const reply = await transport.request(method, input);
      if (!reply.ok) throw new AjarError(reply.error.code, reply.error.message);
      rememberTypes(reply.value);
      return reply.value as Output<typeof method>;
    },
    subscribe(event, listener) {
      return transport.subscribe(event, (payload) => listener(payload as EventPayload<typeof event>));
    },
  };
}

/** Audits bring their own data types along; what shows them has to know their titles and tiers. */
function rememberTypes(value: unknown): void {
  const { audit, audits = [] } = (value ?? {}) as { audit?: AuditInfo; audits?: AuditInfo[] };
  for (const { options } of audit ? [audit, ...audits] : audits) knowTypes(options.ownTypes?.types);
}

/** Names that a bridge may let through; anything else is refused before it reaches the engine. */
export const methodNames = Object.keys(methods) as MethodName[];
export const eventNames = Object.keys(events) as EventName[];

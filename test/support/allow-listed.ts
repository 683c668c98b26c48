import { expect } from 'vitest';
import { clueCommands } from '../../electron/engine/stores/clues.ts';
import { storeKinds } from '../../electron/engine/stores/registry.ts';
import type { Audited } from './engine.ts';

/** Holds a transcript against the allow-lists: nothing else was sent, by this kind or by those tried before it. */
export function allowListed({ transcript }: Audited, kind: string): void {
  const own = new Set(Object.keys(storeKinds.find((one) => one.kind === kind)?.commands ?? {}));
  const all = new Set([...storeKinds.flatMap((one) => Object.keys(one.commands)), ...Object.keys(clueCommands)]);
  const sent = [...new Set(transcript.map((entry) => entry.command))];
  expect(sent.filter((command) => !all.has(command))).toEqual([]);
  expect(sent.filter((command) => own.has(command)).length).toBeGreaterThan(0);
}

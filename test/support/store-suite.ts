import { expect } from 'vitest';
import type { Store } from '../../electron/contract/report-model.ts';
import type { Access } from '../../electron/contract/words.ts';
import { allowListed } from './allow-listed.ts';
import { type Audited, rulesOf, testEngine, typesByField } from './engine.ts';
import { leaksInFolder, leaksInReports } from './leaks.ts';

/** What an audit of one store has to say. */
export interface Expected {
  kind: string;
  product: string;
  version?: RegExp;
  access: Access;
  /** Namespace to what must be known of it. */
  namespaces?: Record<string, { records?: number | null; sampled?: number }>;
  /** `namespace field` to a data type that must be among those found. */
  types?: Record<string, string>;
  rules?: string[];
  notRules?: string[];
  /** Values that must be found nowhere afterwards. */
  raw?: string[];
  /** As whom; a stranger where nothing is said. */
  credential?: { user: string; password: string };
  as?: string;
  options?: Record<string, unknown>;
}

/** Audits one target and holds the store at this port against what is expected, and the transcript against the allow-lists. */
export async function expectStore(target: string, port: number, expected: Expected): Promise<Store> {
  const ajar = testEngine();
  let audited: Audited;
  let store: Store;
  try {
    audited = await ajar.audit(target, {
      credential: expected.credential ?? null,
      options: { timeoutMs: 4000, ...expected.options },
    });
    store = audited.store(port);
    const { kind, product, access } = expected;
    const { capabilities, errors } = store;
    expect(store, JSON.stringify({ capabilities, errors })).toMatchObject({
      kind,
      product,
      access,
      complete: true,
      errors: [],
    });
    if (expected.version) expect(store.version).toMatch(expected.version);
    if (expected.as) expect(store.as).toBe(expected.as);
    for (const [name, known] of Object.entries(expected.namespaces ?? {}))
      expect(store.namespaces.find((namespace) => namespace.name === name)).toMatchObject(known);
    const found = typesByField(store);
    for (const [field, type] of Object.entries(expected.types ?? {}))
      expect({ field, types: found[field] ?? Object.keys(found) }).toEqual({
        field,
        types: expect.arrayContaining([type]),
      });
    const rules = rulesOf(store);
    expect(rules).toEqual(expect.arrayContaining((expected.rules ?? []).map((rule) => `${kind}.${rule}`)));
    for (const rule of expected.notRules ?? []) expect(rules).not.toContain(`${kind}.${rule}`);
    allowListed(audited, kind);
    if (expected.raw) expect(await leaksInReports(ajar.engine, audited.auditId, expected.raw)).toEqual([]);
  } finally {
    await ajar.close(true);
  }
  if (expected.raw) expect(leaksInFolder(ajar.dataDir, expected.raw)).toEqual([]);
  return store;
}

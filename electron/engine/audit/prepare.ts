import { knowTypes } from '../../contract/data-types.ts';
import { AjarError } from '../../contract/errors.ts';
import type { ParsedInput } from '../../contract/methods.ts';
import { type AuditInfo, defaultAuditOptions } from '../../contract/report-model.ts';
import { parseOwnTypes } from '../classify/own/parse.ts';
import { createScope, type Scope } from '../scope/scope.ts';
import { defaultPorts } from '../stores/registry.ts';
import { type Pins, pinNames, type Resolve, typedScope } from '../targets/expand.ts';
import { maskPassword, parseTargets, type Target } from '../targets/parse.ts';

export interface Prepared {
  info: AuditInfo;
  targets: Target[];
  targetsText: string;
  pins: Pins;
  scope: Scope;
  ports: readonly number[];
}

export const noCounts: AuditInfo['counts'] = {
  endpoints: 0,
  stores: 0,
  open: 0,
  findings: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  unreachable: 0,
  refused: 0,
  notStores: 0,
};

/**
 * Turns what a person typed into an audit that may start. Only names are resolved; nothing is contacted.
 * @throws AjarError `bad-input` with every line that cannot be read; `refused` when a public address lacks a statement.
 */
export async function prepare(
  input: ParsedInput<'audits.start'>,
  resolve: Resolve,
  now: Date,
  engineVersion: string,
): Promise<Prepared> {
  const { targets, errors } = parseTargets(input.targets);
  if (errors.length > 0) {
    const lines = errors.slice(0, 20).map((e) => `line ${e.line}, column ${e.column}: ${e.text}: ${e.message}`);
    const more = errors.length > 20 ? [`and ${errors.length - 20} more`] : [];
    throw new AjarError(
      'bad-input',
      ['These targets cannot be read, so nothing was contacted:', ...lines, ...more].join('\n  '),
    );
  }
  if (targets.length === 0)
    throw new AjarError('bad-input', 'There is no target: give a host, an address, a CIDR or a URI.');
  const authorisedBy = input.authorisedBy?.trim() || null;
  const options = { ...defaultAuditOptions, ...input.options };
  // They may come from a file that nobody has checked.
  if (options.ownTypes) {
    const { source, ...file } = options.ownTypes;
    options.ownTypes = parseOwnTypes(JSON.stringify(file), source);
    knowTypes(options.ownTypes.types);
  }
  // Scope entries are held against their grammar before any name is resolved.
  createScope(input.scope ?? [], input.exclude, false);
  const pins = await pinNames(targets, resolve, options.timeoutMs);
  const typed = typedScope(targets, pins);
  const scope = createScope(input.scope ?? typed.allow, input.exclude, authorisedBy !== null);
  const publics =
    input.scope === null
      ? typed.publics
      : typed.publics.filter((entry) => isWithin(entry, input.scope ?? [], input.exclude));
  if (publics.length > 0 && authorisedBy === null) {
    const named = publics.slice(0, 5).join(', ');
    throw new AjarError(
      'refused',
      `${named}${publics.length > 5 ? ` and ${publics.length - 5} more` : ''}: public. State who authorised the audit (--authorised-by, or "Authorised by" in the app). Nothing was contacted.`,
    );
  }
  const startedAt = now.toISOString();
  return {
    info: {
      id: auditId(now),
      state: 'running',
      startedAt,
      endedAt: null,
      targets: targets.slice(0, 1000).map((target) => target.text),
      scope: { allow: [...scope.allow], exclude: [...scope.exclude] },
      authorisedBy,
      authorisedAt: authorisedBy === null ? null : startedAt,
      engineVersion,
      options,
      counts: noCounts,
      sinceLast: null,
      people: null,
    },
    targets,
    targetsText: maskPassword(input.targets),
    pins,
    scope,
    ports: options.ports ?? defaultPorts,
  };
}

function isWithin(entry: string, allow: readonly string[], exclude: readonly string[]): boolean {
  const scope = createScope(allow, exclude, true);
  const address = /\(([^)]+)\)$/.exec(entry)?.[1] ?? entry;
  return address.split(/-(?=[\da-f:.]+$)/).some((end) => scope.judge(end).allowed);
}

/** Sorts by time, and two in one second differ. */
function auditId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`;
}

/** The scope of an audit that was read back. */
export function scopeOf(info: AuditInfo) {
  return createScope(info.scope.allow, info.scope.exclude, info.authorisedBy !== null);
}

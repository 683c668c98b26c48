import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideClick } from '../guidance/clickhouse.ts';
import { count, text, type Untrusted } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import { type Answer, type Ask, askByHttp, clickCommands } from './clickhouse/ask.ts';
import { NativeSession } from './clickhouse/native.ts';
import { identifyHttp } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { openHttp } from './http-session.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface ClickFacts extends Facts {
  /** The user `default` is let in without a password. */
  defaultOpen: boolean;
  /** Table functions that reach files or other servers, and that grants do not rule out. */
  reaching: string[] | null;
  /** Other servers that its configuration names. */
  remotes: string[] | null;
}

const docs = 'https://clickhouse.com/docs/operations/security-rights';
const nativeProduct = 'ClickHouse (native port)';
/** Engines that hold their rows themselves. Reading others asks other servers, or consumes a queue. */
const ownRows = /MergeTree$|^(?:TinyLog|Log|StripeLog|Memory|Set|Join)$/;

/** ClickHouse by HTTP, or by its native port. */
export const clickhouse = defineStore<ClickFacts>({
  kind: 'clickhouse',
  title: 'ClickHouse',
  ports: [8123, 8443, 9000, 9440],
  speaks: 'http',
  commands: clickCommands,
  checkedAgainst:
    'ClickHouse 18.16, open and with a password, by HTTP and by the native port; SHOW GRANTS (20.4 and later) by fixture',
  identify: (dial, clues, credential) =>
    identifyHttp(dial, clues, credential, (root, http) => recogniseClick(root, askByHttp(http, dial.say))),
  async open(dial, identity, credential) {
    const door = doorOf(
      identity,
      openHttp(dial, identity, credential),
      new NativeSession(dial, identity.secure, credential),
      dial.say,
    );
    return {
      access: () => learn(door.ask, identity, credential),
      inventory: () => listTables(door.ask),
      sample: (listing, budget) => sampleRows(door.ask, listing, budget.records),
      close: door.close,
    };
  },
  checks: [
    ...commonChecks('clickhouse', guideClick, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 'clickhouse.default-user-open',
      title: 'The user default needs no password',
      wrong: ({ stranger }) => stranger.facts.defaultOpen,
      severity: 'high',
      evidence: () => ['a session without a login is the user default'],
      guidance: guideClick.authentication,
      reference: 'https://clickhouse.com/docs/operations/settings/settings-users',
    }),
    factCheck({
      rule: 'clickhouse.reaches-files-and-servers',
      title: 'Queries may read files and ask other servers',
      wrong: ({ facts }) => (facts.reaching === null ? null : facts.reaching.length > 0),
      severity: 'medium',
      evidence: ({ facts }) => [
        `table functions there: ${facts.reaching?.join(', ')}; nothing in the grants rules them out`,
      ],
      guidance: guideClick.functions,
      reference: 'https://clickhouse.com/docs/sql-reference/statements/grant#sources',
    }),
    factCheck({
      rule: 'clickhouse.names-remote-servers',
      title: 'Its configuration names other servers',
      wrong: ({ facts, access }) =>
        access === 'none' ? false : facts.remotes === null ? null : facts.remotes.length > 0,
      severity: 'low',
      evidence: ({ facts }) => facts.remotes ?? [],
      guidance: guideClick.functions,
      reference: 'https://clickhouse.com/docs/engines/table-engines/special/distributed',
    }),
  ],
});

function doorOf(
  identity: Identity,
  http: HttpConversation,
  native: NativeSession,
  say: (c: string, d: string) => void,
) {
  const isNative = identity.product === nativeProduct;
  return {
    ask: isNative ? native.ask : askByHttp(http, say),
    async close() {
      native.close();
      await http.close();
    },
  };
}

const aboutLogin = (answer: Answer) =>
  'code' in answer && ([192, 193, 194, 516].includes(answer.code) || answer.code === 401 || answer.code === 403);

async function recogniseClick(root: HttpAnswer, ask: Ask) {
  if (root.status === 401) return 'login';
  if (root.status === 400 && /is for clickhouse-client program/.test(root.text))
    return { product: nativeProduct, version: null };
  if (root.text.trim() !== 'Ok.' && !Object.keys(root.headers).some((name) => name.startsWith('x-clickhouse')))
    return undefined;
  const answer = await ask('version');
  if ('rows' in answer) return { product: 'ClickHouse', version: text(answer.rows[0]?.version, 40) || null };
  return aboutLogin(answer) && /DB::Exception/.test(answer.refusal)
    ? { product: 'ClickHouse', version: null }
    : undefined;
}

async function learn(ask: Ask, identity: Identity, credential: Credential | null): Promise<ClickFacts> {
  const version = await ask('version');
  const nothing = { defaultOpen: false, reaching: null, remotes: null };
  if ('code' in version) {
    const how = aboutLogin(version)
      ? denied(`${credential?.user ?? 'default without a password'} is refused: ${text(version.refusal, 160)}`)
      : unknown(text(version.refusal, 160));
    const authentication = how.state === 'denied' ? 'on' : 'unknown';
    return { ...baseFacts(identity, { capabilities: all(how), authentication }), ...nothing };
  }
  const tables = await ask('tables');
  const grants = await grantsOf(ask);
  const readonly = text(rowsOf(await ask('readonly'))[0]?.value, 10);
  const profiles = await ask('profiles');
  const profilesOfTwo = 'rows' in profiles ? count(profiles.rows[0]?.total) : null;
  const functions = await ask('functions');
  const clusters = await ask('clusters');
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: 'rows' in tables ? proven('system.tables answers') : denied(text(tables.refusal, 160)),
        read: await readable(ask, rowsOf(tables)),
        ...powers(grants, { readonly, profilesOfTwo, isNative: identity.product === nativeProduct }),
      },
      authentication: credential ? 'on' : 'off',
    }),
    version: text(version.rows[0]?.version, 40) || identity.version,
    defaultOpen: credential === null,
    reaching: 'rows' in functions ? reachingFunctions(functions.rows, grants) : null,
    remotes:
      'rows' in clusters
        ? clusters.rows
            .filter((row) => row.local === '0')
            .map((row) => `${text(row.cluster, 80)}: ${text(row.host, 120)}`)
        : null,
  };
}

const rowsOf = (answer: Answer): Untrusted[] => ('rows' in answer ? answer.rows : []);

/** @returns the lines of SHOW GRANTS; null for a version without them (before 20.4). */
async function grantsOf(ask: Ask): Promise<Grant[] | null> {
  const answer = await ask('grants');
  return 'rows' in answer
    ? answer.rows.flatMap((row) => Object.values(row).map((value) => grantOf(text(value, 2000))))
    : null;
}

interface Limits {
  /** The setting as the session has it; GET turns 0 into 2, and the native session is held to 1 by Ajar itself. */
  readonly: string;
  /** Profiles that set it to 2, which is told from 0 in no other way; null where they may not be seen. */
  profilesOfTwo: number | null;
  isNative: boolean;
}

/** What the grants allow, where no profile holds the user to reading. A right that comes by a role is not looked up. */
function powers(grants: readonly Grant[] | null, { readonly, profilesOfTwo, isNative }: Limits) {
  if (isNative) {
    const how = unknown('the session itself is held to reading, so its limits do not show');
    return { write: how, admin: how };
  }
  if (readonly === '1') {
    const how = denied('the setting readonly is 1 for this user');
    return { write: how, admin: how };
  }
  if (grants === null) return { write: unknown('this version has no grants to read'), admin: unknown() };
  const judged = (right: string) => {
    const grant = grants.find(({ rights, on }) =>
      rights?.some((one) => one === right || (one === 'ALL' && on === '*.*')),
    );
    if (grant && profilesOfTwo === 0) return proven(`SHOW GRANTS: ${text(grant.line, 160)}`);
    if (grant)
      return unknown(`SHOW GRANTS: ${text(grant.line, 120)}; whether a profile holds it to reading does not show`);
    const byRole = grants.some(({ rights }) => rights === null);
    return byRole ? unknown(`SHOW GRANTS names roles, and no ${right}`) : denied(`SHOW GRANTS names no ${right}`);
  };
  return { write: judged('INSERT'), admin: judged('ACCESS MANAGEMENT') };
}

interface Grant {
  line: string;
  /** Null where a role is granted. */
  rights: string[] | null;
  on: string;
}

/** `GRANT SHOW, SELECT(a, b), INSERT ON db.* TO user`, or `GRANT role TO user`. */
function grantOf(line: string): Grant {
  const found = /^GRANT (.+?) ON (\S+)/.exec(line);
  if (!found) return { line, rights: null, on: '' };
  const rights = (found[1] ?? '').replace(/\([^)]*\)/g, '').split(',');
  return { line, rights: rights.map((right) => right.trim().replace(/^ALL PRIVILEGES$/, 'ALL')), on: found[2] ?? '' };
}

function reachingFunctions(rows: readonly Untrusted[], grants: readonly Grant[] | null): string[] {
  const names = rows.map((row) => text(row.name, 40));
  if (grants === null || grants.some(({ rights }) => rights === null)) return names;
  const held = new Set(grants.flatMap(({ rights }) => rights ?? []));
  if (held.has('ALL') || held.has('SOURCES')) return names;
  return names.filter((name) => held.has(name.toUpperCase()));
}

async function readable(ask: Ask, tables: readonly Untrusted[]) {
  const own = tables.find((row) => row.database !== 'system' && ownRows.test(text(row.engine, 80)));
  const name = own ? [text(own.database, 255), text(own.name, 255)] : ['system', 'one'];
  const columns = own ? await columnsOf(ask, name.join('.')) : ['dummy'];
  const answer = await ask('sample', { columns, table: name, n: 1 });
  if ('code' in answer) return denied(text(answer.refusal, 160));
  return proven(`SELECT from ${text(name.join('.'), 200)} answers`);
}

const columnLists = new WeakMap<Ask, Promise<Map<string, string[]>>>();

async function columnsOf(ask: Ask, table: string): Promise<string[]> {
  const known =
    columnLists.get(ask) ??
    ask('columns').then((answer) => {
      const lists = new Map<string, string[]>();
      for (const row of rowsOf(answer)) {
        const name = `${String(row.database)}.${String(row.of_table)}`;
        lists.set(name, [...(lists.get(name) ?? []), String(row.field)]);
      }
      return lists;
    });
  columnLists.set(ask, known);
  return ((await known).get(table) ?? []).slice(0, 200);
}

async function* listTables(ask: Ask): AsyncGenerator<NamespaceListing> {
  const sizes = new Map(rowsOf(await ask('sizes')).map((row) => [`${row.database}.${row.of_table}`, row]));
  for (const row of rowsOf(await ask('tables'))) {
    const name = `${text(row.database, 120)}.${text(row.name, 120)}`;
    const own = ownRows.test(text(row.engine, 80));
    const size = sizes.get(name);
    yield {
      name,
      note: row.database === 'system' ? 'system' : own ? null : 'view',
      records: count(size?.total),
      recordsExact: size !== undefined,
      bytes: count(size?.size),
      knownFields: row.database === 'system' ? [] : await columnsOf(ask, name),
    };
  }
}

async function sampleRows(ask: Ask, listing: NamespaceListing, most: number): Promise<SampledRecord[]> {
  if (listing.note !== null) return [];
  const dot = listing.name.indexOf('.');
  const columns = await columnsOf(ask, listing.name);
  if (columns.length === 0) return [];
  const table = [listing.name.slice(0, dot), listing.name.slice(dot + 1)];
  const answer = await ask('sample', { columns, table, n: most });
  if ('code' in answer) throw new Error(text(answer.refusal, 200));
  return answer.rows;
}

import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideLdap } from '../guidance/ldap.ts';
import { text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import type { Clues } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { type Entry, LdapConversation, ldapCommands, ldapTls, resultCodes, startTlsOid } from './ldap/conversation.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

interface LdapFacts extends Facts {
  /** The session sees password hashes. */
  passwordsReadable: boolean | null;
  /** StartTLS is among the extensions of the root DSE. */
  startTls: boolean | null;
}

const docs = 'https://www.openldap.org/doc/admin26/access-control.html';
const mostEntries = 500;
const mostSuffixes = 5;

/** LDAP directories. The root DSE is open by design and is no finding. */
export const ldap = defineStore<LdapFacts>({
  kind: 'ldap',
  title: 'LDAP: OpenLDAP, 389, Active Directory',
  ports: [389, 636],
  otherPorts: [1389, 1636, 3268, 3269, 10389, 10636],
  speaks: 'when-asked',
  tls: ldapTls,
  commands: ldapCommands,
  checkedAgainst: 'OpenLDAP 2.5 open, with its recommended rules, closed to anonymous sessions, and with StartTLS',
  identify: (dial, clues) => identifyLdap(dial, clues),
  async open(dial, identity, credential) {
    const conversation = new LdapConversation(dial, identity.secure);
    let entries: Entry[] = [];
    return {
      async access() {
        const learnt = await learn(conversation, identity, credential);
        entries = learnt.entries;
        return learnt.facts;
      },
      async *inventory(): AsyncGenerator<NamespaceListing> {
        for (const [name, members] of byClass(entries)) {
          const isAll = entries.length < mostEntries;
          const knownFields = [...new Set(members.flatMap((entry) => Object.keys(entry.attributes)))];
          yield {
            name,
            note: null,
            records: isAll ? members.length : null,
            recordsExact: isAll,
            bytes: null,
            knownFields,
          };
        }
      },
      sample: async ({ name }, budget) => (byClass(entries).get(name) ?? []).slice(0, budget.records).map(recordOf),
      close: async () => conversation.close(),
    };
  },
  checks: [
    ...commonChecks('ldap', guideLdap, {
      security: [docs],
      tls: ['https://www.openldap.org/doc/admin26/tls.html'],
      network: ['https://www.openldap.org/doc/admin26/security.html'],
    }),
    factCheck({
      rule: 'ldap.passwords-readable',
      title: 'Password hashes can be read',
      wrong: ({ stranger }) => stranger.facts.passwordsReadable,
      severity: 'critical',
      evidence: () => ['a search by a session without a login gives the attribute userPassword'],
      guidance: guideLdap.authentication,
      reference: docs,
    }),
    factCheck({
      rule: 'ldap.no-start-tls',
      title: 'It has no StartTLS',
      wrong: ({ facts }) => (facts.startTls === null ? null : !facts.startTls && !facts.tls.offered),
      severity: 'medium',
      evidence: () => [`supportedExtension of the root DSE does not name ${startTlsOid}`],
      guidance: guideLdap.tls,
      reference: 'https://www.rfc-editor.org/rfc/rfc4511#section-4.14',
    }),
  ],
});

async function identifyLdap(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  for await (const secure of clues.ways()) {
    const conversation = new LdapConversation(dial, secure);
    try {
      const { code } = await conversation.bind(null);
      if (code < 0) continue;
      const tls = { offered: secure, required: secure, issues: conversation.certificateIssues };
      return { product: 'LDAP directory', version: null, secure, tls };
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
    } finally {
      conversation.close();
    }
  }
  return undefined;
}

const named = (code: number) => resultCodes[code] ?? `result ${code}`;

async function learn(conversation: LdapConversation, identity: Identity, credential: Credential | null) {
  const bound = await conversation.bind(credential);
  if (bound.code !== 0 && credential) {
    const capabilities = all(denied(`bind: ${named(bound.code)}`));
    return { facts: factsOf(baseFacts(identity, { capabilities, authentication: 'on' })), entries: [] };
  }
  // Where an anonymous bind is refused, the root DSE may be too: both are answers.
  const root = await conversation.search('', 'base', 1, ['*', '+']).catch((thrown) => {
    if (thrown instanceof ConnectionError && thrown.outcome === 'reset')
      return { code: bound.code, message: '', entries: [] };
    throw thrown;
  });
  const dse = root.entries[0]?.attributes ?? {};
  const suffixes = (dse.namingContexts ?? []).slice(0, mostSuffixes);
  const entries: Entry[] = [];
  let last = bound.code === 0 ? root.code : bound.code;
  for (const suffix of suffixes) {
    const found = await conversation.search(suffix, 'subtree', mostEntries - entries.length, ['*']);
    last = found.code;
    entries.push(...found.entries);
    if (entries.length >= mostEntries) break;
  }
  const people = entries.filter((entry) => Object.keys(entry.attributes).length > 0);
  const refused = [1, 8, 13, 32, 48, 50, 53].includes(last);
  const nothing = refused
    ? denied(`search: ${named(last)}`)
    : unknown(suffixes.length > 0 ? 'the suffix shows no entry' : 'the root DSE names no suffix');
  const read = people[0] ? proven(`a subtree search below ${text(suffixes[0], 120)} gives entries`) : nothing;
  const base = baseFacts(identity, {
    capabilities: {
      metadata: entries[0] ? proven(`the names of entries below ${text(suffixes[0], 120)} are given`) : nothing,
      read,
      write: read.state === 'denied' ? read : unknown('nothing tells without writing'),
      admin: read.state === 'denied' ? read : unknown(),
    },
    authentication: credential ? 'on' : read.state === 'denied' ? 'on' : 'unknown',
    identity: { suffixes: suffixes.map((suffix) => text(suffix, 120)).join('; ') },
  });
  const startTls = root.entries[0] ? (dse.supportedExtension ?? []).includes(startTlsOid) : null;
  const facts: LdapFacts = {
    ...factsOf({ ...base, ...productOf(dse) }),
    passwordsReadable: entries.some((entry) =>
      Object.keys(entry.attributes).some(
        (name) => /^userPassword$/i.test(name) && (entry.attributes[name] ?? []).length > 0,
      ),
    ),
    startTls,
    ...(startTls && !identity.secure ? { tls: { offered: true, required: false, issues: [] } } : {}),
  };
  return { facts, entries };
}

function factsOf(facts: Facts): LdapFacts {
  return { ...facts, passwordsReadable: false, startTls: null };
}

/** What the root DSE gives away of the vendor. */
function productOf(dse: Entry['attributes']): Pick<Facts, 'product' | 'version'> {
  const vendor = text(dse.vendorName?.[0], 80);
  const version = text(dse.vendorVersion?.[0], 80);
  if ((dse.objectClass ?? []).includes('OpenLDAProotDSE'))
    return { product: 'OpenLDAP', version: /\d+\.\d+\.\d+/.exec(version)?.[0] ?? null };
  if (dse.rootDomainNamingContext) return { product: 'Active Directory', version: null };
  if (/389/.test(vendor + version))
    return { product: '389 Directory Server', version: /\d+\.\d+\.\d+/.exec(version)?.[0] ?? null };
  return { product: vendor ? `LDAP directory (${vendor})` : 'LDAP directory', version: version || null };
}

/** Entries by their most telling class: the last that is not `top`, as servers list them. */
function byClass(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const classes = entry.attributes.objectClass ?? [];
    const name = text(classes.filter((one) => one !== 'top').at(-1), 100) || 'entries';
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return groups;
}

function recordOf({ dn, attributes }: Entry): SampledRecord {
  const fields = Object.entries(attributes).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return { dn, ...Object.fromEntries(fields) };
}

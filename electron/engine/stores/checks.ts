import { dataType, type Sensitivity, sensitivityOfType } from '../../contract/data-types.ts';
import type { Guidance } from '../../contract/report-model.ts';
import { opens, type Severity } from '../../contract/words.ts';
import { mostSensitive, recordsConcerned } from '../assess/score.ts';
import { severityOf } from '../assess/severity.ts';
import { advisoriesFor, endOfLifeOf, versionSources } from '../assess/versions.ts';
import { obsoleteProtocols } from '../dialer/certificate.ts';
import type { Check, CheckContext, ExaminedNamespace, Facts, Sign } from './store.ts';

/** Checks that every kind has; each kind brings its own guidance. */

type Guide = (context: CheckContext) => Guidance[];

/** What was found in a store, at its most sensitive. */
export function sensitivityOf(namespaces: readonly ExaminedNamespace[]): Sensitivity {
  return mostSensitive(
    namespaces.flatMap((n) => n.fields.flatMap((f) => f.types.map((t) => sensitivityOfType(t.type)))),
  );
}

function noAuthentication(kind: string, guide: Guide, references: string[]): Check {
  return {
    rule: `${kind}.no-authentication`,
    title: 'Anybody who reaches it gets in without a login',
    test({ stranger, facts }) {
      if (opens(stranger.access)) return 'fail';
      return facts.authentication === 'on' || stranger.capabilities.read.state === 'denied' ? 'pass' : 'undetermined';
    },
    severity: ({ stranger, reach, namespaces }) =>
      severityOf(stranger.access, reach, sensitivityOf(namespaces)).severity,
    evidence({ stranger, reach, namespaces }) {
      const proven = (['metadata', 'read', 'write', 'admin'] as const)
        .filter((name) => stranger.capabilities[name].state === 'proven')
        .map((name) => `${name}: ${stranger.capabilities[name].how}`);
      return [...proven, `severity because ${severityOf(stranger.access, reach, sensitivityOf(namespaces)).why}`];
    },
    guidance: guide,
    references: () => references,
  };
}

function anonymousMetadata(kind: string, guide: Guide, references: string[]): Check {
  return {
    rule: `${kind}.anonymous-metadata`,
    title: 'A stranger can list what it holds',
    test: ({ stranger }) => (stranger.access === 'metadata' ? 'fail' : 'pass'),
    severity: ({ reach }) => severityOf('metadata', reach, 'nothing-found').severity,
    evidence: ({ stranger: { capabilities } }) => [
      capabilities.metadata.how,
      `reading is ${capabilities.read.state}: ${capabilities.read.how}`,
    ],
    guidance: guide,
    references: () => references,
  };
}

function personalDataReadable(kind: string, guide: Guide): Check {
  const concerned = (namespaces: readonly ExaminedNamespace[]) =>
    // Names alone prove nothing: a value has to have been read.
    namespaces.filter((n) => n.sampled > 0 && n.fields.some((f) => f.types.length > 0));
  return {
    rule: `${kind}.personal-data-readable`,
    title: 'Personal data or secrets can be read by anybody',
    test({ stranger, namespaces }) {
      if (!opens(stranger.access)) return 'pass';
      if (concerned(namespaces).length > 0) return 'fail';
      return namespaces.some((n) => n.sampled > 0) ? 'pass' : 'undetermined';
    },
    severity: ({ stranger, reach, namespaces }) =>
      severityOf(stranger.access, reach, sensitivityOf(namespaces)).severity,
    evidence({ namespaces }) {
      const lines = concerned(namespaces).map((namespace) => {
        const types = [...new Set(namespace.fields.flatMap((f) => f.types.map((t) => t.type)))];
        const records = recordsConcerned([namespace]);
        return `${namespace.name}: ${types.map((type) => dataType(type).title).join(', ')}; about ${records.toLocaleString('en-GB')} records`;
      });
      return lines.length > 20 ? [...lines.slice(0, 20), `and ${lines.length - 20} more`] : lines;
    },
    guidance: guide,
    references: () => ['https://eur-lex.europa.eu/eli/reg/2016/679/oj#art_33'],
  };
}

function noTls(kind: string, guide: Guide, references: string[]): Check {
  return {
    rule: `${kind}.no-tls`,
    title: 'Traffic is not encrypted',
    test: ({ tls }) => (tls.offered ? 'pass' : 'fail'),
    severity: ({ reach }) => (reach === 'public' ? 'high' : reach === 'private' ? 'medium' : 'low'),
    evidence: () => ['plain connections are accepted, and TLS is not offered on this port'],
    guidance: guide,
    references: () => references,
  };
}

function tlsOptional(kind: string, guide: Guide, references: string[]): Check {
  return {
    rule: `${kind}.tls-optional`,
    title: 'TLS is offered but not required',
    test: ({ tls }) => (!tls.offered ? 'undetermined' : tls.required ? 'pass' : 'fail'),
    severity: ({ reach }) => (reach === 'public' ? 'medium' : 'low'),
    evidence: () => ['the same port accepts TLS and plain connections'],
    guidance: guide,
    references: () => references,
  };
}

function badCertificate(kind: string, guide: Guide, references: string[]): Check {
  return {
    rule: `${kind}.bad-certificate`,
    title: 'A client cannot trust its certificate',
    test: ({ tls }) => (tls.issues.length > 0 ? 'fail' : tls.offered && tls.certificate ? 'pass' : 'undetermined'),
    severity: ({ reach }) => (reach === 'public' ? 'medium' : 'low'),
    evidence: ({ tls }) => tls.issues,
    guidance: guide,
    references: () => references,
  };
}

function obsoleteTls(kind: string, guide: Guide, references: string[]): Check {
  const found = ({ tls }: CheckContext) => (tls.protocols ?? []).filter((name) => obsoleteProtocols.includes(name));
  return {
    rule: `${kind}.obsolete-tls`,
    title: 'It still speaks versions of TLS that are obsolete',
    test: (context) =>
      (context.tls.protocols ?? []).length === 0 ? 'undetermined' : found(context).length > 0 ? 'fail' : 'pass',
    severity: ({ reach }) => (reach === 'public' ? 'medium' : 'low'),
    evidence: (context) => [`a handshake with ${found(context).join(' and ')} was accepted`],
    guidance: guide,
    references: () => [...references, 'https://www.rfc-editor.org/rfc/rfc8996'],
  };
}

function endOfLife(kind: string, guide: Guide): Check {
  const ended = ({ facts, now }: CheckContext) => {
    const day = facts.version === null ? undefined : endOfLifeOf(facts.product, facts.version);
    return day === undefined ? undefined : day !== null && new Date(day) < now ? day : null;
  };
  return {
    rule: `${kind}.end-of-life`,
    title: 'This version no longer gets security fixes',
    test(context) {
      const day = ended(context);
      return day === undefined ? 'undetermined' : day === null ? 'pass' : 'fail';
    },
    severity: ({ reach }) => (reach === 'loopback' ? 'medium' : 'high'),
    evidence: (context) => [`${context.facts.product} ${context.facts.version}; fixes ended on ${ended(context)}`],
    guidance: guide,
    references: ({ facts }) => [versionSources[facts.product] ?? ''].filter(Boolean),
  };
}

function advisory(kind: string, guide: Guide): Check {
  const found = ({ facts }: CheckContext) =>
    facts.version === null ? [] : advisoriesFor(facts.product, facts.version);
  return {
    rule: `${kind}.advisory`,
    title: 'A known vulnerability affects this version',
    test: (context) => (context.facts.version === null ? 'undetermined' : found(context).length > 0 ? 'fail' : 'pass'),
    severity: ({ reach }) => (reach === 'public' ? 'critical' : 'high'),
    evidence: (context) =>
      found(context).map(
        (entry) => `${entry.id}: ${entry.title}; judged by the version ${context.facts.version} alone`,
      ),
    guidance: guide,
    references: (context) => found(context).map((entry) => entry.reference),
  };
}

function boundToAll(kind: string, guide: Guide, references: string[]): Check {
  return {
    rule: `${kind}.bound-to-all-interfaces`,
    title: 'It listens on every network interface',
    test: ({ facts }) => (facts.boundToAll === null ? 'undetermined' : facts.boundToAll ? 'fail' : 'pass'),
    severity: ({ facts }) => (facts.authentication === 'off' ? 'high' : 'low'),
    evidence: ({ facts }) => [
      `its own settings say so${facts.identity.bindAddress ? `: ${facts.identity.bindAddress}` : ''}`,
    ],
    guidance: guide,
    references: () => references,
  };
}

const signWords: Record<Sign, string> = {
  'ransom-note': 'few records, and a name or text that attackers leave',
  'planted-code': 'a cron line or SSH key in a value, as worms plant them',
};

function ransomNote(kind: string, guide: Guide): Check {
  const found = (namespaces: readonly ExaminedNamespace[]) => namespaces.filter((n) => n.signs.length > 0);
  return {
    rule: `${kind}.signs-of-a-break-in`,
    title: 'Somebody was here before: a ransom note or its like',
    test({ namespaces, access }) {
      if (found(namespaces).length > 0) return 'fail';
      return opens(access) ? 'pass' : 'undetermined';
    },
    severity: () => 'critical',
    evidence: ({ namespaces }) =>
      found(namespaces).flatMap((n) => n.signs.map((sign) => `${n.name}: ${signWords[sign]}`)),
    guidance: guide,
    references: () => ['https://www.cisa.gov/stopransomware/ransomware-guide'],
  };
}

/**
 * A check of one thing that was learnt: true fails, false passes, null is undetermined.
 * The severity is lowered to `medium` at most where the store can be reached from its own machine only.
 */
export function factCheck<F extends Facts>(check: {
  rule: string;
  title: string;
  wrong(context: CheckContext<F>): boolean | null;
  severity: Severity;
  evidence(context: CheckContext<F>): string[];
  guidance(context: CheckContext): Guidance[];
  reference: string;
}): Check<F> {
  const { rule, title, evidence, guidance } = check;
  return {
    rule,
    title,
    test(context) {
      const wrong = check.wrong(context);
      return wrong === null ? 'undetermined' : wrong ? 'fail' : 'pass';
    },
    severity: ({ reach }) =>
      reach === 'loopback' && (check.severity === 'critical' || check.severity === 'high') ? 'medium' : check.severity,
    evidence,
    guidance,
    references: () => [check.reference],
  };
}

/** The check of kinds whose vendor documents an account for new servers. */
export function defaultAccountCheck(kind: string, user: string, guide: Guide, reference: string): Check {
  return {
    rule: `${kind}.default-account`,
    title: 'The account that its vendor documents still works',
    test: ({ defaultAccount, stranger }) =>
      defaultAccount === 'accepted'
        ? 'fail'
        : defaultAccount === 'refused' && !opens(stranger.access)
          ? 'pass'
          : 'undetermined',
    severity: ({ reach }) => (reach === 'loopback' ? 'medium' : 'critical'),
    evidence: () => [`the user ${user} was let in with the password that the documentation names; it was tried once`],
    guidance: guide,
    references: () => [reference],
  };
}

/** The guidance that each kind brings for the checks that all kinds have. */
export interface CommonGuides {
  authentication: Guide;
  exposure: Guide;
  breakIn: Guide;
  tls: Guide;
  network: Guide;
  upgrade: Guide;
}

/** The checks that every kind has, in the order in which they are listed. */
export function commonChecks(
  kind: string,
  guides: CommonGuides,
  references: { security: string[]; tls: string[]; network: string[] },
): Check[] {
  return [
    noAuthentication(kind, guides.authentication, references.security),
    anonymousMetadata(kind, guides.authentication, references.security),
    personalDataReadable(kind, guides.exposure),
    ransomNote(kind, guides.breakIn),
    noTls(kind, guides.tls, references.tls),
    tlsOptional(kind, guides.tls, references.tls),
    badCertificate(kind, guides.tls, references.tls),
    obsoleteTls(kind, guides.tls, references.tls),
    endOfLife(kind, guides.upgrade),
    advisory(kind, guides.upgrade),
    boundToAll(kind, guides.network, references.network),
  ];
}

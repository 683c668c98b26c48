import type { Drift, DriftState } from '../../contract/drift.ts';
import { placeOf } from '../../contract/place.ts';
import type { Finding, Report, Store } from '../../contract/report-model.ts';
import type { Severity } from '../../contract/words.ts';
import { storeKinds } from '../stores/registry.ts';

/** SARIF knows three levels; the numbers are GitHub's security-severity bands. */
const levels: Record<Severity, { level: 'error' | 'warning' | 'note'; security: string }> = {
  critical: { level: 'error', security: '9.5' },
  high: { level: 'error', security: '8.0' },
  medium: { level: 'warning', security: '5.5' },
  low: { level: 'note', security: '2.5' },
  info: { level: 'note', security: '0.0' },
};

/** SARIF 2.1.0 (OASIS): the rules are all checks of all kinds, the results the findings. */
export function renderSarif(report: Report): string {
  const rules = storeKinds.flatMap((kind) =>
    kind.checks.map(({ rule, title }) => ({ id: rule, name: rule, shortDescription: { text: title } })),
  );
  const index = new Map(rules.map((rule, position) => [rule.id, position]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Ajar', version: report.audit.engineVersion, rules } },
        automationDetails: { id: `ajar/${report.audit.id}` },
        invocations: [
          {
            executionSuccessful: report.audit.state === 'complete',
            startTimeUtc: report.audit.startedAt,
            ...(report.audit.endedAt ? { endTimeUtc: report.audit.endedAt } : {}),
          },
        ],
        results: report.stores.flatMap((store) =>
          store.findings.map((finding) => resultOf(store, finding, index, report.drift)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** What SARIF calls the state against a baseline (3.27.24); one that was not looked at is left unsaid. */
const baselineStates: Partial<Record<DriftState, string>> = {
  regressed: 'new',
  new: 'new',
  unchanged: 'unchanged',
  fixed: 'absent',
};

function resultOf(store: Store, finding: Finding, index: Map<string, number>, drift: Drift | null) {
  const state = drift?.findings.find((one) => one.storeId === store.id && one.rule === finding.rule)?.drift;
  const baselineState = state && baselineStates[state];
  const { level, security } = levels[finding.severity];
  const place = placeOf(store);
  return {
    ruleId: finding.rule,
    ...(index.has(finding.rule) ? { ruleIndex: index.get(finding.rule) } : {}),
    ...(finding.status === 'fixed' ? { kind: 'pass', level: 'none' } : { kind: 'fail', level }),
    ...(baselineState ? { baselineState } : {}),
    ...(finding.accepted
      ? {
          suppressions: [
            {
              kind: 'external',
              justification: `${finding.accepted.by} until ${finding.accepted.until}: ${finding.accepted.reason}`,
            },
          ],
        }
      : {}),
    message: { text: `${place}: ${finding.title}. ${finding.evidence.join('; ')}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: `${store.kind}://${place}` } },
        logicalLocations: [{ name: place, fullyQualifiedName: `${store.kind}/${store.id}`, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'ajarStoreRule/v1': `${store.kind}/${store.id}/${finding.rule}` },
    properties: { severity: finding.severity, 'security-severity': security, access: store.access, reach: store.reach },
  };
}

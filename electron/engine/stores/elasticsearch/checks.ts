import { guideElastic as guide } from '../../guidance/elasticsearch.ts';
import { commonChecks } from '../checks.ts';
import type { Check } from '../store.ts';
import type { ElasticFacts } from './access.ts';

const reference = 'https://www.elastic.co/guide/en/elasticsearch/reference/current';
const security = [`${reference}/security-minimal-setup.html`, 'https://docs.opensearch.org/docs/latest/security/'];
const tls = [`${reference}/security-basic-setup-https.html`];

const snapshots: Check<ElasticFacts> = {
  rule: 'elasticsearch.snapshot-repositories',
  title: 'Snapshot repositories can be listed',
  test({ facts, stranger }) {
    if (stranger.access === 'none') return 'pass';
    return facts.repositories === null ? 'undetermined' : facts.repositories.length > 0 ? 'fail' : 'pass';
  },
  severity: ({ reach }) => (reach === 'public' ? 'high' : 'medium'),
  evidence: ({ facts }) => facts.repositories ?? [],
  guidance: guide.snapshots,
  references: () => [`${reference}/snapshot-restore.html`],
};

const scripting: Check<ElasticFacts> = {
  rule: 'elasticsearch.scripting',
  title: 'Any script may run in a search',
  test: ({ facts }) => (facts.scripting === null ? 'undetermined' : facts.scripting === 'any' ? 'fail' : 'pass'),
  severity: ({ facts }) => (facts.authentication === 'off' ? 'medium' : 'info'),
  evidence: () => ['the node’s settings do not limit script.allowed_types'],
  guidance: guide.scripting,
  references: () => [`${reference}/modules-scripting-security.html`],
};

const settingsReadable: Check<ElasticFacts> = {
  rule: 'elasticsearch.settings-readable',
  title: 'A stranger can read the cluster’s settings',
  test({ facts, stranger }) {
    if (stranger.access === 'none') return 'pass';
    return facts.settingsReadable === null ? 'undetermined' : facts.settingsReadable ? 'fail' : 'pass';
  },
  severity: ({ reach }) => (reach === 'public' ? 'medium' : 'low'),
  evidence: () => ['GET /_cluster/settings answers without a login'],
  guidance: guide.settings,
  references: () => [`${reference}/cluster-get-settings.html`],
};

export const elasticChecks: readonly Check<ElasticFacts>[] = [
  ...commonChecks('elasticsearch', guide, { security, tls, network: [`${reference}/modules-network.html`] }),
  snapshots,
  scripting,
  settingsReadable,
];

import { guideElastic as guide } from '../../guidance/elasticsearch.ts';
import {
  advisory,
  anonymousMetadata,
  badCertificate,
  boundToAll,
  endOfLife,
  noAuthentication,
  noTls,
  personalDataReadable,
  ransomNote,
  tlsOptional,
} from '../checks.ts';
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
  noAuthentication('elasticsearch', guide.authentication, security),
  anonymousMetadata('elasticsearch', guide.authentication, security),
  personalDataReadable('elasticsearch', guide.exposure),
  ransomNote('elasticsearch', guide.breakIn),
  noTls('elasticsearch', guide.tls, tls),
  tlsOptional('elasticsearch', guide.tls, tls),
  badCertificate('elasticsearch', guide.tls, tls),
  endOfLife('elasticsearch', guide.upgrade),
  advisory('elasticsearch', guide.upgrade),
  boundToAll('elasticsearch', guide.network, [`${reference}/modules-network.html`]),
  snapshots,
  scripting,
  settingsReadable,
];

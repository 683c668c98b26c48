import { compareVersions } from '../assess/versions.ts';
import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideEtcd } from '../guidance/etcd.ts';
import { at, count, list, record, text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, denied, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { type KeyPattern, patternsOf } from './key-patterns.ts';
import {
  type Check,
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampleBudget,
  type SampledRecord,
} from './store.ts';

interface EtcdFacts extends Facts {
  /** Keys under /registry/secrets were listed. */
  holdsKubernetes: boolean | null;
  /** The second version of its interface answers, which knows no users of the third. */
  secondApi: boolean | null;
}

const mostKeys = 2000;
const mostValues = 100;
const docs = 'https://etcd.io/docs/latest/op-guide/security/';

const kubernetes: Check<EtcdFacts> = {
  rule: 'etcd.kubernetes-secrets',
  title: 'It holds the secrets of a Kubernetes cluster',
  test: ({ facts, stranger }) =>
    stranger.access === 'none'
      ? 'pass'
      : facts.holdsKubernetes === null
        ? 'undetermined'
        : facts.holdsKubernetes
          ? 'fail'
          : 'pass',
  severity: () => 'critical',
  evidence: () => ['keys begin with /registry/secrets/: whoever reads them can act as any service of the cluster'],
  guidance: guideEtcd.authentication,
  references: () => ['https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/'],
};

/** etcd 3 by its JSON gateway. */
export const etcd = defineStore<EtcdFacts>({
  kind: 'etcd',
  title: 'etcd',
  ports: [2379],
  speaks: 'http',
  commands: {
    'GET /version': 'identify, version',
    'POST /v3/kv/range': 'names of keys, and the few values that are sampled: a read, which the gateway takes by POST',
    'POST /v3beta/kv/range': 'the same, as etcd 3.3 names it',
    'POST /v3alpha/kv/range': 'the same, as etcd 3.2 names it',
    'GET /v2/keys/': 'whether the second version of the interface answers',
  },
  checkedAgainst:
    'etcd 3.4 open, with authentication on, and with its second interface on; the paths of 3.3 by fixture',
  identify: (dial, clues, credential) =>
    identifyHttp(dial, clues, credential, async (root, http) => {
      if (root.status !== 404) return undefined;
      const answer = await http.send('GET /version');
      const version = text(at(answer.json, 'etcdserver'), 40);
      return /^\d+\.\d+\.\d+/.test(version) && at(answer.json, 'etcdcluster') !== undefined
        ? { product: 'etcd', version }
        : undefined;
    }),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential);
    const range = rangeOf(http, identity.version);
    const patterns = new Map<string, KeyPattern>();
    return {
      access: () => learn(http, range, identity),
      inventory: () => listPatterns(range, patterns),
      sample: ({ name }, budget) => sampleKeys(range, patterns.get(name), budget),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('etcd', guideEtcd, { security: [docs], tls: [docs], network: [docs] }),
    kubernetes,
    factCheck({
      rule: 'etcd.no-client-certificate',
      title: 'It asks clients for no certificate',
      wrong: ({ facts }) => (facts.capabilities.read.state === 'unknown' ? null : true),
      severity: 'medium',
      evidence: () => ['range is answered, with keys or with a refusal, to a client without a certificate'],
      guidance: guideEtcd.authentication,
      reference: docs,
    }),
    factCheck({
      rule: 'etcd.second-interface-open',
      title: 'The old interface answers, past the users of the new one',
      wrong: ({ stranger }) => stranger.facts.secondApi,
      severity: 'high',
      evidence: () => ['GET /v2/keys/ is answered'],
      guidance: guideEtcd.authentication,
      reference: 'https://etcd.io/docs/v3.4/op-guide/configuration/#--enable-v2',
    }),
  ],
});

const encode = (key: string) => Buffer.from(key).toString('base64');
const decode = (value: unknown) => Buffer.from(typeof value === 'string' ? value : '', 'base64').toString('utf8');
/** From the first key to the last: a zero byte at both ends means all. */
const everything = { key: 'AA==', range_end: 'AA==' };

/** The gateway's path by version (etcd.io/docs, "gRPC gateway"): v3alpha up to 3.2, v3beta in 3.3, v3 from 3.4 on. */
function pathOf(version: string | null): 'v3' | 'v3beta' | 'v3alpha' {
  if (version === null || compareVersions(version, '3.4') >= 0) return 'v3';
  return compareVersions(version, '3.3') >= 0 ? 'v3beta' : 'v3alpha';
}

type Range = (body: object) => Promise<HttpAnswer>;

function rangeOf(http: HttpConversation, version: string | null): Range {
  return (body) => http.send(`POST /${pathOf(version)}/kv/range`, {}, { body: { ...body, serializable: true } });
}

async function learn(http: HttpConversation, range: Range, identity: Identity): Promise<EtcdFacts> {
  const second = await tryHttp(() => http.send('GET /v2/keys/'));
  const answer = await tryHttp(() => range({ ...everything, keys_only: true, limit: '1' }));
  // The gateway answers a refusal with 400 or 401 and says so in words.
  const refusal = /user name is empty|permission denied|invalid auth token/i.exec(answer?.text ?? '')?.[0];
  const read = refusal
    ? denied(`range: ${refusal}`)
    : byStatus('range', answer, (one) => at(one.json, 'header', 'cluster_id') !== undefined);
  const secrets =
    read.state === 'proven'
      ? await tryHttp(() =>
          range({
            key: encode('/registry/secrets/'),
            range_end: encode('/registry/secrets0'),
            keys_only: true,
            limit: '1',
          }),
        )
      : undefined;
  const open = read.state === 'proven';
  const power = open
    ? { ...read, how: 'authentication is off: a range over all keys answers a session without a user' }
    : refusal
      ? read
      : unknown();
  return {
    ...baseFacts(identity, {
      capabilities: { metadata: read, read, write: power, admin: power },
      authentication: open ? 'off' : refusal ? 'on' : 'unknown',
      identity: open ? { clusterId: text(at(answer?.json, 'header', 'cluster_id'), 40) } : {},
      deployment: secrets && list(at(secrets.json, 'kvs')).length > 0 ? 'kubernetes' : 'unknown',
    }),
    secondApi: second === undefined ? null : second.status === 200 && at(second.json, 'node') !== undefined,
    holdsKubernetes: secrets ? list(at(secrets.json, 'kvs')).length > 0 : null,
  };
}

async function* listPatterns(range: Range, patterns: Map<string, KeyPattern>): AsyncGenerator<NamespaceListing> {
  const answer = await range({ ...everything, keys_only: true, limit: String(mostKeys) });
  const keys = list(at(answer.json, 'kvs')).map((entry) => decode(record(entry).key));
  const total = count(at(answer.json, 'count')) ?? keys.length;
  for (const pattern of patternsOf(keys)) {
    patterns.set(pattern.pattern, pattern);
    const records = Math.round((pattern.keys.length / Math.max(1, keys.length)) * total);
    yield {
      name: pattern.pattern,
      note: null,
      records,
      recordsExact: keys.length >= total,
      bytes: null,
      knownFields: [],
    };
  }
}

async function sampleKeys(
  range: Range,
  pattern: KeyPattern | undefined,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  const records: SampledRecord[] = [];
  for (const key of (pattern?.keys ?? []).slice(0, Math.min(budget.records, mostValues))) {
    const answer = await range({ key: encode(key) });
    const [entry] = list(at(answer.json, 'kvs'));
    if (entry && pattern) records.push({ [pattern.word]: decode(record(entry).value).slice(0, 65_536) });
  }
  return records;
}

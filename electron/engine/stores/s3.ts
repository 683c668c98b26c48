import type { HttpAnswer, HttpConversation } from '../dialer/http.ts';
import { guideS3 } from '../guidance/s3.ts';
import { at, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { signedBy } from './aws-signature.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { baseFacts, denied, proven, unknown } from './facts.ts';
import { openHttp, tryHttp } from './http-session.ts';
import { patternsOf } from './key-patterns.ts';
import {
  type BucketFacts,
  bucketNames,
  codeOf,
  judgeBucket,
  type ListedObject,
  listingOf,
  listObjects,
  writeGrant,
  xmlOf,
} from './s3/bucket.ts';
import {
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampleBudget,
  type SampledRecord,
} from './store.ts';
import { recordsOfText, seemsText } from './text-records.ts';

interface S3Facts extends Facts {
  buckets: BucketFacts[];
  /** The list of all buckets is shown. */
  listsBuckets: boolean;
}

const mostBuckets = 50;
const mostObjects = 20;
/** Of each object that is sampled, in bytes. */
const rangeBytes = 65_536;
const docs = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html';

const names = (buckets: readonly BucketFacts[]) => buckets.map((bucket) => bucket.name);

/** S3's interface: MinIO, Ceph, AWS and others. A bucket is named by the path of the target, or by the list of buckets. */
export const s3 = defineStore<S3Facts>({
  kind: 's3',
  title: 'S3: MinIO, Ceph, AWS and compatible',
  ports: [9000, 443],
  speaks: 'http',
  commands: {
    'GET /': 'identify, names of buckets',
    'GET /{bucket}': 'names and sizes of objects, with a limit',
    'GET /{bucket} versions': 'whether versions are listed',
    'GET /{bucket} acl': 'who is granted what',
    'GET /{bucket} policyStatus': 'whether the policy makes it public',
    'GET /{bucket} policy': 'what the policy grants to everybody',
    'GET /{bucket}/{key}': 'the first 64 KB of a few objects that seem to be text',
  },
  checkedAgainst: 'Versity S3 Gateway 1.8, with private buckets, with a public one by policy, and with its keys',
  identify: (dial, clues, credential) => identifyHttp(dial, clues, credential, async (root) => recogniseS3(root)),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential, { authorize: signedBy('s3'), basePath: '' });
    const named = dial.endpoint.hint.path.split('/').filter(Boolean).slice(0, 1).map(decodeURIComponent);
    const objects = new Map<string, { bucket: string; objects: ListedObject[] }>();
    let facts: S3Facts | undefined;
    return {
      access: async () => (facts = await learn(http, identity, credential, named)),
      inventory: () => listPrefixes(http, facts?.buckets ?? [], objects),
      sample: ({ name }, budget) => sampleObjects(http, objects.get(name), budget),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('s3', guideS3, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 's3.buckets-listed',
      title: 'A stranger can list all buckets',
      wrong: ({ stranger }) => stranger.facts.listsBuckets,
      severity: 'high',
      evidence: ({ facts }) => [`buckets: ${names(facts.buckets).slice(0, 20).join(', ')}`],
      guidance: guideS3.authentication,
      reference: docs,
    }),
    factCheck({
      rule: 's3.public-write',
      title: 'Anybody may write into a bucket',
      wrong: ({ facts }) =>
        facts.buckets.some((bucket) => writeGrant(bucket.publicGrants)) ||
        (facts.buckets.some((bucket) => bucket.publicGrants.length > 0) ? false : null),
      severity: 'critical',
      evidence: ({ facts }) =>
        facts.buckets.flatMap(({ name, publicGrants }) =>
          writeGrant(publicGrants) ? [`${name}: ${writeGrant(publicGrants)}`] : [],
        ),
      guidance: guideS3.authentication,
      reference: docs,
    }),
    factCheck({
      rule: 's3.versions-listed',
      title: 'Old versions of objects are listed to anybody',
      wrong: ({ stranger }) => stranger.facts.buckets.some((bucket) => bucket.versions),
      severity: 'medium',
      evidence: ({ stranger }) => names(stranger.facts.buckets.filter((bucket) => bucket.versions)),
      guidance: guideS3.authentication,
      reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
    }),
  ],
});

const products: [RegExp, string][] = [
  [/^MinIO/i, 'MinIO'],
  [/^AmazonS3/i, 'Amazon S3'],
  [/^VERSITYGW/i, 'Versity S3 Gateway'],
  [/^SeaweedFS/i, 'SeaweedFS'],
  [/^Ceph/i, 'Ceph Object Gateway'],
];

function recogniseS3(root: HttpAnswer) {
  const server = text(root.headers.server, 80);
  const known = products.find(([pattern]) => pattern.test(server))?.[1];
  const xml = xmlOf(root);
  const speaks =
    ['ListAllMyBucketsResult', 'ListBucketResult'].some((tag) => at(xml, tag) !== undefined) || codeOf(root) !== '';
  const marked = 'x-amz-request-id' in root.headers;
  // A web page in XML with an Error is not yet S3: one of its own marks has to be there too.
  if (!speaks || !(known || marked)) return undefined;
  const ceph = /^tx0/.test(text(root.headers['x-amz-request-id'], 20));
  return {
    product: known ?? (ceph ? 'Ceph Object Gateway' : 'S3-compatible'),
    version: /^MinIO\/RELEASE\.([\d-]{10})/.exec(server)?.[1] ?? null,
  };
}

async function learn(
  http: HttpConversation,
  identity: Identity,
  credential: Credential | null,
  named: string[],
): Promise<S3Facts> {
  const all = await tryHttp(() => http.send('GET /'));
  const listsBuckets = at(xmlOf(all), 'ListAllMyBucketsResult') !== undefined;
  const wanted = [...new Set([...named, ...bucketNames(all)])].filter(Boolean).slice(0, mostBuckets);
  const buckets: BucketFacts[] = [];
  for (const name of wanted) buckets.push(await judgeBucket(http, name));
  const listed = buckets.find((bucket) => bucket.list === 'allowed');
  const refused = all?.status === 403 || all?.status === 401;
  const who = credential ? 'the key given' : 'a stranger';
  const metadata = listsBuckets
    ? proven(`${who} may list the buckets`)
    : listed
      ? proven(`${who} may list the objects of ${listed.name}`)
      : refused || buckets.some((bucket) => bucket.list === 'denied')
        ? denied(`the list of buckets: ${codeOf(all) || all?.status}`)
        : unknown();
  const writable = buckets.find((bucket) => writeGrant(bucket.publicGrants));
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata,
        read: await readable(http, buckets, named.length > 0, metadata.state === 'denied'),
        write: writable
          ? proven(`${writable.name}: ${writeGrant(writable.publicGrants)}`)
          : unknown('read from policies only, and none tells'),
        admin: unknown(),
      },
      authentication: refused ? 'on' : 'unknown',
      identity: { buckets: String(buckets.length) },
    }),
    listsBuckets,
    buckets,
  };
}

/** Reading is proven by the first bytes of one object. */
async function readable(http: HttpConversation, buckets: readonly BucketFacts[], wasNamed: boolean, isDenied: boolean) {
  for (const { name, list } of buckets) {
    if (list !== 'allowed') continue;
    const [object] = listingOf(await listObjects(http, name, 3))?.objects.filter(({ size }) => size > 0) ?? [];
    if (!object) continue;
    const answer = await fetchStart(http, name, object.key, 1);
    if (answer?.status === 200 || answer?.status === 206)
      return proven(`the first byte of an object of ${name} was given`);
    if (answer?.status === 403) return denied(`an object of ${name}: ${codeOf(answer)}`);
  }
  if (wasNamed && isDenied) return denied('neither the list of buckets nor that of the bucket named is shown');
  return isDenied
    ? unknown('no bucket is known: name one in the target, as in http://host:9000/bucket')
    : unknown('there is no object to read');
}

function fetchStart(http: HttpConversation, bucket: string, key: string, bytes: number) {
  const headers = { range: `bytes=0-${bytes - 1}` };
  return tryHttp(() => http.send('GET /{bucket}/{key}', { bucket, key }, { headers }));
}

async function* listPrefixes(
  http: HttpConversation,
  buckets: readonly BucketFacts[],
  known: Map<string, { bucket: string; objects: ListedObject[] }>,
): AsyncGenerator<NamespaceListing> {
  for (const { name, list } of buckets) {
    if (list !== 'allowed') continue;
    const listing = listingOf(await listObjects(http, name, 1000));
    if (!listing) continue;
    for (const { pattern, keys } of patternsOf(listing.objects.map((object) => object.key))) {
      const set = new Set(keys);
      const objects = listing.objects.filter((object) => set.has(object.key));
      const namespace = `${name}/${pattern}`;
      known.set(namespace, { bucket: name, objects });
      yield {
        name: namespace,
        note: null,
        records: objects.length,
        recordsExact: !listing.more,
        bytes: objects.reduce((sum, { size }) => sum + size, 0),
        knownFields: [],
      };
    }
  }
}

async function sampleObjects(
  http: HttpConversation,
  known: { bucket: string; objects: ListedObject[] } | undefined,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  const records: SampledRecord[] = [];
  let bytes = 0;
  const texts = (known?.objects ?? []).filter(({ key, size }) => size > 0 && seemsText(key)).slice(0, mostObjects);
  for (const { key } of texts) {
    if (!known || records.length >= budget.records || bytes >= budget.bytes) break;
    const answer = await fetchStart(http, known.bucket, key, rangeBytes);
    // A server that does not know ranges sends all of it: what is too large ended the request already.
    if (answer?.status !== 200 && answer?.status !== 206) continue;
    const body = answer.text.slice(0, rangeBytes);
    bytes += body.length;
    records.push(...recordsOfText(key, body, budget.records - records.length));
  }
  return records;
}

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { HttpAnswer, HttpConversation } from '../../dialer/http.ts';
import { at, count, list, text } from '../../protocols/untrusted.ts';
import { tryHttp } from '../http-session.ts';

/** Everything is text and nothing is expanded: what a server says stays what it said. */
const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: false,
  processEntities: false,
  maxNestedTags: 50,
});

/** @returns the XML as plain objects; undefined for what is none. Never throws. */
export function xmlOf(answer: HttpAnswer | undefined): unknown {
  if (!answer?.text.trimStart().startsWith('<') || XMLValidator.validate(answer.text) !== true) return undefined;
  try {
    return parser.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** The error's code, such as `AccessDenied`; empty where it is no error. */
export function codeOf(answer: HttpAnswer | undefined): string {
  return text(at(xmlOf(answer), 'Error', 'Code'), 60);
}

/** One or many of the same tag. */
const many = (value: unknown) => (value === undefined || value === '' ? [] : [value].flat());

const plain = (value: string) =>
  value.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '',
  );

export interface ListedObject {
  key: string;
  size: number;
}

export interface Listing {
  objects: ListedObject[];
  /** There are more than were listed. */
  more: boolean;
}

/** What somebody may do with one bucket, by its answers. */
export interface BucketFacts {
  name: string;
  list: 'allowed' | 'denied' | 'missing' | 'unknown';
  versions: boolean;
  /** Grants to everybody, of its access control list and its policy; read, never tried. */
  publicGrants: string[];
  policyIsPublic: boolean;
}

export function bucketNames(answer: HttpAnswer | undefined): string[] {
  return many(at(xmlOf(answer), 'ListAllMyBucketsResult', 'Buckets', 'Bucket')).map((one) =>
    text(at(one, 'Name'), 100),
  );
}

/** @param most at most 1000, the most that a server lists at once. */
export async function listObjects(
  http: HttpConversation,
  bucket: string,
  most: number,
): Promise<HttpAnswer | undefined> {
  return await tryHttp(() => http.send('GET /{bucket}', { bucket }, { query: { 'list-type': 2, 'max-keys': most } }));
}

export function listingOf(answer: HttpAnswer | undefined): Listing | undefined {
  const result = at(xmlOf(answer), 'ListBucketResult');
  if (result === undefined) return undefined;
  const objects = many(at(result, 'Contents')).map((one) => ({
    key: plain(text(at(one, 'Key'), 1024)),
    size: count(at(one, 'Size')) ?? 0,
  }));
  return { objects, more: at(result, 'IsTruncated') === 'true' };
}

export async function judgeBucket(http: HttpConversation, name: string): Promise<BucketFacts> {
  const listed = await listObjects(http, name, 3);
  const code = codeOf(listed);
  const versions = await tryHttp(() =>
    http.send('GET /{bucket} versions', { bucket: name }, { query: { versions: '', 'max-keys': 1 } }),
  );
  const acl = await tryHttp(() => http.send('GET /{bucket} acl', { bucket: name }, { query: { acl: '' } }));
  const status = await tryHttp(() =>
    http.send('GET /{bucket} policyStatus', { bucket: name }, { query: { policyStatus: '' } }),
  );
  const policy = await tryHttp(() => http.send('GET /{bucket} policy', { bucket: name }, { query: { policy: '' } }));
  return {
    name,
    list:
      listingOf(listed) !== undefined
        ? 'allowed'
        : code === 'NoSuchBucket'
          ? 'missing'
          : listed?.status === 403 || listed?.status === 401
            ? 'denied'
            : 'unknown',
    versions: at(xmlOf(versions), 'ListVersionsResult') !== undefined,
    publicGrants: [...aclGrants(acl), ...policyGrants(policy)],
    policyIsPublic: text(at(xmlOf(status), 'PolicyStatus', 'IsPublic')).toLowerCase() === 'true',
  };
}

/** Grants to the groups that mean everybody, or everybody with an account. */
function aclGrants(answer: HttpAnswer | undefined): string[] {
  return many(at(xmlOf(answer), 'AccessControlPolicy', 'AccessControlList', 'Grant'))
    .filter((grant) => /global\/(?:AllUsers|AuthenticatedUsers)$/.test(text(at(grant, 'Grantee', 'URI'), 200)))
    .map((grant) => `ACL: ${text(at(grant, 'Permission'), 40)}`);
}

function policyGrants(answer: HttpAnswer | undefined): string[] {
  if (answer?.status !== 200) return [];
  return [at(answer.json, 'Statement')]
    .flat()
    .filter((one) => at(one, 'Effect') === 'Allow' && at(one, 'Condition') === undefined)
    .filter((one) => [at(one, 'Principal'), at(one, 'Principal', 'AWS')].flat().includes('*'))
    .flatMap((one) => list([at(one, 'Action')].flat()).map((action) => `policy: ${text(action, 60)}`));
}

/** Grants that let everybody write, or everything. */
export function writeGrant(grants: readonly string[]): string | undefined {
  return grants.find((grant) =>
    /^(?:ACL: (?:WRITE|FULL_CONTROL)$|policy: (?:\*|s3:\*|s3:Put\*|s3:PutObject\b))/.test(grant),
  );
}

import type { AllowList } from '../../dialer/dialer.ts';
import { fillStatement } from '../sql.ts';

/** Statements that may ever be sent, in READ mode. Names are filled in as quoted identifiers, numbers checked. */
export const cypher = {
  components: 'CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition',
  user: 'SHOW CURRENT USER YIELD user, roles RETURN user, roles',
  databases: 'SHOW DATABASES YIELD name, currentStatus RETURN name, currentStatus',
  labels: 'CALL db.labels() YIELD label RETURN label',
  types: 'CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType',
  procedures:
    "SHOW PROCEDURES YIELD name WHERE name STARTS WITH 'apoc.load.' OR name STARTS WITH 'apoc.import.' RETURN name LIMIT 100",
  countNodes: 'MATCH (n:{label}) RETURN count(n) AS total',
  countRelationships: 'MATCH ()-[r:{label}]->() RETURN count(r) AS total',
  nodes: 'MATCH (n:{label}) RETURN properties(n) AS found LIMIT {n}',
  relationships: 'MATCH ()-[r:{label}]->() RETURN properties(r) AS found LIMIT {n}',
} as const;

export const neoCommands: AllowList = {
  'Bolt handshake': 'identify',
  HELLO: 'open a session, with the scheme none or the credential given',
  GOODBYE: 'end the session',
  'GET /': 'identify, version, by HTTP',
  'POST /db/{database}/tx/commit':
    'one of the statements below by HTTP, in READ mode: the interface takes reads by POST',
  ...Object.fromEntries(Object.values(cypher).map((statement) => [statement, 'read-only'])),
};

export interface NeoAnswer {
  rows: Record<string, unknown>[];
  /** The code of a failure, such as Neo.ClientError.Security.Unauthorized; empty where there is none. */
  failure: string;
  message: string;
}

/** Asks one statement of a database, by Bolt or by HTTP. @throws ConnectionError; a failure of the server is an answer. */
export type Ask = (
  name: keyof typeof cypher,
  database: string,
  fill?: Record<string, string | number>,
) => Promise<NeoAnswer>;

export function statementOf(name: keyof typeof cypher, fill: Record<string, string | number> = {}): string {
  return fillStatement(cypher[name], fill, '`');
}

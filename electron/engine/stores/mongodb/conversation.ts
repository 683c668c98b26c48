import type { Document } from 'bson';
import type { Certificate } from '../../dialer/certificate.ts';

/** Commands of a conversation with a server that speaks MongoDB's protocol, whatever carries them. */
export interface MongoConversation {
  certificate: Certificate | null;
  /** @throws CommandFault when the server refuses, ConnectionError when the connection fails. */
  command(database: string, body: Document): Promise<Document>;
  /** One batch of documents; no cursor is left open. @throws as `command` */
  find(database: string, collection: string, query: FindQuery): Promise<Document[]>;
  close(): Promise<void>;
}

export interface FindQuery {
  sort: 1 | -1;
  limit: number;
  maxTimeMs: number;
}

/** The server answered, and the answer is no. */
export class CommandFault extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'CommandFault';
    this.code = code;
  }
  /** Unauthorized (13), AuthenticationFailed (18), or the words of versions before codes. */
  get denied(): boolean {
    return (
      this.code === 13 || this.code === 18 || /not authorized|unauthorized|requires authentication/i.test(this.message)
    );
  }
  /** CommandNotFound (59), CommandNotSupported (115), NotImplemented (238). */
  get unknownCommand(): boolean {
    return this.code === 59 || this.code === 115 || this.code === 238 || /no such (cmd|command)/i.test(this.message);
  }
}

/** Commands that may ever be sent, by the wire, with what each is for. */
export const mongoCommands = {
  isMaster: 'identify, on every version',
  ismaster: 'identify, as the driver spells it',
  hello: 'identify, where the older form is gone',
  saslStart: 'log in with the credential given',
  saslContinue: 'log in with the credential given',
  endSessions: 'end the driver’s session politely',
  ping: 'check that the connection lives',
  buildInfo: 'version',
  connectionStatus: 'who the session is, with its privileges',
  usersInfo: 'whether authorization is on: denied where it is',
  getCmdLineOpts: 'bind address and named security settings',
  hostInfo: 'how it is deployed',
  listDatabases: 'inventory',
  listCollections: 'inventory',
  collStats: 'counts and sizes from metadata',
  count: 'count from metadata where collStats is denied',
  find: 'a bounded sample',
  aggregate: 'a bounded random sample ($sample only)',
  killCursors: 'leave no cursor open',
} as const;

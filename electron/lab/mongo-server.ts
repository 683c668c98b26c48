import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { type Document, Long } from 'bson';
import { FrameSplitter, readRequest, replyFrame, type WireRequest } from '../engine/protocols/mongo-wire.ts';
import type { LabNamespace } from './customers.ts';
import type { LabServer } from './lab.ts';

export interface MongoLabOptions {
  /** Authorization is on: strangers may say hello and little else, as a real server's do. */
  protected: boolean;
  version: string;
  /** 21 is MongoDB 7.0; 3 is 3.0, the last without `find`. */
  wireVersion: number;
  collections: readonly LabNamespace[];
  /** A free port where none is named. */
  port?: number;
}

/** Commands that a protected MongoDB answers to anybody. */
const free = new Set([
  'hello',
  'ismaster',
  'isMaster',
  'buildInfo',
  'buildinfo',
  'ping',
  'connectionStatus',
  'endSessions',
  'saslStart',
]);

/** A practice server that speaks enough of MongoDB's protocol to be audited. Listens on loopback only. */
export async function startMongoLab(options: MongoLabOptions): Promise<LabServer> {
  const server = net.createServer((socket) => {
    const splitter = new FrameSplitter();
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of splitter.push(chunk)) {
          const request = readRequest(frame);
          if (request) socket.write(replyFrame(request, answer(request, options)));
        }
      } catch {
        socket.destroy();
      }
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    title: `MongoDB ${options.version}, ${options.protected ? 'protected' : 'open'}`,
    target: `127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(request: WireRequest, options: MongoLabOptions): Document[] {
  if (request.collection !== '$cmd') {
    if (options.protected)
      return [{ $err: `not authorized for query on ${request.database}.${request.collection}`, code: 13 }];
    const { $orderby } = request.body;
    return page(
      options,
      `${request.database}.${request.collection}`,
      Math.abs(request.limit),
      Number($orderby?._id ?? 1) < 0,
    );
  }
  const name = Object.keys(request.body)[0] ?? '';
  if (options.protected && !free.has(name)) {
    return [{ ok: 0, errmsg: `Command ${name} requires authentication`, code: 13, codeName: 'Unauthorized' }];
  }
  const act = commands[name];
  if (!act) return [{ ok: 0, errmsg: `no such command: '${name}'`, code: 59, codeName: 'CommandNotFound' }];
  return [{ ...act(request, options), ok: 1 }];
}

type Act = (request: WireRequest, options: MongoLabOptions) => Document;

const hello: Act = (_request, { wireVersion }) => ({
  ismaster: true,
  isWritablePrimary: true,
  helloOk: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  minWireVersion: 0,
  maxWireVersion: wireVersion,
  readOnly: false,
});

const commands: Record<string, Act> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: () => ({}),
  endSessions: () => ({}),
  buildInfo: (_request, { version }) => ({
    version,
    gitVersion: 'practice',
    modules: [],
    maxBsonObjectSize: 16_777_216,
  }),
  connectionStatus: () => ({
    authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] },
  }),
  usersInfo: () => ({ users: [] }),
  getCmdLineOpts: () => ({
    argv: ['mongod'],
    parsed: { net: { bindIp: '0.0.0.0', port: 27017 }, storage: { dbPath: '/data/db' } },
  }),
  hostInfo: () => ({ system: { hostname: '3f1c2b9a77de' } }),
  listDatabases: (_request, options) => ({
    databases: [...new Set(options.collections.map((one) => one.name.split('.')[0]))].map((name) => ({
      name,
      sizeOnDisk: 1_000_000,
      empty: false,
    })),
  }),
  listCollections: ({ database }, { collections }) => {
    const own = collections.filter((one) => one.name.startsWith(`${database}.`));
    return {
      cursor: {
        id: Long.ZERO,
        ns: `${database}.$cmd.listCollections`,
        firstBatch: own.map((one) => ({ name: one.name.slice(database.length + 1), type: 'collection' })),
      },
    };
  },
  collStats: ({ database, body }, options) => {
    const records = options.collections.find((one) => one.name === `${database}.${body.collStats}`)?.records ?? 0;
    return { ns: `${database}.${body.collStats}`, count: records, size: records * 700 };
  },
  find: ({ database, body }, options) => {
    const place = `${database}.${body.find}`;
    const documents = page(options, place, Number(body.limit ?? 101), Number(body.sort?._id ?? 1) < 0);
    return { cursor: { id: Long.ZERO, ns: place, firstBatch: documents } };
  },
  aggregate: ({ database, body }, options) => {
    const place = `${database}.${body.aggregate}`;
    const size = Number(body.pipeline?.[0]?.$sample?.size ?? 0);
    const { records = 0, make } = options.collections.find((one) => one.name === place) ?? {};
    const documents = Array.from({ length: Math.min(size, records) }, () => Math.floor(Math.random() * records)).map(
      (index) => ({ _id: index, ...make?.(index) }),
    );
    return { cursor: { id: Long.ZERO, ns: place, firstBatch: documents } };
  },
};

function page(options: MongoLabOptions, place: string, limit: number, fromEnd: boolean): Document[] {
  const found = options.collections.find((one) => one.name === place);
  if (!found) return [];
  const length = Math.min(limit, found.records);
  return Array.from({ length }, (_, n) => (fromEnd ? found.records - 1 - n : n)).map((index) => ({
    _id: index,
    ...found.make(index),
  }));
}

import { Long } from 'bson';
import { afterEach, describe, expect, test } from 'vitest';
import type { EndpointOutcome, Store } from '../../electron/contract/report-model.ts';
import { startLab } from '../../electron/lab/lab.ts';
import { testEngine } from '../support/engine.ts';
import {
  badUtf8,
  brokenFrame,
  deepBson,
  mongoHello,
  mongoServer,
  rawServer,
  startFiltered,
  webServer,
} from '../support/hostile.ts';
import { freePort, type RealServer } from '../support/processes.ts';

const started: RealServer[] = [];
const running = async (server: Promise<RealServer>) => {
  const up = await server;
  started.push(up);
  return up;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

interface Ending {
  outcome: EndpointOutcome | undefined;
  store: Store | undefined;
  milliseconds: number;
  grownMb: number;
}

/** Audits one endpoint beside a good one, within time and memory; the good one has to come out as ever. */
async function endingOf(target: string, port: number): Promise<Ending> {
  const lab = await startLab();
  const ajar = testEngine();
  const [before, started] = [process.memoryUsage().rss, performance.now()];
  try {
    const { report } = await ajar.audit(`${target} ${lab.targets[0]}`, { options: { timeoutMs: 1000 } });
    const good = report.stores.find((store) => `${store.host}:${store.port}` === lab.targets[0]);
    expect(good).toMatchObject({ access: 'admin', complete: true });
    const all = [...report.unreachable, ...report.notStores, ...report.refused];
    return {
      outcome: all.find((one) => one.port === port || one.port === null),
      store: report.stores.find((store) => store.port === port),
      milliseconds: performance.now() - started,
      grownMb: (process.memoryUsage().rss - before) / 1_048_576,
    };
  } finally {
    await ajar.close();
    await lab.close();
  }
}

/** One clear line that names the place, within the bounds. */
function expectOneLine({ outcome, milliseconds, grownMb }: Ending, port: number): void {
  expect(outcome?.message).toContain(String(port));
  expect(outcome?.message).not.toContain('\n');
  expect(milliseconds).toBeLessThan(20_000);
  expect(grownMb).toBeLessThan(300);
}

describe('nobody there', () => {
  test('a name that does not exist', async () => {
    const ending = await endingOf('no-such-host.invalid:9200', 9200);
    expect(ending.outcome).toMatchObject({
      outcome: 'name-not-found',
      message: expect.stringContaining('no-such-host.invalid has no address'),
    });
  });

  test('a closed port', async () => {
    const port = await freePort();
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.outcome?.outcome).toBe('refused');
    expectOneLine(ending, port);
  });

  test.skipIf(process.platform !== 'linux')('a port that a firewall drops', async () => {
    const { port } = await running(startFiltered());
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.outcome?.outcome).toBe('timeout');
    expectOneLine(ending, port);
  });
});

describe('something else is there', () => {
  test.each([
    ['an SSH server', 'SSH-2.0-OpenSSH_9.2\r\n', /an SSH server \(SSH-2.0-OpenSSH_9.2/],
    ['a mail server', '220 mx.example ESMTP mail\r\n', /a mail server/],
  ])('%s is named and left alone', async (_name, greeting, message) => {
    const { port } = await running(rawServer((socket) => socket.write(greeting)));
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.outcome?.message).toMatch(message);
    expectOneLine(ending, port);
  });

  test('a web server is named by its title, without what would colour a terminal', async () => {
    const { port } = await running(
      webServer((_request, response) => response.end('<title>\u001b[31mIntra<b>net\u001b[0m</title>')),
    );
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.outcome?.message).toMatch(/a web server \(·\[31mIntra/);
  });

  test('a server that answers 200 to everything, quoting the tag line, is no store', async () => {
    const page = JSON.stringify({
      name: 'x',
      tagline: 'You Know, for Search',
      version: { number: '7.1.0', lucene_version: '8.0.0' },
      cluster_name: 'x',
    });
    const { port } = await running(webServer((_request, response) => response.end(page)));
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.store).toBeUndefined();
    expectOneLine(ending, port);
  });

  test('a redirect to another host is told and not followed', async () => {
    const seen: string[] = [];
    const other = await running(webServer((request, response) => response.end(String(seen.push(request.url ?? '')))));
    const { port } = await running(
      webServer((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end()),
    );
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.outcome?.message).toMatch(/points elsewhere/);
    expect(seen).toEqual([]);
  });
});

describe('it hangs, trickles or floods', () => {
  test('it accepts and never answers', async () => {
    const { port } = await running(rawServer(() => {}));
    expectOneLine(await endingOf(`127.0.0.1:${port}`, port), port);
  });

  test('it sends a byte at a time, for ever', async () => {
    const { port } = await running(
      rawServer((socket) => {
        const timer = setInterval(() => socket.write('H'), 100);
        socket.once('close', () => clearInterval(timer));
      }),
    );
    expectOneLine(await endingOf(`127.0.0.1:${port}`, port), port);
  });

  test('it sends HTTP headers, then a body a byte at a time', async () => {
    const { port } = await running(
      rawServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{');
        const timer = setInterval(() => socket.write(' '), 300);
        socket.once('close', () => clearInterval(timer));
      }),
    );
    expectOneLine(await endingOf(`127.0.0.1:${port}`, port), port);
  });

  test('it sends data without end', async () => {
    const flood = Buffer.alloc(1 << 20, 'x');
    const { port } = await running(
      rawServer((socket) => {
        const pump = () => {
          while (!socket.destroyed && socket.write(flood));
        };
        socket.on('drain', pump);
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        pump();
      }),
    );
    expectOneLine(await endingOf(`127.0.0.1:${port}`, port), port);
  });

  test('it announces a gigabyte', async () => {
    const header = Buffer.alloc(16);
    header.writeInt32LE(1_000_000_000, 0);
    const { port } = await running(rawServer((socket) => socket.once('data', () => socket.write(header))));
    expectOneLine(await endingOf(`127.0.0.1:${port}`, port), port);
  });
});

describe('MongoDB answers that are traps', () => {
  test('a document nested 5,000 deep, after a good greeting', async () => {
    const deep = deepBson(5000);
    const { port } = await running(
      mongoServer((command) => (/^(?:is[Mm]aster|hello)$/.test(command) ? mongoHello : { ok: 1, ...deep })),
    );
    const { store, outcome } = await endingOf(`127.0.0.1:${port}`, port);
    expect(store?.access ?? outcome?.message).toBeDefined();
    expect(store?.access ?? 'none').toBe('none');
  });

  test('broken lengths and types', async () => {
    const { port } = await running(
      mongoServer((command, request) => (/^(?:is[Mm]aster|hello)$/.test(command) ? mongoHello : brokenFrame(request))),
    );
    const ending = await endingOf(`127.0.0.1:${port}`, port);
    expect(ending.store?.access ?? 'none').toBe('none');
  });

  test('invalid UTF-8, __proto__, HTML and escapes in names; 10,000 collections', async () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      '\u001b[2Jgone',
      '__proto__',
      'BADTEXT',
      'x'.repeat(5000),
      ...Array.from({ length: 10_000 }, (_, n) => `c${n}`),
    ];
    const { port } = await running(
      mongoServer((command, request) => {
        if (/^(?:is[Mm]aster|hello)$/.test(command)) return mongoHello;
        if (command === 'buildInfo') return { ok: 1, version: '7.0.\u001b[31m9' };
        if (command === 'usersInfo') return { ok: 1, users: [] };
        if (command === 'listDatabases') return { ok: 1, databases: [{ name: 'shop' }] };
        if (command === 'listCollections')
          return badUtf8(
            {
              ok: 1,
              cursor: { id: Long.ZERO, ns: 'x', firstBatch: names.map((name) => ({ name, type: 'collection' })) },
            },
            request,
          );
        if (command === 'find')
          return {
            ok: 1,
            cursor: {
              id: Long.ZERO,
              ns: 'x',
              firstBatch: [JSON.parse('{"__proto__": {"email": "a@example.org"}, "email": "polluted@example.org"}')],
            },
          };
        return { ok: 1, count: 5, size: 500, authInfo: {} };
      }),
    );
    const { store, milliseconds } = await endingOf(`127.0.0.1:${port}`, port);
    expect(store).toMatchObject({ access: 'admin', complete: true });
    expect(store?.namespacesListed).toBe(10_000);
    expect(store?.version).toBe('7.0.·[31m9');
    expect(store?.errors.join()).toMatch(/Only the 200 largest namespaces were sampled/);
    expect(JSON.stringify(store)).not.toContain('\u001b');
    expect(({} as { email?: string }).email).toBeUndefined();
    expect(milliseconds).toBeLessThan(60_000);
  }, 90_000);

  test('records of 4 MB each stay within the budget', async () => {
    const large = { email: 'a@example.org', blob: 'x'.repeat(4_000_000) };
    const { port } = await running(
      mongoServer((command, { body }) => {
        if (/^(?:is[Mm]aster|hello)$/.test(command)) return mongoHello;
        if (command === 'listDatabases') return { ok: 1, databases: [{ name: 'shop' }] };
        if (command === 'listCollections')
          return { ok: 1, cursor: { id: Long.ZERO, ns: 'x', firstBatch: [{ name: 'large', type: 'collection' }] } };
        if (command === 'collStats') return { ok: 1, count: 100_000, size: 400_000_000_000 };
        if (command === 'find')
          return {
            ok: 1,
            cursor: {
              id: Long.ZERO,
              ns: 'x',
              firstBatch: Array.from({ length: Math.min(4, Number(body.limit)) }, () => large),
            },
          };
        return { ok: 1, users: [], cursor: { id: Long.ZERO, ns: 'x', firstBatch: [large] } };
      }),
    );
    const { store, grownMb } = await endingOf(`127.0.0.1:${port}`, port);
    expect(store?.namespaces[0]?.fields.find((f) => f.path === 'email')?.types[0]?.type).toBe('email');
    expect(store?.namespaces[0]?.sampled).toBeLessThanOrEqual(4);
    expect(grownMb).toBeLessThan(400);
  });
});

describe('Elasticsearch answers that are traps', () => {
  const root = {
    name: 'x',
    cluster_name: 'c',
    version: { number: '7.1.0', lucene_version: '8.0.0' },
    tagline: 'You Know, for Search',
  };
  const health = { cluster_name: 'c', status: 'green', number_of_nodes: 1 };

  test('JSON nested 200 and 100,000 deep, and names that are markup', async () => {
    const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const { port } = await running(
      webServer((request, response) => {
        const path = request.url?.split('?')[0] ?? '';
        if (path === '/') return void response.end(JSON.stringify(root));
        if (path === '/_cluster/health') return void response.end(JSON.stringify(health));
        if (path === '/_cat/indices')
          return void response.end(
            '[{"index":"<script>alert(1)</script>","docs.count":"3","store.size":"9"},{"index":"__proto__","docs.count":"x"}]',
          );
        if (path.endsWith('/_mapping')) return void response.end(deep(100_000));
        if (path.endsWith('/_search')) return void response.end(`{"hits":{"hits":[{"_source":${deep(200)}}]}}`);
        response.writeHead(400).end('{"error":"no handler found for uri"}');
      }),
    );
    const { store } = await endingOf(`127.0.0.1:${port}`, port);
    expect(store).toMatchObject({ access: 'admin', complete: true });
    expect(store?.namespaces.map((n) => n.name)).toContain('<script>alert(1)</script>');
  });

  test('a search answer of 100 MB is given up, with fewer records asked for first', async () => {
    const sizes: number[] = [];
    const { port } = await running(
      webServer((request, response) => {
        const url = new URL(request.url ?? '/', 'http://x');
        if (url.pathname === '/') return void response.end(JSON.stringify(root));
        if (url.pathname === '/_cluster/health') return void response.end(JSON.stringify(health));
        if (url.pathname === '/_cat/indices')
          return void response.end('[{"index":"big","docs.count":"9000","store.size":"900000"}]');
        if (url.pathname === '/_search') return void response.end('{"hits":{"hits":[{}]}}');
        if (url.pathname === '/big/_search') {
          const size = Number(url.searchParams.get('size'));
          sizes.push(size);
          const record = JSON.stringify({ _source: { email: 'a@example.org', blob: 'y'.repeat(500_000) } });
          return void response.end(`{"hits":{"hits":[${Array.from({ length: size }, () => record).join(',')}]}}`);
        }
        response.writeHead(404).end('{}');
      }),
    );
    const { store, grownMb } = await endingOf(`127.0.0.1:${port}`, port);
    expect(sizes).toEqual([200, 10]);
    expect(store?.namespaces[0]?.sampled).toBe(10);
    expect(grownMb).toBeLessThan(400);
  });
});

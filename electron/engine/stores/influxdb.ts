import type { HttpConversation } from '../dialer/http.ts';
import { guideInflux } from '../guidance/influxdb.ts';
import { at, list, record, text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import { identifyHttp } from './clues.ts';
import { all, baseFacts, proven, unknown } from './facts.ts';
import { byStatus, openHttp, tryHttp } from './http-session.ts';
import { fillStatement } from './sql.ts';
import {
  type Check,
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampledRecord,
} from './store.ts';

interface InfluxFacts extends Facts {
  /** Version 2 that nobody has set up yet: whoever does owns it. */
  onboardingOpen: boolean | null;
  /** The profiler answers anybody. */
  profilerOpen: boolean | null;
}

const mostMeasurements = 2000;
const docs = 'https://docs.influxdata.com/influxdb/v1/administration';

const onboarding: Check<InfluxFacts> = {
  rule: 'influxdb.onboarding-open',
  title: 'Anybody may set it up and own it',
  test: ({ facts }) =>
    facts.onboardingOpen
      ? 'fail'
      : facts.onboardingOpen === null && facts.version?.startsWith('2')
        ? 'undetermined'
        : 'pass',
  severity: ({ reach }) => (reach === 'loopback' ? 'medium' : 'critical'),
  evidence: () => ['GET /api/v2/setup answers that set-up is allowed'],
  guidance: guideInflux.authentication,
  references: () => ['https://docs.influxdata.com/influxdb/v2/get-started/setup/'],
};

/** InfluxDB 1, read by its query language; InfluxDB 2, whose door is always kept once it was set up. */
export const influxdb = defineStore<InfluxFacts>({
  kind: 'influxdb',
  title: 'InfluxDB 1 and 2',
  ports: [8086],
  speaks: 'http',
  commands: {
    'GET /ping': 'identify, version',
    'GET /api/v2/setup': 'whether version 2 was set up',
    'GET /debug/pprof/': 'whether the profiler’s first page is shown; no profile is taken',
    'GET /query': 'fixed statements that show or select, with a limit; a select into another measurement is never sent',
  },
  checkedAgainst: 'InfluxDB 1.6 open, and with authentication on; version 2, set up and not, by protocol fixture',
  identify: (dial, clues, credential) =>
    identifyHttp(dial, clues, credential, async (root, http) => {
      // Every answer of it names the version; a proxy with a login in front shows nothing yet.
      if (root.status === 401) return 'login';
      if (!('x-influxdb-version' in root.headers)) return undefined;
      const ping = await http.send('GET /ping');
      const version = text(ping.headers['x-influxdb-version'], 40).replace(/^v/, '');
      const fits = (ping.status === 204 || ping.status === 200) && /^\d+\.\d+/.test(version);
      return fits ? { product: 'InfluxDB', version: /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? version } : undefined;
    }),
  async open(dial, identity, credential) {
    const http = openHttp(dial, identity, credential);
    return {
      access: () => learn(http, identity, credential),
      inventory: () => listMeasurements(http),
      sample: ({ name }, budget) => samplePoints(http, name, budget.records),
      close: () => http.close(),
    };
  },
  checks: [
    ...commonChecks('influxdb', guideInflux, {
      security: [`${docs}/authentication_and_authorization/`],
      tls: [`${docs}/https_setup/`],
      network: [`${docs}/config/`],
    }),
    onboarding,
    factCheck({
      rule: 'influxdb.profiler-open',
      title: 'Its profiler answers anybody',
      wrong: ({ stranger }) => stranger.facts.profilerOpen,
      severity: 'medium',
      evidence: () => ['GET /debug/pprof/ shows the profiler: memory can be read by it, and time spent'],
      guidance: guideInflux.authentication,
      reference: `${docs}/config/`,
    }),
  ],
});

interface Series {
  name: string;
  columns: string[];
  values: unknown[][];
}

function query(http: HttpConversation, statement: string, database = '') {
  return http.send('GET /query', {}, { query: { q: statement, ...(database ? { db: database } : {}) } });
}

function seriesOf(json: unknown): Series[] {
  const [result] = list(at(json, 'results'));
  return list(at(result, 'series')).map((one) => ({
    name: text(at(one, 'name'), 255),
    columns: list(at(one, 'columns')).map((column) => text(column, 100)),
    values: list(at(one, 'values')).map(list),
  }));
}

const firstColumn = (series: Series[]) => series.flatMap((one) => one.values.map((row) => String(row[0] ?? '')));

async function learn(http: HttpConversation, identity: Identity, credential: Credential | null): Promise<InfluxFacts> {
  const profiler = await tryHttp(() => http.send('GET /debug/pprof/'));
  const profilerOpen = profiler === undefined ? null : profiler.status === 200 && /pprof/.test(profiler.text);
  if (identity.version?.startsWith('2')) {
    const setup = await tryHttp(() => http.send('GET /api/v2/setup'));
    const allowed = at(setup?.json, 'allowed');
    if (allowed === true) {
      const how = 'set-up is open: whoever does it gets everything';
      const capabilities = { ...all(unknown(how)), admin: proven(how) };
      return { ...baseFacts(identity, { capabilities, authentication: 'off' }), onboardingOpen: true, profilerOpen };
    }
    const asked = await tryHttp(() => query(http, 'SHOW DATABASES'));
    const read = byStatus('SHOW DATABASES', asked, (one) => Array.isArray(at(one.json, 'results')));
    const power = read.state === 'denied' ? read : unknown();
    return {
      ...baseFacts(identity, {
        capabilities: { metadata: read, read, write: power, admin: power },
        authentication: read.state === 'denied' ? 'on' : 'unknown',
      }),
      onboardingOpen: allowed === false ? false : null,
      profilerOpen,
    };
  }
  const answer = await tryHttp(() => query(http, 'SHOW DATABASES'));
  const read = byStatus('SHOW DATABASES', answer, (one) => Array.isArray(at(one.json, 'results')));
  const users = read.state === 'proven' ? await tryHttp(() => query(http, 'SHOW USERS')) : undefined;
  const isAdmin = users?.status === 200 && at(list(at(users.json, 'results'))[0], 'error') === undefined;
  const power =
    read.state === 'denied'
      ? read
      : isAdmin && credential === null
        ? proven('authentication is off: SHOW USERS, which needs an administrator, answers')
        : isAdmin
          ? proven('SHOW USERS, which needs an administrator, answers')
          : unknown();
  return {
    ...baseFacts(identity, {
      capabilities: { metadata: read, read, write: power, admin: power },
      authentication:
        read.state === 'denied' ? 'on' : read.state === 'proven' && credential === null ? 'off' : 'unknown',
    }),
    onboardingOpen: null,
    profilerOpen,
  };
}

async function* listMeasurements(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  let listed = 0;
  for (const database of firstColumn(seriesOf((await query(http, 'SHOW DATABASES')).json))) {
    const measurements = firstColumn(
      seriesOf((await query(http, `SHOW MEASUREMENTS LIMIT ${mostMeasurements}`, database)).json),
    );
    for (const measurement of measurements) {
      if (listed++ >= mostMeasurements) return;
      // Counting points is a scan of all of them: it is not asked for.
      yield {
        name: `${database}.${measurement}`,
        note: database === '_internal' ? 'system' : null,
        records: null,
        recordsExact: false,
        bytes: null,
        knownFields: [],
      };
    }
  }
}

async function samplePoints(http: HttpConversation, name: string, most: number): Promise<SampledRecord[]> {
  const dot = name.indexOf('.');
  const statement = fillStatement(
    'SELECT * FROM {measurement} LIMIT {n}',
    { measurement: name.slice(dot + 1), n: most },
    '"',
  );
  const series = seriesOf((await query(http, statement, name.slice(0, dot))).json);
  return series.flatMap(({ columns, values }) =>
    values.map((row) => record(Object.fromEntries(columns.map((column, index) => [column, row[index]])))),
  );
}

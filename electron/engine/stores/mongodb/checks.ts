import { guideMongo as guide } from '../../guidance/mongodb.ts';
import { commonChecks } from '../checks.ts';
import type { Check } from '../store.ts';
import type { MongoFacts } from './access.ts';

const manual = 'https://www.mongodb.com/docs/manual';
const security = [`${manual}/administration/security-checklist/`, 'https://www.cisecurity.org/benchmark/mongodb'];
const tls = [`${manual}/tutorial/configure-ssl/`];

const httpInterface: Check<MongoFacts> = {
  rule: 'mongodb.http-interface',
  title: 'The HTTP interface is on',
  test: ({ facts }) =>
    !facts.mayHaveHttpInterface
      ? 'pass'
      : facts.settings === null
        ? 'undetermined'
        : facts.settings.httpInterface
          ? 'fail'
          : 'pass',
  severity: ({ reach }) => (reach === 'loopback' ? 'low' : 'medium'),
  evidence: () => ['getCmdLineOpts says net.http.enabled: true; it was removed in 3.6 as unsafe'],
  guidance: guide.httpInterface,
  references: () => ['https://www.mongodb.com/docs/v3.4/core/security-mongodb-configuration/'],
};

const scripting: Check<MongoFacts> = {
  rule: 'mongodb.server-side-scripting',
  title: 'Queries may run JavaScript on the server',
  test: ({ facts }) =>
    facts.settings === null ? 'undetermined' : facts.settings.scripting === false ? 'pass' : 'fail',
  severity: ({ facts }) => (facts.authentication === 'off' ? 'medium' : 'info'),
  evidence: () => ['security.javascriptEnabled is not set to false; $where, mapReduce and $function run scripts'],
  guidance: guide.scripting,
  references: () => [`${manual}/core/server-side-javascript/`],
};

export const mongoChecks: readonly Check<MongoFacts>[] = [
  ...commonChecks('mongodb', guide, { security, tls, network: [`${manual}/core/security-mongodb-configuration/`] }),
  httpInterface,
  scripting,
];

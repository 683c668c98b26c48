import type { Report, Store } from '../../electron/contract/report-model.ts';
import { defaultAuditOptions } from '../../electron/contract/report-model.ts';

const at = '2026-03-01T10:00:00.000Z';

/** A store as an audit leaves it, for tests of what is made of one. */
export function sampleStore(part: Partial<Store> = {}): Store {
  const proven = { state: 'proven' as const, how: 'find returns a record' };
  return {
    id: '10.0.0.5:27017',
    kind: 'mongodb',
    product: 'MongoDB',
    version: '4.2.1',
    host: 'db1.internal',
    address: '10.0.0.5',
    port: 27017,
    reach: 'private',
    as: 'anonymous',
    tls: { offered: false, required: false, issues: [], protocols: [], certificate: null },
    access: 'admin',
    capabilities: { metadata: proven, read: proven, write: proven, admin: proven },
    identity: { wireVersion: '8' },
    severity: 'critical',
    score: 80,
    scoreParts: [{ name: 'access', points: 40, because: 'without a login: admin' }],
    namespaces: [
      {
        name: 'shop.customers',
        note: null,
        records: 1200,
        recordsExact: false,
        bytes: 400_000,
        sampled: 200,
        fieldsListed: 2,
        fields: [
          {
            path: 'email',
            types: [
              {
                type: 'email',
                confidence: 0.99,
                share: 1,
                estimatedRecords: 1200,
                estimatedRange: [1150, 1200],
                why: 'name says email',
              },
            ],
            masked: ['a•••@e•••.org'],
          },
          { path: 'plan', types: [], masked: [] },
        ],
      },
    ],
    namespacesListed: 1,
    findings: [
      {
        rule: 'mongodb.no-authentication',
        title: 'Anybody who reaches it gets in without a login',
        severity: 'critical',
        evidence: ['read: find returns a record'],
        guidance: [
          {
            title: 'Contain it now',
            why: 'It is open.',
            steps: [{ text: 'Close the port', code: 'ufw deny 27017/tcp', language: 'sh' }],
            verify: 'Try again.',
          },
        ],
        references: ['https://www.mongodb.com/docs/manual/administration/security-checklist/'],
        status: 'open',
        checkedAt: at,
        accepted: null,
      },
      {
        rule: 'mongodb.no-tls',
        title: 'Traffic is not encrypted',
        severity: 'medium',
        evidence: [],
        guidance: [],
        references: [],
        status: 'fixed',
        checkedAt: at,
        accepted: null,
      },
    ],
    checks: [
      { rule: 'mongodb.no-authentication', title: 'Anybody who reaches it gets in without a login', outcome: 'fail' },
    ],
    errors: [],
    complete: true,
    auditedAt: at,
    recheckedAt: null,
    ...part,
  };
}

export function sampleReport(stores: Store[] = [sampleStore()]): Report {
  return {
    schema: 'ajar-report/1',
    audit: {
      id: '20260301-100000-abcd',
      state: 'complete',
      startedAt: at,
      endedAt: at,
      targets: ['10.0.0.0/28'],
      scope: { allow: ['10.0.0.0/28'], exclude: ['10.0.0.1'] },
      authorisedBy: 'Ada Lovelace, CISO',
      authorisedAt: at,
      engineVersion: '0.1.0',
      options: defaultAuditOptions,
      sinceLast: null,
      people: { estimate: 2_380_412, most: 2_402_118, by: ['email'], namespaces: 3 },
      counts: {
        endpoints: 80,
        stores: stores.length,
        open: 1,
        findings: { critical: 1, high: 0, medium: 0, low: 0, info: 0 },
        unreachable: 0,
        refused: 1,
        notStores: 0,
      },
    },
    stores,
    unreachable: [],
    refused: [
      {
        target: '8.8.8.8',
        host: '8.8.8.8',
        address: '8.8.8.8',
        port: 9200,
        outcome: 'out-of-scope',
        message: '8.8.8.8 is outside the scope. It was not contacted.',
      },
    ],
    drift: null,
    copies: [],
    notStores: [],
  };
}

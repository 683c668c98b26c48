/** The history's tables. Each entry takes the file from its index to the next version; never edit one that shipped. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE audits (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    state TEXT NOT NULL,
    info TEXT NOT NULL,
    plan TEXT NOT NULL,
    credential BLOB
  ) STRICT;
  CREATE TABLE stores (
    audit_id TEXT NOT NULL REFERENCES audits(id) ON DELETE CASCADE,
    store_id TEXT NOT NULL,
    complete INTEGER NOT NULL,
    row TEXT NOT NULL,
    store TEXT NOT NULL,
    PRIMARY KEY (audit_id, store_id)
  ) STRICT;
  CREATE TABLE outcomes (
    audit_id TEXT NOT NULL REFERENCES audits(id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    key TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (audit_id, list, key)
  ) STRICT;
  CREATE TABLE transcript (
    audit_id TEXT NOT NULL REFERENCES audits(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    command TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX transcript_by_endpoint ON transcript (audit_id, endpoint);
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE sketches (
    audit_id TEXT NOT NULL REFERENCES audits(id) ON DELETE CASCADE,
    store_id TEXT NOT NULL,
    namespace TEXT NOT NULL,
    path TEXT NOT NULL,
    type TEXT NOT NULL,
    key_id TEXT NOT NULL,
    records INTEGER,
    looked INTEGER NOT NULL,
    distinct_values INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    fingerprints BLOB NOT NULL
  ) STRICT;
  CREATE INDEX sketches_by_namespace ON sketches (audit_id, store_id, namespace);
  CREATE INDEX sketches_by_type ON sketches (type, key_id);
  ALTER TABLE audits ADD COLUMN scope_key TEXT;
  CREATE INDEX audits_by_scope ON audits (scope_key, started_at);
  ALTER TABLE stores ADD COLUMN identity TEXT;
  ALTER TABLE stores ADD COLUMN body BLOB;
  CREATE INDEX stores_by_id ON stores (store_id);
  CREATE INDEX stores_by_identity ON stores (identity) WHERE identity IS NOT NULL;
  CREATE TABLE baselines (scope_key TEXT PRIMARY KEY, audit_id TEXT NOT NULL REFERENCES audits(id) ON DELETE CASCADE) STRICT;
  CREATE TABLE acceptances (
    store_key TEXT NOT NULL,
    rule TEXT NOT NULL,
    evidence TEXT NOT NULL,
    acceptance TEXT NOT NULL,
    PRIMARY KEY (store_key, rule)
  ) STRICT;
  CREATE TABLE locks (
    scope_key TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    audit_id TEXT NOT NULL,
    seen_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE schedules (
    id TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    credential BLOB,
    enabled INTEGER NOT NULL,
    next_at TEXT,
    last_at TEXT,
    last_audit_id TEXT,
    last_error TEXT
  ) STRICT;
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    schedule_id TEXT NOT NULL REFERENCES schedules(id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    message TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    last_error TEXT,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_waiting ON deliveries (state, next_at);
  `,
];

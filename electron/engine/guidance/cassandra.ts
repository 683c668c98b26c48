import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Cassandra check, filled in for the store at hand. */
export const guideCassandra = commonGuides({
  authenticate: ({ host, port, facts }) => [
    {
      title: 'Turn on passwords and permissions without an outage',
      why: 'Cassandra comes with AllowAllAuthenticator: every session is a superuser.',
      steps: [
        step(
          'Replicate system_auth to every data centre first, else a lost node locks everybody out.',
          "ALTER KEYSPACE system_auth WITH replication = {'class': 'NetworkTopologyStrategy', 'DC1': 3};\n-- then on each node: nodetool repair system_auth",
          'sql',
        ),
        step(
          facts.product === 'ScyllaDB'
            ? 'ScyllaDB: the transitional classes accept both kinds of session while the applications move.'
            : 'Give the applications their login now: a server without authentication accepts sessions that bring one.',
          facts.product === 'ScyllaDB'
            ? 'authenticator: com.scylladb.auth.TransitionalAuthenticator\nauthorizer: com.scylladb.auth.TransitionalAuthorizer'
            : undefined,
          'yaml',
        ),
        step(
          'In cassandra.yaml, one node after the other, each restarted before the next.',
          'authenticator: PasswordAuthenticator\nauthorizer: CassandraAuthorizer\nrole_manager: CassandraRoleManager',
          'yaml',
        ),
        step(
          'Make a superuser and a role for the application, then take the default one’s power.',
          `cqlsh ${uriHost(host)} ${port} -u cassandra -p cassandra\nCREATE ROLE admin WITH PASSWORD = 'LONG_PASSWORD' AND SUPERUSER = true AND LOGIN = true;\nCREATE ROLE app WITH PASSWORD = 'LONG_PASSWORD' AND LOGIN = true;\nGRANT SELECT, MODIFY ON KEYSPACE app TO app;\nALTER ROLE cassandra WITH PASSWORD = 'ANOTHER_LONG_PASSWORD' AND SUPERUSER = false AND LOGIN = false;`,
          'sql',
        ),
      ],
      verify: `cqlsh ${uriHost(host)} ${port} must ask for a login, and refuse cassandra/cassandra. Then press Re-check.`,
    },
  ],
  logs: () => [
    step('Who is connected now.', 'nodetool clientstats --all'),
    step(
      'From 4.0 on, log logins and queries from here on.',
      'nodetool enableauditlog --included-categories AUTH,DCL,QUERY',
    ),
  ],
  cleanUp: () => [
    step(
      'Look for roles, keyspaces, functions and triggers that nobody of you made.',
      'LIST ROLES;\nSELECT keyspace_name, function_name FROM system_schema.functions;\nSELECT * FROM system_schema.triggers;',
      'sql',
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'In cassandra.yaml, node by node; optional: true while the clients move, then false.',
        'client_encryption_options:\n  enabled: true\n  optional: true\n  keystore: /etc/cassandra/keystore.p12\n  keystore_password: LONG_PASSWORD',
        'yaml',
      ),
    ],
    verify: 'cqlsh without --ssl must fail.',
  }),
  bind: () => [step('In cassandra.yaml, then restart.', 'rpc_address: 10.0.0.5', 'yaml')],
  upgrade: () => plainUpgrade('nodetool version'),
});

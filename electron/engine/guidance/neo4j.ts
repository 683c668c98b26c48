import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Neo4j check, filled in for the store at hand. */
export const guideNeo = {
  ...commonGuides({
    authenticate: ({ host, port }) => [
      {
        title: 'Turn authentication back on, and change the first password',
        why: 'Neo4j asks for a login unless somebody set dbms.security.auth_enabled to false, as many container examples do.',
        steps: [
          step(
            'Set the first password before it is started; it is taken only while there is none.',
            "neo4j-admin dbms set-initial-password 'LONG_PASSWORD'",
          ),
          step(
            'In neo4j.conf, then restart. In a container: NEO4J_AUTH=neo4j/LONG_PASSWORD instead of none.',
            'dbms.security.auth_enabled=true',
            'text',
          ),
          step(
            'Make a user for the application (roles: enterprise edition).',
            "CREATE USER app SET PASSWORD 'LONG_PASSWORD' CHANGE NOT REQUIRED;\nGRANT ROLE reader TO app;",
            'sql',
          ),
        ],
        verify: `cypher-shell -a bolt://${uriHost(host)}:${port} 'RETURN 1' without a login must be refused. Then press Re-check.`,
      },
    ],
    logs: () => [
      step(
        'Logins are in security.log, queries in query.log where that was on (enterprise edition); the community edition logs neither.',
        'grep -h "logged in" /var/log/neo4j/security.log',
      ),
    ],
    cleanUp: () => [
      step(
        'Look for users, procedures and triggers that nobody of you made.',
        "SHOW USERS;\nSHOW PROCEDURES YIELD name WHERE name STARTS WITH 'apoc.trigger';",
        'sql',
      ),
    ],
    tls: () => ({
      steps: [
        step(
          'In neo4j.conf, then restart; clients move to neo4j+s://',
          'server.bolt.tls_level=REQUIRED\ndbms.ssl.policy.bolt.enabled=true\ndbms.ssl.policy.bolt.base_directory=certificates/bolt\nserver.http.enabled=false\nserver.https.enabled=true',
          'text',
        ),
      ],
      verify: 'A client with bolt:// must be refused.',
    }),
    bind: () => [step('In neo4j.conf, then restart.', 'server.default_listen_address=10.0.0.5', 'text')],
    upgrade: () => plainUpgrade('neo4j --version'),
  }),
  loaders: () => [
    {
      title: 'Take the reach out of procedures',
      why: 'apoc.load and apoc.import read files of the server and fetch pages behind the firewall for whoever may call them.',
      steps: [
        step(
          'In neo4j.conf and apoc.conf, then restart.',
          'dbms.security.procedures.allowlist=apoc.coll.*,apoc.text.*\n# apoc.conf\napoc.import.file.enabled=false\napoc.import.file.use_neo4j_config=true',
          'text',
        ),
      ],
      verify: 'SHOW PROCEDURES lists no apoc.load. Then press Re-check.',
    },
  ],
};

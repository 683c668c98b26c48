import type { Guidance, Step } from '../../contract/report-model.ts';
import { compareVersions } from '../assess/versions.ts';
import type { CheckContext } from '../stores/store.ts';
import { byDeployment, uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

/** `mongosh` speaks to 4.0 and newer; the older shell is called `mongo`. */
function shell({ facts, host, port }: CheckContext): string {
  const old = facts.version !== null && compareVersions(facts.version, '4.0') < 0;
  return `${old ? 'mongo' : 'mongosh'} --host ${uriHost(host)} --port ${port}`;
}

function settings(deployment: CheckContext['facts']['deployment'], lines: string[]): Step[] {
  const yaml = lines.join('\n');
  return byDeployment(deployment, {
    package: { text: 'In /etc/mongod.conf, then restart: systemctl restart mongod', code: yaml, language: 'yaml' },
    docker: {
      text: 'In Docker: mount the same lines as a file and start with it.',
      code: `# mongod.conf\n${yaml}\n# docker-compose.yml\ncommand: ["mongod", "--config", "/etc/mongod.conf"]\nvolumes: ["./mongod.conf:/etc/mongod.conf:ro"]`,
      language: 'yaml',
    },
    kubernetes: {
      text: 'In Kubernetes: the same lines in the ConfigMap of the StatefulSet, or the operator’s additionalMongodConfig.',
      code: yaml,
      language: 'yaml',
    },
  });
}

function authenticate(context: CheckContext): Guidance {
  if (context.facts.product === 'FerretDB') return authenticateFerret(context);
  const { facts, host, port } = context;
  const replicaSet = facts.identity.replicaSet !== undefined;
  return {
    title: 'Turn on authentication without locking the application out',
    why: 'Users are made first, while it is still open; then clients get their credentials; only then is it switched on.',
    steps: [
      {
        text: 'Make an administrator. The shell asks for the password, so that it stays out of the history.',
        code: `${shell(context)} --eval 'db.getSiblingDB("admin").createUser({ user: "admin", pwd: passwordPrompt(), roles: ["userAdminAnyDatabase", "clusterAdmin"] })'`,
        language: 'sh',
      },
      {
        text: 'Make a user for the application that may use its own database and nothing else.',
        code: `${shell(context)} --eval 'db.getSiblingDB("admin").createUser({ user: "app", pwd: passwordPrompt(), roles: [{ role: "readWrite", db: "DATABASE" }] })'`,
        language: 'sh',
      },
      {
        text: 'Give the application its credentials and deploy it. An open server accepts a login already, so nothing breaks.',
        code: `mongodb://app:PASSWORD@${uriHost(host)}:${port}/DATABASE?authSource=admin`,
        language: 'text',
      },
      ...(replicaSet
        ? [
            {
              text: 'It is a member of a replica set: give all members one key file, and roll with security.transitionToAuth so that no member drops out.',
              code: 'openssl rand -base64 756 > /etc/mongo.key && chown mongodb /etc/mongo.key && chmod 400 /etc/mongo.key',
              language: 'sh',
            },
          ]
        : []),
      { text: 'Switch it on.' },
      ...settings(facts.deployment, [
        'security:',
        '  authorization: enabled',
        ...(replicaSet
          ? ['  keyFile: /etc/mongo.key', '  transitionToAuth: true   # remove after every member has restarted']
          : []),
      ]),
    ],
    verify: `${shell(context)} --eval 'db.adminCommand({ usersInfo: 1 })' must answer "requires authentication". Then press Re-check.`,
  };
}

function authenticateFerret({ host, port }: CheckContext): Guidance {
  return {
    title: 'Turn on authentication without locking the application out',
    why: 'FerretDB checks logins itself or hands them to PostgreSQL, by version; both need a user before they are switched on.',
    steps: [
      {
        text: 'FerretDB 2: authentication is on unless --no-auth is given. Take that flag (or FERRETDB_AUTH=false) out.',
      },
      {
        text: 'FerretDB 1.x: give a setup user and switch its own authentication on, or set PostgreSQL roles and use PLAIN with TLS.',
        code: 'ferretdb --test-enable-new-auth --setup-username=admin --setup-password=PASSWORD --setup-database=admin',
        language: 'sh',
      },
      {
        text: 'Give the application its credentials.',
        code: `mongodb://app:PASSWORD@${uriHost(host)}:${port}/DATABASE`,
        language: 'text',
      },
    ],
    verify: 'An anonymous find must be refused. Then press Re-check.',
  };
}

const logs: Step[] = [
  {
    text: 'Addresses that connected, by how often, from the server’s own log (4.4 and newer write JSON).',
    code: `jq -r 'select(.msg=="Connection accepted") | .attr.remote' /var/log/mongodb/mongod.log | cut -d: -f1 | sort | uniq -c | sort -rn\n# before 4.4:\ngrep 'connection accepted from' /var/log/mongodb/mongod.log | grep -oE '[0-9]+(\\.[0-9]+){3}' | sort | uniq -c | sort -rn`,
    language: 'sh',
  },
];

/** Guidance of each MongoDB check, filled in for the store at hand. */
export const guideMongo = {
  ...commonGuides({
    authenticate: (context) => [authenticate(context), leastPrivilege(context)],
    logs: () => logs,
    cleanUp: (context) => [
      {
        text: 'Look for users, scripts and scheduled jobs that nobody of you made.',
        code: `${shell(context)} --eval 'db.getSiblingDB("admin").system.users.find({}, { user: 1, roles: 1 })'`,
        language: 'sh',
      },
    ],
    tls({ facts }) {
      const old = facts.version !== null && compareVersions(facts.version, '4.2') < 0;
      const word = old ? 'ssl' : 'tls';
      const mode = (strict: string, soft: string) =>
        old ? [strict, soft].map((m) => m.replace('TLS', 'SSL')) : [strict, soft];
      const [require = '', prefer = ''] = mode('requireTLS', 'preferTLS');
      return {
        steps: [
          {
            text: 'Get a certificate for the name that clients use, from your own authority or a public one; put key and certificate into one file.',
            code: 'cat server.key server.crt > /etc/ssl/mongodb.pem && chmod 400 /etc/ssl/mongodb.pem',
            language: 'sh',
          },
          { text: `Accept both first (${prefer}), move the clients, then require it.` },
          ...settings(facts.deployment, [
            'net:',
            `  ${word}:`,
            `    mode: ${require}   # ${prefer} while clients move`,
            `    ${old ? 'PEMKeyFile' : 'certificateKeyFile'}: /etc/ssl/mongodb.pem`,
            '    CAFile: /etc/ssl/ca.pem',
          ]),
        ],
        verify:
          'A client without TLS must be refused, and one with TLS must accept the certificate without --tlsAllowInvalidCertificates.',
      };
    },
    bind: ({ facts, port }) =>
      settings(facts.deployment, ['net:', `  port: ${port}`, '  bindIp: localhost,10.0.0.5   # the inside address']),
    upgrade: (context) => ({
      why: 'Known holes stay open in a version without fixes. MongoDB upgrades one major version at a time.',
      steps: [
        {
          text: 'Take a backup and try to restore it.',
          code: `mongodump --host ${uriHost(context.host)} --port ${context.port} --archive=before-upgrade.gz --gzip`,
          language: 'sh',
        },
        {
          text: 'Go from major version to major version, raising the feature compatibility version after each.',
          code: `${shell(context)} --eval 'db.adminCommand({ setFeatureCompatibilityVersion: "NEXT.0" })'`,
          language: 'sh',
        },
        {
          text: 'Until then, for CVE-2025-14847: take zlib out of net.compression.compressors.',
          code: 'net:\n  compression:\n    compressors: snappy,zstd',
          language: 'yaml',
        },
      ],
      verify: `${shell(context)} --eval 'db.version()'`,
    }),
  }),
  httpInterface: ({ facts }: CheckContext): Guidance[] => [
    {
      title: 'Switch the HTTP interface off',
      why: 'It shows status pages without TLS, and with the REST option data; it was removed in 3.6.',
      steps: settings(facts.deployment, ['net:', '  http:', '    enabled: false']),
      verify: 'The port 1000 above the database port must refuse connections.',
    },
  ],
  scripting: ({ facts }: CheckContext): Guidance[] => [
    {
      title: 'Switch server-side JavaScript off where nobody uses it',
      why: 'It turns an injection in a query into code that runs on the server.',
      steps: settings(facts.deployment, ['security:', '  javascriptEnabled: false']),
      verify: 'A find with $where must be refused.',
    },
  ],
};

function leastPrivilege(context: CheckContext): Guidance {
  return {
    title: 'Give each application no more than it needs',
    why: 'When one application is broken into, its user should open one database and not all.',
    steps: [
      {
        text: 'List who may do what, and take away roles that end in AnyDatabase, and root, from applications.',
        code: `${shell(context)} -u admin -p --authenticationDatabase admin --eval 'db.getSiblingDB("admin").system.users.find({}, { user: 1, db: 1, roles: 1 })'`,
        language: 'sh',
      },
    ],
    verify: 'With the application’s user, db.adminCommand({ listDatabases: 1 }) names its own database only.',
  };
}

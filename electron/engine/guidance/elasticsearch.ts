import type { Guidance, Step } from '../../contract/report-model.ts';
import { compareVersions } from '../assess/versions.ts';
import type { CheckContext } from '../stores/store.ts';
import { byDeployment, uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

function isOpenSearch({ facts }: CheckContext): boolean {
  return facts.product === 'OpenSearch';
}

function base({ facts, host, port }: CheckContext): string {
  return `${facts.tls.required ? 'https' : 'http'}://${uriHost(host)}:${port}`;
}

function settings(context: CheckContext, lines: string[]): Step[] {
  const name = isOpenSearch(context) ? 'opensearch' : 'elasticsearch';
  const yaml = lines.join('\n');
  return byDeployment(context.facts.deployment, {
    package: {
      text: `In /etc/${name}/${name}.yml, then restart: systemctl restart ${name}`,
      code: yaml,
      language: 'yaml',
    },
    docker: {
      text: 'In Docker: the same settings as environment.',
      code: `# docker-compose.yml\nenvironment:\n${lines
        .filter((line) => !line.startsWith('#'))
        .map((line) => `  - ${line.replace(': ', '=')}`)
        .join('\n')}`,
      language: 'yaml',
    },
    kubernetes: {
      text: 'In Kubernetes: the same settings in the nodeSet’s config (ECK), or the chart’s values.',
      code: yaml,
      language: 'yaml',
    },
  });
}

function authenticate(context: CheckContext): Guidance {
  if (isOpenSearch(context)) return authenticateOpenSearch(context);
  const { facts } = context;
  const free = facts.version === null || compareVersions(facts.version, '6.8') >= 0;
  const automatic = facts.version !== null && compareVersions(facts.version, '8.0') >= 0;
  return {
    title: 'Turn on authentication without locking the application out',
    why: 'Security and its users come with 6.8 and 7.1 on at no charge; 8 and newer have it on unless somebody switched it off.',
    steps: free
      ? [
          {
            text: 'Allow anonymous access with the rights that the application has now, so that nothing breaks while its credentials are rolled out; take it out again at the end.',
            code: 'xpack.security.authc.anonymous.username: anonymous\nxpack.security.authc.anonymous.roles: app   # made below; take both lines out at the end',
            language: 'yaml',
          },
          ...settings(context, [
            'xpack.security.enabled: true',
            'xpack.security.http.ssl.enabled: true',
            'xpack.security.transport.ssl.enabled: true',
          ]),
          {
            text: 'Set passwords for the built-in users.',
            code: automatic
              ? '/usr/share/elasticsearch/bin/elasticsearch-reset-password -u elastic -i'
              : '/usr/share/elasticsearch/bin/elasticsearch-setup-passwords interactive',
            language: 'sh',
          },
          {
            text: 'Make a role and a user for the application that may use its own indices only.',
            code: `curl -u elastic -X PUT '${base(context)}/_security/role/app' -H 'content-type: application/json' -d '{"indices":[{"names":["INDEX-*"],"privileges":["read","write"]}]}'\ncurl -u elastic -X PUT '${base(context)}/_security/user/app' -H 'content-type: application/json' -d @app-user.json`,
            language: 'sh',
          },
        ]
      : [
          {
            text: `Version ${facts.version} has no authentication of its own: put a reverse proxy with a login in front, bind the store to loopback, and plan the upgrade.`,
          },
          {
            text: 'nginx in front; the store itself on 127.0.0.1 only.',
            code: 'server {\n  listen 9443 ssl;\n  auth_basic "elasticsearch";\n  auth_basic_user_file /etc/nginx/elasticsearch.htpasswd;\n  location / { proxy_pass http://127.0.0.1:9200; }\n}',
            language: 'nginx',
          },
          ...settings(context, ['network.host: 127.0.0.1']),
        ],
    verify: `curl -s -o /dev/null -w '%{http_code}\\n' '${base(context)}/_cat/indices' must print 401. Then press Re-check.`,
  };
}

function authenticateOpenSearch(context: CheckContext): Guidance {
  return {
    title: 'Turn on authentication without locking the application out',
    why: 'The security plugin ships with OpenSearch; it is off where plugins.security.disabled is true or the plugin was removed.',
    steps: [
      {
        text: 'Install the plugin where it is missing.',
        code: '/usr/share/opensearch/bin/opensearch-plugin install security',
        language: 'sh',
      },
      ...settings(context, ['plugins.security.disabled: false', 'plugins.security.ssl.http.enabled: true']),
      {
        text: 'Set users in internal_users.yml (make hashes with the tool, never leave the demo passwords), then load them.',
        code: '/usr/share/opensearch/plugins/opensearch-security/tools/hash.sh\n/usr/share/opensearch/plugins/opensearch-security/tools/securityadmin.sh -cd config/opensearch-security -icl -nhnv -cacert root-ca.pem -cert admin.pem -key admin-key.pem',
        language: 'sh',
      },
      { text: 'Give the application a role for its own indices in roles.yml and roles_mapping.yml.' },
    ],
    verify: `curl -s -o /dev/null -w '%{http_code}\\n' '${base(context)}/_cat/indices' must print 401. Then press Re-check.`,
  };
}

const logs: Step[] = [
  {
    text: 'It writes no access log unless audit logging was on. Look in the proxy’s and load balancer’s logs for _search, _cat and _scroll from foreign addresses.',
    code: "zgrep -hE '_(search|cat|scroll|mapping)' /var/log/nginx/access.log* | awk '{print $1}' | sort | uniq -c | sort -rn",
    language: 'sh',
  },
  { text: 'From now on: switch audit logging on where the licence or the security plugin has it.' },
];

/** Guidance of each Elasticsearch and OpenSearch check, filled in for the store at hand. */
export const guideElastic = {
  ...commonGuides({
    authenticate: (context) => [authenticate(context)],
    logs: () => logs,
    cleanUp: (context) => [
      {
        text: 'Restore indices from a snapshot that is older than the note, into a cluster that is closed from the start.',
        code: `curl -s '${base(context)}/_snapshot?pretty'`,
        language: 'sh',
      },
      {
        text: 'Look for stored scripts, pipelines and users that nobody of you made.',
        code: `curl -s '${base(context)}/_cluster/state/metadata?filter_path=metadata.stored_scripts,metadata.ingest&pretty'`,
        language: 'sh',
      },
    ],
    tls: (context) => ({
      steps: [
        {
          text: 'Get a certificate for the name that clients use.',
          code: isOpenSearch(context)
            ? 'openssl req -new -newkey rsa:3072 -nodes -keyout http.key -out http.csr'
            : '/usr/share/elasticsearch/bin/elasticsearch-certutil http',
          language: 'sh',
        },
        ...settings(
          context,
          isOpenSearch(context)
            ? [
                'plugins.security.ssl.http.enabled: true',
                'plugins.security.ssl.http.pemcert_filepath: http.crt',
                'plugins.security.ssl.http.pemkey_filepath: http.key',
              ]
            : ['xpack.security.http.ssl.enabled: true', 'xpack.security.http.ssl.keystore.path: http.p12'],
        ),
      ],
      verify: `curl -s 'https://${uriHost(context.host)}:${context.port}/' must work without -k, and http:// must not.`,
    }),
    bind: (context) => settings(context, ['network.host: 10.0.0.5', '# or _local_ for this machine only']),
    upgrade: (context) => ({
      why: 'Known holes stay open in a version without fixes. Upgrades go by the last minor version of each major one.',
      steps: [
        { text: 'Take a snapshot of every index and try to restore it.' },
        {
          text: 'See what would break, from the last minor version of the present major one.',
          code: `curl -s '${base(context)}/_migration/deprecations?pretty'`,
          language: 'sh',
        },
      ],
      verify: `curl -s '${base(context)}/' shows the new version.`,
    }),
  }),
  snapshots: (context: CheckContext): Guidance[] => [
    {
      title: 'Close the snapshot repositories',
      why: 'Whoever may list repositories and write can copy every index to a place of their own, or restore old data.',
      steps: [
        {
          text: 'See what is registered, and remove what nobody uses.',
          code: `curl -s '${base(context)}/_snapshot?pretty'\ncurl -X DELETE '${base(context)}/_snapshot/NAME'`,
          language: 'sh',
        },
        { text: 'Keep backups where the cluster’s own credentials can write but not delete (object lock).' },
      ],
      verify: `curl -s -o /dev/null -w '%{http_code}\\n' '${base(context)}/_snapshot' prints 401 without a login.`,
    },
  ],
  scripting: (context: CheckContext): Guidance[] => [
    {
      title: 'Allow only the scripts that you use',
      why: 'Scripts run on the server: an open store with scripting lets strangers spend its processor, and in old versions run any program.',
      steps: settings(context, [
        'script.allowed_types: none',
        '# or: stored, where the application stores its scripts',
      ]),
      verify: 'A search with script_fields must be refused.',
    },
  ],
  settings: (context: CheckContext): Guidance[] => [
    {
      title: 'Keep the settings to administrators',
      why: 'Cluster settings tell paths, addresses and what is allowed.',
      steps: authenticate(context).steps,
      verify: `curl -s -o /dev/null -w '%{http_code}\\n' '${base(context)}/_cluster/settings' prints 401 without a login.`,
    },
  ],
};

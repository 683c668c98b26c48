import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

const own: Record<string, ReturnType<typeof step>> = {
  Kibana: step(
    'Turn the security of Elasticsearch on (it is on by default from 8.0); Kibana then asks for a login.',
    'xpack.security.enabled: true',
    'yaml',
  ),
  'OpenSearch Dashboards': step(
    'Install the security plugin on both sides, and name no anonymous role.',
    'opensearch_security.auth.anonymous_auth_enabled: false',
    'yaml',
  ),
  'mongo-express': step(
    'Give it a login, and MongoDB one of its own too.',
    'ME_CONFIG_BASICAUTH=true\nME_CONFIG_BASICAUTH_USERNAME=admin\nME_CONFIG_BASICAUTH_PASSWORD=LONG_PASSWORD',
    'text',
  ),
  phpMyAdmin: step(
    'Let it ask for the login instead of carrying one.',
    "$cfg['Servers'][$i]['auth_type'] = 'cookie';\n$cfg['Servers'][$i]['AllowNoPassword'] = false;",
    'php',
  ),
  'Redis Commander': step(
    'Give it a login; keep the hash of the password, not the password.',
    'redis-commander --http-auth-username admin --http-auth-password-hash BCRYPT',
  ),
  pgAdmin: step('Run it in server mode, which asks for a login.', 'SERVER_MODE = True', 'text'),
};

/** Guidance of each console's check, filled in for the one at hand. */
export const guideConsole = commonGuides({
  authenticate: ({ host, port, facts }) => [
    {
      title: 'Put a login in front of it, or take it off the network',
      why: 'A console carries the login of its store: whoever opens the page has it too.',
      steps: [
        step(
          'Keep it on loopback and reach it by a tunnel: few people need it.',
          `ssh -L ${port}:127.0.0.1:${port} ${uriHost(host)}`,
        ),
        ...(own[facts.product] ? [own[facts.product] as ReturnType<typeof step>] : []),
        step('Give the console a login of its own in the store, with rights to read only.'),
      ],
      verify: `http://${uriHost(host)}:${port}/ in a private window must ask for a login. Then press Re-check.`,
    },
  ],
  logs: () => [
    step(
      'The web server’s access log names every visitor.',
      "awk '{print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head",
    ),
  ],
  cleanUp: () => [
    step(
      'Look in the store behind it for users, jobs and data that nobody of you made: who was in the console could do what it can.',
    ),
  ],
  tls: () => ({
    steps: [
      step('Let a reverse proxy end TLS in front of it.', 'listen 443 ssl;\nproxy_pass http://127.0.0.1:PORT;', 'text'),
    ],
    verify: 'The plain port must not be reachable from another machine.',
  }),
  bind: ({ port }) => [step('Publish it on loopback only.', `ports:\n  - "127.0.0.1:${port}:${port}"`, 'yaml')],
  upgrade: () => plainUpgrade('The version that its first page names.'),
});

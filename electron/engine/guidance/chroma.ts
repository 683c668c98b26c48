import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Chroma check, filled in for the store at hand. */
export const guideChroma = commonGuides({
  authenticate: ({ host, port, facts }) => [
    {
      title: 'Put a login in front of it',
      why: 'Chroma 1 has no users of its own: whoever reaches it reads every text that was embedded, and may change it.',
      steps: /^0\./.test(facts.version ?? '')
        ? [
            step(
              'Versions before 1.0 can ask for a token; set it, then restart.',
              'CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider\nCHROMA_SERVER_AUTHN_CREDENTIALS=LONG_TOKEN',
              'text',
            ),
          ]
        : [
            step('Start it on loopback.', 'chroma run --host 127.0.0.1 --path /var/lib/chroma'),
            step(
              'Let a reverse proxy ask for the login, and give it to the application as a header.',
              'location / {\n  auth_basic "chroma";\n  auth_basic_user_file /etc/nginx/chroma.users;\n  proxy_pass http://127.0.0.1:8000;\n}',
              'text',
            ),
          ],
      verify: `curl -s http://${uriHost(host)}:${port}/api/v2/auth/identity must be refused. Then press Re-check.`,
    },
  ],
  logs: () => [step('Chroma logs no addresses. Look at the proxy’s access log and at the flow logs of its port.')],
  cleanUp: () => [
    step(
      'Compare the collections with those that the application makes.',
      'curl -s http://127.0.0.1:8000/api/v2/tenants/default_tenant/databases/default_database/collections',
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'TLS ends at the proxy.',
        'listen 443 ssl;\nssl_certificate /etc/ssl/chroma.pem;\nssl_certificate_key /etc/ssl/chroma.key;',
        'text',
      ),
    ],
    verify: 'The plain port must not be reachable from another machine.',
  }),
  bind: () => [step('Start it on an inside address.', 'chroma run --host 10.0.0.5')],
  upgrade: () => plainUpgrade('curl -s http://127.0.0.1:8000/api/v2/version'),
});

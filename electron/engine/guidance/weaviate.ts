import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Weaviate check, filled in for the store at hand. */
export const guideWeaviate = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Turn anonymous access off',
      why: 'Weaviate’s examples start with anonymous access on, which gives everybody every object, and the texts in it.',
      steps: [
        step(
          'Add API keys first, while anonymous access is still on, and give them to the applications.',
          'AUTHENTICATION_APIKEY_ENABLED=true\nAUTHENTICATION_APIKEY_ALLOWED_KEYS=LONG_KEY,OTHER_LONG_KEY\nAUTHENTICATION_APIKEY_USERS=app,admin',
          'text',
        ),
        step(
          'Then turn anonymous access off, and name who may do what; restart.',
          'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false\nAUTHORIZATION_ADMINLIST_ENABLED=true\nAUTHORIZATION_ADMINLIST_USERS=admin\nAUTHORIZATION_ADMINLIST_READONLY_USERS=app',
          'text',
        ),
      ],
      verify: `curl -s http://${uriHost(host)}:${port}/v1/schema must answer "anonymous access not enabled". Then press Re-check.`,
    },
  ],
  logs: () => [
    step(
      'Weaviate logs no addresses. Look at the load balancer’s log and at the flow logs of its ports, gRPC (50051) too.',
    ),
  ],
  cleanUp: () => [
    step('Compare the collections with those that the application makes.', 'curl -s http://127.0.0.1:8080/v1/schema'),
  ],
  tls: () => ({
    steps: [
      step(
        'Serve it by a reverse proxy that ends TLS, or start it with a certificate.',
        '--scheme https --tls-certificate server.crt --tls-key server.key',
        'text',
      ),
    ],
    verify: 'The plain port must not be reachable from another machine.',
  }),
  bind: () => [step('Start it on an inside address.', '--host 10.0.0.5 --port 8080', 'text')],
  upgrade: () => plainUpgrade('curl -s http://127.0.0.1:8080/v1/meta names the version.'),
});

import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Qdrant check, filled in for the store at hand. */
export const guideQdrant = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Ask for an API key',
      why: 'Qdrant asks for nothing unless a key is set. Payloads usually carry the very texts that were embedded.',
      steps: [
        step(
          'Give the application the key first: a server without one takes requests that carry it.',
          'api-key: LONG_KEY',
          'text',
        ),
        step(
          'Set the key, and one that may only read, in config.yaml or by the environment; then restart.',
          'service:\n  api_key: LONG_KEY\n  read_only_api_key: OTHER_LONG_KEY\n# or QDRANT__SERVICE__API_KEY=LONG_KEY',
          'yaml',
        ),
      ],
      verify: `curl -s http://${uriHost(host)}:${port}/collections must be refused. Then press Re-check.`,
    },
  ],
  logs: () => [
    step(
      'Requests are in its log at level INFO.',
      'docker logs qdrant 2>&1 | grep -oE \'"(GET|POST|PUT) [^"]+"\' | sort | uniq -c | sort -rn | head',
    ),
  ],
  cleanUp: () => [
    step(
      'Look for collections and snapshots that nobody of you made.',
      'curl -s http://127.0.0.1:6333/collections\ncurl -s http://127.0.0.1:6333/snapshots',
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'In config.yaml, then restart.',
        'service:\n  enable_tls: true\ntls:\n  cert: ./tls/cert.pem\n  key: ./tls/key.pem',
        'yaml',
      ),
    ],
    verify: 'curl http://HOST:6333/ must fail.',
  }),
  bind: () => [step('In config.yaml, then restart.', 'service:\n  host: 10.0.0.5', 'yaml')],
  upgrade: () => plainUpgrade('curl -s http://127.0.0.1:6333/ names the version.'),
});

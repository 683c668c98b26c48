import { uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

/** Guidance of each NATS check, filled in for the store at hand. */
export const guideNats = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Turn on authorization without locking the application out',
      why: 'A server without users lets anybody listen to every subject and publish on it.',
      steps: [
        {
          text: 'Name users with the subjects that each needs; no_auth_user lets clients without a login in with few rights while they move.',
          code: 'authorization {\n  users = [\n    { user: app, password: "$2a$11$BCRYPT", permissions: { publish: "app.>", subscribe: ["app.>", "_INBOX.>"] } }\n  ]\n}',
          language: 'text',
        },
        { text: 'Load it without a restart.', code: 'nats-server --signal reload', language: 'sh' },
        {
          text: 'Give the application its login, then take no_auth_user out.',
          code: `nats://app:PASSWORD@${uriHost(host)}:${port}`,
          language: 'text',
        },
      ],
      verify: 'A client without a login must be answered "Authorization Violation". Then press Re-check.',
    },
  ],
  logs: () => [
    {
      text: 'Who is connected now, by the monitoring port, where it is on.',
      code: 'curl -s http://127.0.0.1:8222/connz',
      language: 'sh',
    },
  ],
  cleanUp: () => [
    {
      text: 'Look for streams and consumers that nobody of you made.',
      code: 'nats stream report\nnats consumer report STREAM',
      language: 'sh',
    },
  ],
  tls: () => ({
    steps: [
      {
        text: 'In the server’s configuration, then reload.',
        code: 'tls {\n  cert_file: "server.crt"\n  key_file: "server.key"\n}',
        language: 'text',
      },
    ],
    verify: 'A plain client must be refused.',
  }),
  bind: ({ port }) => [
    {
      text: 'In the server’s configuration, then restart.',
      code: `host: 10.0.0.5\nport: ${port}\nhttp: 127.0.0.1:8222`,
      language: 'text',
    },
  ],
  upgrade: () => ({
    why: 'Known holes stay open in a version without fixes.',
    steps: [{ text: 'Upgrade the package or image; servers of a cluster one after the other.' }],
    verify: 'nats-server --version',
  }),
});

import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each DynamoDB check, filled in for the store at hand. */
export const guideDynamo = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Take the emulator off the network, or check signatures',
      why: 'DynamoDB Local and dynalite take any key: they are made for one developer’s machine. Alternator checks signatures only when it is told to.',
      steps: [
        step('An emulator: publish it on loopback only.', `docker run -p 127.0.0.1:${port}:8000 amazon/dynamodb-local`),
        step(
          'Scylla Alternator: enforce authorization, then give each application a role; its key is the role, its secret the salted hash.',
          '# scylla.yaml\nalternator_enforce_authorization: true',
          'yaml',
        ),
      ],
      verify: `aws dynamodb list-tables --endpoint-url http://${uriHost(host)}:${port} with a made-up key must be refused. Then press Re-check.`,
    },
  ],
  logs: () => [step('Emulators log no addresses. Look at the flow logs of the port.')],
  cleanUp: () => [
    step(
      'Compare the tables with those that the application makes.',
      'aws dynamodb list-tables --endpoint-url http://127.0.0.1:8000',
    ),
  ],
  tls: () => ({
    steps: [
      step('Scylla Alternator.', 'alternator_https_port: 8043', 'yaml'),
      step('An emulator has no TLS: keep it on loopback.'),
    ],
    verify: 'The plain port must not be reachable from another machine.',
  }),
  bind: () => [step('Scylla Alternator, then restart.', 'alternator_address: 10.0.0.5', 'yaml')],
  upgrade: () => plainUpgrade('The version that its vendor names for the image.'),
});

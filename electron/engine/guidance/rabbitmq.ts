import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each RabbitMQ check, filled in for the store at hand. */
export const guideRabbit = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Delete guest, and name every user',
      why: 'guest is known to everybody. It works from loopback only unless loopback_users was emptied, which many examples do.',
      steps: [
        step(
          'Make an administrator and a user for the application, with rights in its own virtual host.',
          "rabbitmqctl add_user admin 'LONG_PASSWORD' && rabbitmqctl set_user_tags admin administrator && rabbitmqctl set_permissions -p / admin '.*' '.*' '.*'\nrabbitmqctl add_user app 'LONG_PASSWORD' && rabbitmqctl set_permissions -p app app '^app-' '^app-' '^app-'",
        ),
        step(
          'Move the applications to it; see that nobody is guest any more.',
          'rabbitmqctl list_connections user peer_host',
        ),
        step(
          'Then delete guest, and offer PLAIN only where TLS is on.',
          'rabbitmqctl delete_user guest\n# rabbitmq.conf\nauth_mechanisms.1 = PLAIN\nauth_mechanisms.2 = AMQPLAIN',
        ),
      ],
      verify: `curl -s -u guest:guest http://${uriHost(host)}:${port}/api/whoami must answer 401 or not_authorised. Then press Re-check.`,
    },
  ],
  logs: () => [
    step(
      'Who connected and who was refused.',
      "grep -E 'accepting AMQP connection|authenticated|refused' /var/log/rabbitmq/*.log",
    ),
  ],
  cleanUp: () => [
    step(
      'Look for users, shovels, federation links and bindings that nobody of you made.',
      'rabbitmqctl list_users\nrabbitmqctl list_parameters\nrabbitmqctl list_bindings',
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'In rabbitmq.conf, then restart; clients move to 5671 and 15671.',
        'listeners.tcp = none\nlisteners.ssl.default = 5671\nssl_options.cacertfile = /etc/rabbitmq/ca.crt\nssl_options.certfile = /etc/rabbitmq/server.crt\nssl_options.keyfile = /etc/rabbitmq/server.key\nmanagement.ssl.port = 15671',
        'text',
      ),
    ],
    verify: 'A plain client on 5672 must not connect.',
  }),
  bind: () => [
    step('In rabbitmq.conf, then restart.', 'listeners.tcp.1 = 10.0.0.5:5672\nmanagement.tcp.ip = 127.0.0.1', 'text'),
  ],
  upgrade: () =>
    plainUpgrade(
      'rabbitmqctl version',
      'Upgrade to a series that is kept; turn on all feature flags before each step.',
    ),
});

import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each MQTT check, filled in for the store at hand. */
export const guideMqtt = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Ask for a login, and give each client its topics',
      why: 'An anonymous session may listen to every device and, where nothing forbids it, command them.',
      steps: [
        step(
          'Make a password file with a user for each device or application.',
          'mosquitto_passwd -c /etc/mosquitto/passwords device1',
        ),
        step('Give the clients their login: a broker that allows anonymous sessions accepts sessions that bring one.'),
        step(
          'Say who may read and write what; %u is the user’s name.',
          '# /etc/mosquitto/topics\npattern readwrite devices/%u/#',
          'text',
        ),
        step(
          'Then close it in mosquitto.conf, and load it: systemctl reload mosquitto',
          `listener ${port}\nallow_anonymous false\npassword_file /etc/mosquitto/passwords\nacl_file /etc/mosquitto/topics`,
          'text',
        ),
      ],
      verify: `mosquitto_sub -h ${uriHost(host)} -p ${port} -t '#' -W 3 must be answered "not authorised". Then press Re-check.`,
    },
  ],
  logs: () => [
    step(
      'Sessions with their addresses, where log_type has notice.',
      "grep -E 'New client connected' /var/log/mosquitto/mosquitto.log",
    ),
  ],
  cleanUp: () => [
    step(
      'Look for retained messages that nobody of you published; an empty retained message takes one away.',
      "mosquitto_sub -t '#' --retained-only -v -W 5\nmosquitto_pub -t TOPIC -r -n",
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'In mosquitto.conf, then restart; clients move to 8883.',
        'listener 8883\ncafile /etc/mosquitto/ca.crt\ncertfile /etc/mosquitto/server.crt\nkeyfile /etc/mosquitto/server.key',
        'text',
      ),
    ],
    verify: 'A plain client on 1883 must not connect.',
  }),
  bind: ({ port }) => [step('In mosquitto.conf, then restart.', `listener ${port} 10.0.0.5`, 'text')],
  upgrade: () => plainUpgrade('mosquitto -h | head -1'),
});

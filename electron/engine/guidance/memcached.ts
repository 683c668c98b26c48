import { byDeployment, uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

/** Guidance of each memcached check, filled in for the store at hand. */
export const guideMemcached = {
  ...commonGuides({
    authenticate: ({ facts, port }) => [
      {
        title: 'Keep memcached to the machines that use it',
        why: 'memcached has no users in its text protocol: the network is its lock. SASL exists for the binary protocol only.',
        steps: [
          ...byDeployment(facts.deployment, {
            package: {
              text: 'In /etc/memcached.conf, then restart: systemctl restart memcached',
              code: `-l 127.0.0.1,10.0.0.5\n-p ${port}\n-U 0`,
              language: 'text',
            },
            docker: {
              text: 'In Docker: publish it on loopback or not at all.',
              code: `ports: ["127.0.0.1:${port}:${port}"]`,
              language: 'yaml',
            },
          }),
          {
            text: 'Where clients are on other machines, use SASL (-S) with the binary protocol, or TLS with client certificates (-Z).',
          },
        ],
        verify: 'From a machine that is not on the list the port must not connect. Then press Re-check.',
      },
    ],
    logs: ({ host, port }) => [
      {
        text: 'memcached keeps no log of readers. How many connections it had, and since when:',
        code: `printf 'stats\\nquit\\n' | nc ${uriHost(host)} ${port} | grep -E 'uptime|total_connections'`,
        language: 'sh',
      },
    ],
    cleanUp: () => [
      {
        text: 'Restart it: all it holds is gone, and the application fills it again.',
        code: 'systemctl restart memcached',
        language: 'sh',
      },
    ],
    tls: () => ({
      steps: [
        {
          text: 'Start it with TLS (1.5.13 and newer, where built in).',
          code: '-Z -o ssl_chain_cert=server.crt,ssl_key=server.key',
          language: 'text',
        },
      ],
      verify: 'A plain client must be refused.',
    }),
    bind: ({ port }) => [
      { text: 'In /etc/memcached.conf, then restart.', code: `-l 127.0.0.1,10.0.0.5\n-p ${port}`, language: 'text' },
    ],
    upgrade: () => ({
      why: 'Known holes stay open in a version without fixes.',
      steps: [{ text: 'Upgrade the package or image and restart.' }],
      verify: 'memcached -V',
    }),
  }),
  udp: () => [
    {
      title: 'Switch UDP off',
      why: 'A few bytes over UDP make memcached send megabytes to whoever is named as sender: it was used for the largest floods of 2018.',
      steps: [{ text: 'In /etc/memcached.conf, then restart.', code: '-U 0', language: 'text' }],
      verify: "printf 'stats settings\\nquit\\n' | nc HOST PORT | grep udpport",
    },
  ],
};

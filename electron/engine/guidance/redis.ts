import type { Guidance, Step } from '../../contract/report-model.ts';
import type { CheckContext } from '../stores/store.ts';
import { byDeployment, uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

const shell = ({ host, port }: CheckContext) => `redis-cli -h ${uriHost(host)} -p ${port}`;

function settings({ facts }: CheckContext, lines: string[]): Step[] {
  const text = lines.join('\n');
  return byDeployment(facts.deployment, {
    package: {
      text: 'In /etc/redis/redis.conf, then restart: systemctl restart redis-server',
      code: text,
      language: 'text',
    },
    docker: {
      text: 'In Docker: as arguments of the server.',
      code: `command: ["redis-server", ${lines.map((line) => `"--${line.split(' ')[0]}", "${line.split(' ').slice(1).join(' ')}"`).join(', ')}]`,
      language: 'yaml',
    },
    kubernetes: {
      text: 'In Kubernetes: the same lines in the chart’s values (auth.enabled, commonConfiguration).',
      code: text,
      language: 'text',
    },
  });
}

/** Guidance of each Redis check, filled in for the store at hand. */
export const guideRedis = {
  ...commonGuides({
    authenticate: (context) => [
      {
        title: 'Turn on authentication without locking the application out',
        why: 'A user for the application is made while it is still open; the default user is closed last.',
        steps: [
          {
            text: 'Make a user that may touch the application’s keys and nothing dangerous (Redis 6 and newer). It asks for no restart.',
            code: `${shell(context)} ACL SETUSER app on '>LONG_PASSWORD' '~app:*' +@read +@write -@dangerous`,
            language: 'sh',
          },
          {
            text: 'Give the application its login and deploy it.',
            code: `redis://app:LONG_PASSWORD@${uriHost(context.host)}:${context.port}/0`,
            language: 'text',
          },
          {
            text: 'Close the default user, and write both to the ACL file.',
            code: `${shell(context)} ACL SETUSER default off\n${shell(context)} ACL SAVE`,
            language: 'sh',
          },
          { text: 'Before 6.0 there is one password for all: requirepass, and rename what is dangerous.' },
          ...settings(context, ['requirepass LONG_PASSWORD', 'protected-mode yes']),
        ],
        verify: `${shell(context)} PING must answer NOAUTH. Then press Re-check.`,
      },
    ],
    logs: (context) => [
      {
        text: 'Redis keeps no log of readers. Who is connected now, and which logins failed:',
        code: `${shell(context)} CLIENT LIST\n${shell(context)} ACL LOG`,
        language: 'sh',
      },
    ],
    cleanUp: (context) => [
      {
        text: 'Worms write a cron file or an SSH key through Redis: look where it can write, and at its own settings.',
        code: `${shell(context)} CONFIG GET dir\n${shell(context)} CONFIG GET dbfilename\nls -la /var/spool/cron /root/.ssh /var/lib/redis/.ssh 2>/dev/null`,
        language: 'sh',
      },
    ],
    tls: (context) => ({
      steps: settings(context, [
        'port 0',
        `tls-port ${context.port}`,
        'tls-cert-file /etc/redis/redis.crt',
        'tls-key-file /etc/redis/redis.key',
        'tls-ca-cert-file /etc/redis/ca.crt',
      ]),
      verify: `${shell(context)} --tls PING must answer, and without --tls it must not.`,
    }),
    bind: (context) => settings(context, ['bind 127.0.0.1 10.0.0.5', 'protected-mode yes']),
    upgrade: (context) => ({
      why: 'Known holes stay open in a version without fixes.',
      steps: [
        {
          text: 'Take a copy of the dump, upgrade the package or image, restart.',
          code: `${shell(context)} BGSAVE`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} INFO server`,
    }),
  }),
  dangerous: (context: CheckContext): Guidance[] => [
    {
      title: 'Take dangerous commands from the default user',
      why: 'CONFIG, MODULE, REPLICAOF and scripts let whoever connects write files and run code on the machine.',
      steps: [
        {
          text: 'Take the category away from every user that is not an administrator.',
          code: `${shell(context)} ACL SETUSER default -@dangerous -@admin`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} CONFIG GET dir must be refused.`,
    },
  ],
  peers: (context: CheckContext): Guidance[] => [
    {
      title: 'End replication that nobody of you set up',
      why: 'Whoever may run REPLICAOF makes the server fetch or give away everything; worms load their module so.',
      steps: [
        {
          text: 'See who replicates, and end it.',
          code: `${shell(context)} INFO replication\n${shell(context)} REPLICAOF NO ONE`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} INFO replication must name only machines of yours. Then press Re-check.`,
    },
  ],
  modules: (context: CheckContext): Guidance[] => [
    {
      title: 'Unload modules that nobody of you put there',
      why: 'A module is code of somebody’s choice in the server’s process: open servers were taken over so.',
      steps: [
        {
          text: 'See where it lies, keep a copy of the file as evidence, and unload it.',
          code: `${shell(context)} MODULE LIST\n${shell(context)} MODULE UNLOAD NAME`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} MODULE LIST must name only what you know. Then press Re-check.`,
    },
  ],
  protectedMode: (context: CheckContext): Guidance[] => [
    {
      title: 'Switch protected mode on',
      why: 'It refuses strangers from other machines while there is no password: a net under everything else.',
      steps: settings(context, ['protected-mode yes']),
      verify: `${shell(context)} CONFIG GET protected-mode`,
    },
  ],
};

import { uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

/** Guidance of each InfluxDB check, filled in for the store at hand. */
export const guideInflux = {
  ...commonGuides({
    authenticate: ({ host, port, facts }) => [
      {
        title: 'Turn on authentication without locking the application out',
        why: 'Version 1 has authentication off unless somebody turns it on; version 2 always has it, once it was set up.',
        steps: facts.version?.startsWith('2')
          ? [
              {
                text: 'Finish the set-up at once, before a stranger does: whoever does it owns the server.',
                code: `influx setup --host http://${uriHost(host)}:${port}`,
                language: 'sh',
              },
            ]
          : [
              {
                text: 'Make an administrator, then a user for the application with rights on its own database.',
                code: `influx -host ${uriHost(host)} -port ${port} -execute "CREATE USER admin WITH PASSWORD 'LONG_PASSWORD' WITH ALL PRIVILEGES"\ninflux -host ${uriHost(host)} -port ${port} -execute "CREATE USER app WITH PASSWORD 'LONG_PASSWORD'"\ninflux -host ${uriHost(host)} -port ${port} -execute 'GRANT READ ON "DATABASE" TO "app"'`,
                language: 'sh',
              },
              { text: 'Give the application its login and deploy it; an open server accepts it.' },
              {
                text: 'In influxdb.conf, then restart.',
                code: '[http]\n  auth-enabled = true\n  pprof-enabled = false',
                language: 'text',
              },
            ],
        verify: `curl -s 'http://${uriHost(host)}:${port}/query?q=SHOW+DATABASES' must answer "unable to parse authentication credentials". Then press Re-check.`,
      },
    ],
    logs: () => [
      {
        text: 'Requests, where log-enabled was on.',
        code: "journalctl -u influxdb | grep -oE '\\[httpd\\] [^ ]+' | sort | uniq -c | sort -rn",
        language: 'sh',
      },
    ],
    cleanUp: () => [
      {
        text: 'Look for users, continuous queries and subscriptions that nobody of you made.',
        code: "influx -execute 'SHOW USERS'\ninflux -execute 'SHOW SUBSCRIPTIONS'",
        language: 'sh',
      },
    ],
    tls: () => ({
      steps: [
        {
          text: 'In influxdb.conf, then restart.',
          code: '[http]\n  https-enabled = true\n  https-certificate = "/etc/ssl/influxdb.pem"',
          language: 'text',
        },
      ],
      verify: 'curl http://HOST:8086/ping must fail.',
    }),
    bind: () => [
      { text: 'In influxdb.conf, then restart.', code: '[http]\n  bind-address = "10.0.0.5:8086"', language: 'text' },
    ],
    upgrade: () => ({
      why: 'Known holes stay open in a version without fixes.',
      steps: [
        {
          text: 'Take a backup and try to restore it, then upgrade.',
          code: 'influxd backup -portable before-upgrade/',
          language: 'sh',
        },
      ],
      verify: 'influx -version',
    }),
  }),
};

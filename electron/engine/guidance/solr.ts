import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Solr check, filled in for the store at hand. */
export const guideSolr = {
  ...commonGuides({
    authenticate: ({ host, port }) => [
      {
        title: 'Turn on authentication and authorization',
        why: 'Solr asks for nothing unless security.json says so, and whoever reaches it may change its configuration.',
        steps: [
          step(
            'Let Solr make security.json with a first user (8.8 and later); requests without a login still pass at first.',
            'bin/solr auth enable --type basicAuth --credentials admin:LONG_PASSWORD --block-unknown false',
          ),
          step(
            'Make a user for the application that may read and update its collection only, and give it its login.',
            `curl -u admin http://${uriHost(host)}:${port}/solr/admin/authentication -H 'Content-type: application/json' -d '{"set-user":{"app":"LONG_PASSWORD"}}'\ncurl -u admin http://${uriHost(host)}:${port}/solr/admin/authorization -H 'Content-type: application/json' -d '{"set-user-role":{"app":"app"},"set-permission":{"name":"read","role":["app","admin"]}}'`,
          ),
          step(
            'Then refuse everybody else.',
            `curl -u admin http://${uriHost(host)}:${port}/solr/admin/authentication -H 'Content-type: application/json' -d '{"set-property":{"blockUnknown":true}}'`,
          ),
          step(
            'Where nobody changes configuration over HTTP, turn that off, then restart.',
            'SOLR_OPTS="$SOLR_OPTS -Ddisable.configEdit=true"',
            'text',
          ),
        ],
        verify: `curl -s -o /dev/null -w '%{http_code}' http://${uriHost(host)}:${port}/solr/admin/cores must print 401. Then press Re-check.`,
      },
    ],
    logs: () => [
      step(
        'Requests are in its log and in its request log.',
        "cut -d' ' -f1 /var/solr/logs/*request.log | sort | uniq -c | sort -rn | head",
      ),
    ],
    cleanUp: () => [
      step(
        'Look for configuration overlays, files and processes that nobody of you made: open Solr servers were used to mine.',
        'find /var/solr -name configoverlay.json -newermt 2019-01-01\ncrontab -u solr -l\nps -u solr -o pid,lstart,args',
      ),
    ],
    tls: () => ({
      steps: [
        step(
          'In solr.in.sh, then restart.',
          'SOLR_SSL_ENABLED=true\nSOLR_SSL_KEY_STORE=/etc/solr/keystore.p12\nSOLR_SSL_KEY_STORE_PASSWORD=LONG_PASSWORD',
          'text',
        ),
      ],
      verify: 'curl http://HOST:8983/solr/ must fail.',
    }),
    bind: () => [step('In solr.in.sh, then restart.', 'SOLR_JETTY_HOST="10.0.0.5"', 'text')],
    upgrade: () =>
      plainUpgrade(
        'bin/solr version',
        'Upgrade to the newest release of a line that is kept; read its notes on the index format first.',
      ),
  }),
  handlers: () => [
    {
      title: 'Take out handlers that run templates or fetch from elsewhere',
      why: 'Velocity templates and the DataImportHandler have let strangers run code on the machine.',
      steps: [
        step(
          'Delete them from solrconfig.xml of each core that the evidence names, then reload the core.',
          '<queryResponseWriter name="velocity" class="solr.VelocityResponseWriter" … />\n<requestHandler name="/dataimport" class="solr.DataImportHandler" … />',
          'xml',
        ),
      ],
      verify: 'The configuration of the core no longer lists them. Then press Re-check.',
    },
  ],
};

import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each ClickHouse check, filled in for the store at hand. */
export const guideClick = {
  ...commonGuides({
    authenticate: ({ host, port }) => [
      {
        title: 'Give default a password and a network, and make users',
        why: 'ClickHouse comes with a user default that has every right and, unless one is set, no password.',
        steps: [
          step(
            'Make a user for the application first, with rights on its own tables, and move the application to it.',
            "CREATE USER app IDENTIFIED BY 'LONG_PASSWORD' HOST IP '10.0.0.0/24';\nGRANT SELECT, INSERT ON app.* TO app;",
            'sql',
          ),
          step(
            'Then close default, in a file of users.d; it is read without a restart.',
            '<clickhouse><users><default>\n  <password remove="1"/>\n  <password_sha256_hex>HASH</password_sha256_hex>\n  <networks replace="1"><ip>127.0.0.1</ip></networks>\n</default></users></clickhouse>',
            'xml',
          ),
        ],
        verify: `curl 'http://${uriHost(host)}:${port}/?query=SELECT+1' must be refused. Then press Re-check.`,
      },
    ],
    logs: () => [
      step(
        'Every query is in system.query_log, with its address.',
        "SELECT min(event_time), max(event_time), user, address, count() FROM system.query_log WHERE type = 'QueryStart' GROUP BY user, address ORDER BY count() DESC",
        'sql',
      ),
    ],
    cleanUp: () => [
      step(
        'Look for users, functions and tables that nobody of you made.',
        'SELECT name, storage FROM system.users;\nSELECT database, name, engine, metadata_modification_time FROM system.tables ORDER BY metadata_modification_time DESC LIMIT 50',
        'sql',
      ),
    ],
    tls: () => ({
      steps: [
        step(
          'In a file of config.d, then restart; clients move to 8443 and 9440.',
          '<clickhouse>\n  <https_port>8443</https_port><tcp_port_secure>9440</tcp_port_secure>\n  <http_port remove="1"/><tcp_port remove="1"/>\n  <openSSL><server><certificateFile>server.crt</certificateFile><privateKeyFile>server.key</privateKeyFile></server></openSSL>\n</clickhouse>',
          'xml',
        ),
      ],
      verify: 'curl http://HOST:8123/ping must fail.',
    }),
    bind: () => [
      step(
        'In a file of config.d, then restart.',
        '<clickhouse><listen_host replace="1">10.0.0.5</listen_host></clickhouse>',
        'xml',
      ),
    ],
    upgrade: () =>
      plainUpgrade(
        'SELECT version()',
        'Upgrade to a release that is kept: the last three stable ones and the last two of long-term support.',
      ),
  }),
  functions: () => [
    {
      title: 'Take the reach out of what users may ask',
      why: 'url(), file(), remote() and s3() let a query read files of the server and ask machines behind the firewall.',
      steps: [step('Let users that only read do no more than that.', 'REVOKE SOURCES ON *.* FROM app;', 'sql')],
      verify: "SELECT * FROM file('x', 'CSV', 'a String') as that user must be refused.",
    },
  ],
};

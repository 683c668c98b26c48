import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each CouchDB check, filled in for the store at hand. */
export const guideCouch = {
  ...commonGuides({
    authenticate: ({ host, port }) => {
      const url = `http://${uriHost(host)}:${port}`;
      return [
        {
          title: 'End the admin party, and close each database',
          why: 'Without a server administrator everybody is one. Without members a database may be read by everybody.',
          steps: [
            step(
              'Make the first administrator. This ends the admin party at once: clients keep what the databases’ own security lets everybody do.',
              `curl -X PUT ${url}/_node/_local/_config/admins/admin -d '"LONG_PASSWORD"'`,
            ),
            step(
              'Make a user for the application and name it as a member of its database.',
              `curl -u admin -X PUT ${url}/_users/org.couchdb.user:app -H 'content-type: application/json' -d '{"name":"app","password":"LONG_PASSWORD","roles":[],"type":"user"}'\ncurl -u admin -X PUT ${url}/DATABASE/_security -d '{"admins":{"names":[],"roles":["_admin"]},"members":{"names":["app"],"roles":[]}}'`,
            ),
            step(
              'When every client has a login, refuse all others.',
              `curl -u admin -X PUT ${url}/_node/_local/_config/chttpd/require_valid_user -d '"true"'`,
            ),
          ],
          verify: `curl -s ${url}/_all_dbs must answer "unauthorized". Then press Re-check.`,
        },
      ];
    },
    logs: () => [
      step(
        'Requests with their addresses are in the log, at level info.',
        "grep -hoE '[0-9.]+ (undefined|[a-z]+) (GET|POST) [^ ]+' /var/log/couchdb/*.log | sort | uniq -c | sort -rn | head",
      ),
    ],
    cleanUp: () => [
      step(
        'Look for administrators, design documents and replications that nobody of you made: each can bring an intruder back.',
        'curl -u admin http://127.0.0.1:5984/_node/_local/_config/admins\ncurl -u admin http://127.0.0.1:5984/_replicator/_all_docs\ncurl -u admin http://127.0.0.1:5984/_scheduler/jobs',
      ),
    ],
    tls: () => ({
      steps: [
        step(
          'In local.ini, then restart; clients move to port 6984.',
          '[ssl]\nenable = true\ncert_file = /etc/couchdb/server.crt\nkey_file = /etc/couchdb/server.key',
          'text',
        ),
      ],
      verify: 'curl https://HOST:6984/ must answer without -k.',
    }),
    bind: () => [step('In local.ini, then restart.', '[chttpd]\nbind_address = 10.0.0.5', 'text')],
    upgrade: () =>
      plainUpgrade(
        'curl -s http://127.0.0.1:5984/',
        'Upgrade to CouchDB 3, which does not start without an administrator.',
      ),
  }),
  origins: () => [
    {
      title: 'Name the sites that may ask',
      why: 'With the origin * every web page that one of your people opens can read the store from inside your network.',
      steps: [step('In local.ini, then restart.', '[cors]\norigins = https://app.example', 'text')],
      verify: 'An answer to a request with another Origin carries no access-control-allow-origin.',
    },
  ],
};

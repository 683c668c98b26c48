import type { Guidance } from '../../contract/report-model.ts';
import type { CheckContext } from '../stores/store.ts';
import { uriHost } from './contain.ts';
import { application, commonGuides } from './kind-guide.ts';

const shell = ({ host, port }: CheckContext) => `mysql -h ${uriHost(host)} -P ${port} -u root`;

/** Guidance of each MySQL check, filled in for the store at hand. */
export const guideMysql = {
  ...commonGuides({
    authenticate: (context) => [
      {
        title: 'Close the accounts without a password, without locking the application out',
        why: 'The application gets an account of its own first; then root gets a password and anonymous accounts go.',
        steps: [
          {
            text: 'Make an account for the application, from its address only, for its own database only.',
            code: `${shell(context)} -e "CREATE USER 'app'@'${application}' IDENTIFIED BY 'LONG_PASSWORD' REQUIRE SSL; GRANT SELECT, INSERT, UPDATE, DELETE ON DATABASE.* TO 'app'@'${application}'"`,
            language: 'sh',
          },
          { text: 'Deploy the application with it, and see that it works.' },
          {
            text: 'Give root a password, keep it to this machine, drop anonymous accounts.',
            code: `${shell(context)} -e "ALTER USER 'root'@'localhost' IDENTIFIED BY 'LONG_PASSWORD'; DROP USER IF EXISTS 'root'@'%'; DROP USER IF EXISTS ''@'localhost', ''@'%'"`,
            language: 'sh',
          },
          { text: 'Or run the tool that asks about each of these.', code: 'mysql_secure_installation', language: 'sh' },
        ],
        verify: `${shell(context)} -e 'SELECT 1' must answer "Access denied". Then press Re-check.`,
      },
    ],
    logs: () => [
      {
        text: 'MySQL logs connections only where the general log or an audit plugin was on. What there is:',
        code: "grep -h 'Connect' /var/log/mysql/*.log | grep -oE '@[^ ]+' | sort | uniq -c | sort -rn",
        language: 'sh',
      },
    ],
    cleanUp: (context) => [
      {
        text: 'Look for accounts, routines, triggers and events that nobody of you made.',
        code: `${shell(context)} -p -e "SELECT user, host FROM mysql.user; SHOW EVENTS; SELECT routine_schema, routine_name FROM information_schema.routines ORDER BY created DESC LIMIT 20"`,
        language: 'sh',
      },
    ],
    tls: () => ({
      steps: [
        {
          text: 'In my.cnf under [mysqld], then restart.',
          code: 'ssl_cert = /etc/mysql/server.pem\nssl_key = /etc/mysql/server.key\nrequire_secure_transport = ON',
          language: 'text',
        },
      ],
      verify: 'A client with --ssl-mode=DISABLED must be refused.',
    }),
    bind: () => [
      { text: 'In my.cnf under [mysqld], then restart.', code: 'bind-address = 10.0.0.5', language: 'text' },
    ],
    upgrade: () => ({
      why: 'Known holes stay open in a version without fixes.',
      steps: [
        {
          text: 'Take a dump and try to restore it, then upgrade.',
          code: 'mysqldump --all-databases --single-transaction > before-upgrade.sql',
          language: 'sh',
        },
      ],
      verify: "mysql -e 'SELECT VERSION()'",
    }),
  }),
  fileAccess: (context: CheckContext): Guidance[] => [
    {
      title: 'Take file access from accounts, and from the server',
      why: 'FILE and local_infile let whoever logs in read files of the server or of a client.',
      steps: [
        {
          text: 'Take the privilege away.',
          code: `${shell(context)} -p -e "REVOKE FILE ON *.* FROM 'app'@'${application}'"`,
          language: 'sh',
        },
        {
          text: 'In my.cnf under [mysqld], then restart.',
          code: 'local_infile = OFF\nsecure_file_priv = /var/lib/mysql-files',
          language: 'text',
        },
      ],
      verify: `${shell(context)} -p -e "SHOW VARIABLES LIKE 'local_infile'"`,
    },
  ],
};

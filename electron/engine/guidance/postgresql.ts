import type { Guidance } from '../../contract/report-model.ts';
import type { CheckContext } from '../stores/store.ts';
import { byDeployment, uriHost } from './contain.ts';
import { application, commonGuides } from './kind-guide.ts';

const shell = ({ host, port }: CheckContext) => `psql -h ${uriHost(host)} -p ${port} -U postgres`;

/** Guidance of each PostgreSQL check, filled in for the store at hand. */
export const guidePostgres = {
  ...commonGuides({
    authenticate: (context) => [
      {
        title: 'Replace trust by passwords without locking the application out',
        why: 'A line with trust in pg_hba.conf lets anybody in as any user. Passwords are set first, the line is changed last, and no restart is needed.',
        steps: [
          {
            text: 'See which lines trust.',
            code: `${shell(context)} -c "SELECT line_number, type, database, user_name, address, auth_method FROM pg_hba_file_rules"`,
            language: 'sh',
          },
          {
            text: 'Give every role that logs in a password, stored as SCRAM.',
            code: `${shell(context)} -c "SET password_encryption = 'scram-sha-256'" -c "\\password app"`,
            language: 'sh',
          },
          {
            text: 'Give the application its password and deploy it; a trusting server ignores it, so nothing breaks.',
            code: `postgresql://app:PASSWORD@${uriHost(context.host)}:${context.port}/DATABASE`,
            language: 'text',
          },
          {
            text: 'Change the lines in pg_hba.conf: only the application’s address, only with SCRAM, and reload.',
            code: `hostssl DATABASE app ${application}/32 scram-sha-256\nhost    all      all 0.0.0.0/0    reject\n# then:\n${shell(context)} -c "SELECT pg_reload_conf()"`,
            language: 'text',
          },
          ...byDeployment(context.facts.deployment, {
            docker: {
              text: 'In Docker: POSTGRES_HOST_AUTH_METHOD must not be trust, and POSTGRES_PASSWORD must be set; an existing data folder keeps its old pg_hba.conf.',
            },
          }),
        ],
        verify: `${shell(context)} -w -c 'SELECT 1' must fail with "no password supplied". Then press Re-check.`,
      },
      {
        title: 'Give each application no more than it needs',
        why: 'A superuser reads files and runs programs on the server.',
        steps: [
          {
            text: 'Take superuser and dangerous memberships from application roles, and what PUBLIC need not have.',
            code: `${shell(context)} -c "ALTER ROLE app NOSUPERUSER NOCREATEROLE" -c "REVOKE ALL ON SCHEMA public FROM PUBLIC"`,
            language: 'sh',
          },
        ],
        verify: `${shell(context)} -c '\\du'`,
      },
    ],
    logs: () => [
      {
        text: 'Connections, where log_connections was on.',
        code: "grep -h 'connection authorized\\|connection received' /var/log/postgresql/*.log | grep -oE 'host=[^ ]+' | sort | uniq -c | sort -rn",
        language: 'sh',
      },
    ],
    cleanUp: (context) => [
      {
        text: 'Look for roles, functions and extensions that nobody of you made.',
        code: `${shell(context)} -c '\\du' -c '\\dx' -c "SELECT proname, prolang FROM pg_proc ORDER BY oid DESC LIMIT 20"`,
        language: 'sh',
      },
    ],
    tls: (context) => ({
      steps: [
        {
          text: 'In postgresql.conf, then reload; clients use sslmode=verify-full.',
          code: "ssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'",
          language: 'text',
        },
        { text: 'Require it: hostssl instead of host in pg_hba.conf.' },
      ],
      verify: `${shell(context)} with sslmode=disable must be refused.`,
    }),
    bind: () => [
      { text: 'In postgresql.conf, then restart.', code: "listen_addresses = 'localhost,10.0.0.5'", language: 'text' },
    ],
    upgrade: () => ({
      why: 'Known holes stay open in a version without fixes. Minor versions need a restart only; major ones pg_upgrade.',
      steps: [
        {
          text: 'Take a dump and try to restore it, then upgrade.',
          code: 'pg_dumpall > before-upgrade.sql',
          language: 'sh',
        },
      ],
      verify: "psql -c 'SHOW server_version'",
    }),
  }),
  superuser: (context: CheckContext): Guidance[] => [
    {
      title: 'No stranger may be superuser',
      why: 'A superuser reads and writes files of the server and runs programs by COPY ... PROGRAM.',
      steps: [
        {
          text: 'Close trust for postgres first (above), then use a role without superuser for daily work.',
          code: `${shell(context)} -c "CREATE ROLE app LOGIN NOSUPERUSER"`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} -c "SELECT rolname FROM pg_roles WHERE rolsuper"`,
    },
  ],
  publicRights: (context: CheckContext): Guidance[] => [
    {
      title: 'Take from PUBLIC what single roles should have',
      why: 'PUBLIC is every role there is and will be: what it has, no role can be without.',
      steps: [
        {
          text: 'Give the roles that need it their own right first, then take it from PUBLIC.',
          code: `${shell(context)} -c "GRANT SELECT ON SCHEMA.TABLE TO app; REVOKE ALL ON SCHEMA.TABLE FROM PUBLIC"`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} -c "\\dp" shows no line that begins with =. Then press Re-check.`,
    },
  ],
  extensions: (context: CheckContext): Guidance[] => [
    {
      title: 'Keep extensions that leave the database to those who need them',
      why: 'dblink, foreign data wrappers and untrusted languages reach files and machines behind the firewall.',
      steps: [
        {
          text: 'Drop what nobody uses; take the right to use the rest from PUBLIC.',
          code: `${shell(context)} -c "DROP EXTENSION NAME"\n${shell(context)} -c "REVOKE USAGE ON FOREIGN DATA WRAPPER NAME FROM PUBLIC"`,
          language: 'sh',
        },
      ],
      verify: `${shell(context)} -c "\\dx"`,
    },
  ],
  logging: (): Guidance[] => [
    {
      title: 'Log who connects',
      why: 'Without it nobody can say who was there.',
      steps: [
        {
          text: 'In postgresql.conf, then reload.',
          code: 'log_connections = on\nlog_disconnections = on',
          language: 'text',
        },
      ],
      verify: "psql -c 'SHOW log_connections'",
    },
  ],
};

import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each SQL Server check, filled in for the store at hand. */
export const guideMssql = {
  ...commonGuides({
    authenticate: ({ host, port }) => [
      {
        title: 'Keep logins few and known',
        why: 'A SQL Server that can be reached is tried with sa and lists of passwords all day.',
        steps: [
          step(
            'Turn sa off, and use Windows or Entra logins where that can be.',
            "ALTER LOGIN sa DISABLE;\nSELECT name, type_desc, is_disabled FROM sys.server_principals WHERE type IN ('S', 'U', 'G');",
            'sql',
          ),
          step(
            'Check the passwords that are left against the policy.',
            'ALTER LOGIN app WITH CHECK_POLICY = ON, CHECK_EXPIRATION = ON;',
            'sql',
          ),
        ],
        verify: `sqlcmd -S tcp:${uriHost(host)},${port} -U sa must be refused. Then press Re-check.`,
      },
    ],
    logs: () => [
      step(
        'Failed and, where it is on, successful logins are in the error log.',
        "EXEC sp_readerrorlog 0, 1, N'Login';",
        'sql',
      ),
    ],
    cleanUp: () => [
      step(
        'Look for logins, jobs and xp_cmdshell that nobody of you turned on.',
        "SELECT name, create_date FROM sys.server_principals ORDER BY create_date DESC;\nSELECT name, date_created FROM msdb.dbo.sysjobs ORDER BY date_created DESC;\nEXEC sp_configure 'xp_cmdshell';",
        'sql',
      ),
    ],
    tls: () => ({
      steps: [
        step(
          'In SQL Server Configuration Manager, Protocols, Properties: choose a certificate, set Force Encryption to Yes (2022: Force Strict Encryption), then restart. On Linux:',
          'mssql-conf set network.tlscert /etc/ssl/mssql.pem\nmssql-conf set network.tlskey /etc/ssl/mssql.key\nmssql-conf set network.forceencryption 1',
        ),
      ],
      verify: 'SELECT encrypt_option FROM sys.dm_exec_connections must show TRUE for all.',
    }),
    bind: () => [
      step(
        'On Linux, then restart; on Windows choose the address under TCP/IP in Configuration Manager.',
        'mssql-conf set network.ipaddress 10.0.0.5',
      ),
    ],
    upgrade: () =>
      plainUpgrade(
        'SELECT @@VERSION',
        'Install the newest cumulative update, and move off a release whose extended support has ended.',
      ),
  }),
  browser: () => [
    {
      title: 'Turn the browser service off',
      why: 'It tells names, versions and ports of all instances to whoever asks by UDP.',
      steps: [
        step(
          'Give each instance a fixed port, name it in the connection strings, then stop the service.',
          'Stop-Service SQLBrowser; Set-Service SQLBrowser -StartupType Disabled',
          'powershell',
        ),
        step('Close 1434/udp at the firewall too.'),
      ],
      verify: 'UDP 1434 answers no more. Then press Re-check.',
    },
  ],
};

import { ByteStream } from '../dialer/byte-stream.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideMssql } from '../guidance/mssql.ts';
import { text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { all, baseFacts, denied } from './facts.ts';
import { defineStore, type Facts, type Identity } from './store.ts';

interface MssqlFacts extends Facts {
  /** ENCRYPTION of the prelogin: 0 logins only, 1 on, 2 not supported, 3 required. */
  encryption: number;
  /** What the browser service tells to anybody; empty where it does not answer. */
  instances: string[];
}

const docs = 'https://learn.microsoft.com/en-us/sql/relational-databases/security/securing-sql-server';
const browserPort = 1434;

/** SQL Server, as far as it shows itself before a login: none without a password is tried. */
export const mssql = defineStore<MssqlFacts>({
  kind: 'mssql',
  title: 'Microsoft SQL Server',
  ports: [1433],
  speaks: 'when-asked',
  commands: {
    PRELOGIN: 'version and encryption, before any login (MS-TDS 2.2.6.5)',
    CLNT_UCAST_EX: 'what the browser service on 1434/udp tells of instances (MC-SQLR 2.2.2)',
  },
  tls: 'within',
  checkedAgainst: 'protocol fixture of the prelogin and of the browser service (no registry has the server)',
  async identify(dial) {
    const found = await prelogin(dial);
    if (!found) return undefined;
    const [offered, required] = [found.encryption !== 2, found.encryption === 1 || found.encryption === 3];
    return { product: 'SQL Server', version: found.version, secure: false, tls: { offered, required, issues: [] } };
  },
  async open(dial, identity, credential) {
    return {
      async access() {
        if (credential)
          throw new ConnectionError(
            'auth-required',
            `${dial.place}: Ajar does not log in to SQL Server; the credential was not sent.`,
          );
        return await learn(dial, identity);
      },
      async *inventory() {},
      sample: async () => [],
      close: async () => {},
    };
  },
  checks: [
    ...commonChecks('mssql', guideMssql, {
      security: [docs],
      tls: ['https://learn.microsoft.com/en-us/sql/database-engine/configure-windows/configure-sql-server-encryption'],
      network: [docs],
    }),
    factCheck({
      rule: 'mssql.encryption-not-forced',
      title: 'What is read and written may travel in the clear',
      wrong: ({ facts }) => facts.encryption === 0 || facts.encryption === 2,
      severity: 'high',
      evidence: ({ facts }) => [
        facts.encryption === 2
          ? 'PRELOGIN: encryption is not supported, not even of logins'
          : 'PRELOGIN: encryption is off but for the login',
      ],
      guidance: guideMssql.tls,
      reference:
        'https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868',
    }),
    factCheck({
      rule: 'mssql.browser-tells-instances',
      title: 'Its browser service tells instances and ports to anybody',
      wrong: ({ facts }) => facts.instances.length > 0,
      severity: 'medium',
      evidence: ({ facts }) => facts.instances,
      guidance: guideMssql.browser,
      reference: 'https://learn.microsoft.com/en-us/sql/tools/configuration-manager/sql-server-browser-service',
    }),
  ],
});

interface Prelogin {
  version: string;
  encryption: number;
}

const tokens = { version: 0, encryption: 1, end: 0xff } as const;
const headBytes = 8;

/** VERSION (six bytes of zero) and ENCRYPTION (off): what a client asks first. */
const question = Buffer.from([0x12, 1, 0, 26, 0, 0, 1, 0, 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 0, 0, 0, 0, 0, 0, 0]);

/** @returns undefined for what is no SQL Server. @throws ConnectionError */
async function prelogin(dial: Dial): Promise<Prelogin | undefined> {
  const stream = await ByteStream.open(dial, false);
  try {
    dial.say('PRELOGIN', '');
    stream.write(question);
    const head = await stream.read(headBytes);
    const length = head.readUInt16BE(2);
    if (head[0] !== 4 || length <= headBytes || length > 4096) return undefined;
    return readPrelogin(await stream.read(length - headBytes));
  } catch (thrown) {
    if (thrown instanceof ConnectionError && thrown.outcome !== 'reset' && thrown.outcome !== 'timeout') throw thrown;
    if (thrown instanceof ConnectionError || thrown instanceof RangeError) return undefined;
    throw thrown;
  } finally {
    stream.close();
  }
}

/** @throws RangeError where an option lies beyond the end */
function readPrelogin(body: Buffer): Prelogin | undefined {
  const options = new Map<number, Buffer>();
  for (let at = 0; body.readUInt8(at) !== tokens.end; at += 5) {
    const [start, length] = [body.readUInt16BE(at + 1), body.readUInt16BE(at + 3)];
    options.set(body.readUInt8(at), body.subarray(start, start + length));
  }
  const [version, encryption] = [options.get(tokens.version), options.get(tokens.encryption)];
  if (!version || version.length < 6 || !encryption || encryption.length < 1) return undefined;
  return { version: `${version[0]}.${version[1]}.${version.readUInt16BE(2)}`, encryption: encryption[0] ?? 2 };
}

/** Names of products by the first number of the version. */
const years: Record<string, string> = {
  9: '2005',
  10: '2008',
  11: '2012',
  12: '2014',
  13: '2016',
  14: '2017',
  15: '2019',
  16: '2022',
  17: '2025',
};

async function learn(dial: Dial, identity: Identity): Promise<MssqlFacts> {
  const found = await prelogin(dial);
  dial.say('CLNT_UCAST_EX', `udp ${browserPort}`);
  const told = await dial.datagram(browserPort, Buffer.from([3]));
  const year = years[(identity.version ?? '').split('.')[0] ?? ''];
  return {
    ...baseFacts(identity, {
      capabilities: all(denied('SQL Server asks for a login before anything else; none is tried')),
      authentication: 'on',
      identity: year ? { release: `SQL Server ${year}` } : {},
    }),
    encryption: found?.encryption ?? 2,
    instances: instancesOf(told),
  };
}

/** `ServerName;DB1;InstanceName;SQLEXPRESS;...;tcp;1433;;` once an instance, after three bytes. */
function instancesOf(answer: Buffer | undefined): string[] {
  if (answer?.[0] !== 5) return [];
  return text(answer.toString('latin1', 3), 4000)
    .split(';;')
    .filter((one) => one.startsWith('ServerName;'))
    .slice(0, 20)
    .map((one) => {
      const parts = one.split(';');
      const value = (name: string) => parts[parts.indexOf(name) + 1] ?? '';
      return `${value('ServerName')}\\${value('InstanceName')} ${value('Version')}${parts.includes('tcp') ? `, tcp ${value('tcp')}` : ''}`;
    });
}

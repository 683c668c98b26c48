import type { Capability } from '../../../contract/words.ts';
import { compareVersions } from '../../assess/versions.ts';
import { RespError, type RespValue } from '../../protocols/resp.ts';
import { text } from '../../protocols/untrusted.ts';
import { isAddress, reachOf } from '../../scope/address.ts';
import type { Credential } from '../../targets/parse.ts';
import { all, baseFacts, denied, proven, unknown } from '../facts.ts';
import type { Facts, Identity } from '../store.ts';
import type { RedisConversation } from './conversation.ts';

export interface RedisFacts extends Facts {
  /** Null where it may not be asked. */
  protectedMode: boolean | null;
  /** CONFIG GET is answered: whoever may ask that may ask for the password too. */
  configReadable: boolean | null;
  /** Replicas, or the master, at addresses of the internet. */
  strangePeers: string[] | null;
  /** Modules that are none of the vendors' own. */
  strangeModules: string[] | null;
}

/**
 * NOAUTH, protected mode and a default user with few rights are three different answers. A good AUTH proves nothing by
 * itself, since a user without a password accepts any: what counts is what is allowed afterwards.
 */
export async function learnRedis(
  conversation: RedisConversation,
  identity: Identity,
  credential: Credential | null,
): Promise<RedisFacts> {
  const ping = await conversation.ask('PING');
  if (ping instanceof RespError && /^(?:NOAUTH|DENIED|ERR operation not permitted)/.test(ping.message)) {
    const how = ping.message.startsWith('DENIED')
      ? 'protected mode refuses other machines while there is no password'
      : `PING: ${text(ping.message)}`;
    const isOn = !ping.message.startsWith('DENIED');
    return {
      ...baseFacts(identity, { capabilities: all(denied(how)), authentication: isOn ? 'on' : 'unknown' }),
      protectedMode: isOn ? null : true,
      configReadable: false,
      strangePeers: null,
      strangeModules: null,
    };
  }
  const told = await conversation.ask('INFO');
  const info = parseInfo(told);
  const version = info.valkey_version ?? info.redis_version ?? null;
  const user = await conversation.ask('ACL WHOAMI');
  const size = await conversation.ask('DBSIZE');
  const read = await conversation.ask('GETRANGE', 'ajar', '0', '0');
  const hasAcl = version === null || compareVersions(version, '6.0') >= 0;
  const name = typeof user === 'string' ? user : (credential?.user ?? 'default');
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: allowed(size, 'DBSIZE answers'),
        read: allowed(read, 'GETRANGE is allowed'),
        write: await wouldRun(conversation, hasAcl, name, ['SET', 'ajar', 'x']),
        admin: await wouldRun(conversation, hasAcl, name, ['CONFIG', 'SET', 'dir', '/tmp']),
      },
      authentication: credential ? 'on' : read instanceof RespError ? 'on' : 'off',
    }),
    product: productOf(info, identity.product),
    version: version === null ? null : text(version, 40),
    identity: identityOf(info, user),
    deployment: info.executable?.startsWith('/data/') ? 'docker' : 'unknown',
    ...(await settingsOf(conversation)),
    strangePeers: typeof told === 'string' ? strangePeers(info) : null,
    strangeModules: typeof told === 'string' ? strangeModules(told) : null,
  };
}

function allowed(answer: RespValue, how: string): Capability {
  if (!(answer instanceof RespError)) return proven(how);
  return /^(?:NOPERM|NOAUTH|DENIED)/.test(answer.message)
    ? denied(text(answer.message))
    : unknown(text(answer.message));
}

/** ACL DRYRUN (7.0 on) says what would be allowed without running it; before 6.0 there is nothing that forbids. */
async function wouldRun(
  conversation: RedisConversation,
  hasAcl: boolean,
  user: string,
  command: string[],
): Promise<Capability> {
  const words = command.slice(0, command[0] === 'CONFIG' ? 2 : 1).join(' ');
  if (!hasAcl && command[0] === 'CONFIG') {
    // The one way to forbid it then was to rename it.
    const answered = Array.isArray(await conversation.ask('CONFIG GET bind'));
    return answered
      ? proven('CONFIG is answered, and before 6.0 nothing tells reading from setting')
      : unknown('CONFIG is not answered');
  }
  if (!hasAcl) return proven(`before 6.0 whoever may connect may run ${words}`);
  const answer = await conversation.ask('ACL DRYRUN', user, ...command);
  if (answer === 'OK') return proven(`ACL DRYRUN says that ${user} may run ${words}`);
  if (typeof answer === 'string') return denied(`ACL DRYRUN: ${text(answer)}`);
  const rules = await conversation.ask('ACL GETUSER', user);
  if (Array.isArray(rules)) {
    const commands = rules[rules.indexOf('commands') + 1];
    if (typeof commands === 'string')
      return /^\+@all$/.test(commands)
        ? proven(`ACL GETUSER: ${user} has +@all`)
        : unknown(`ACL GETUSER: ${text(commands, 120)}`);
  }
  return answer instanceof RespError && answer.message.startsWith('NOPERM')
    ? denied(`the ACL commands are refused: ${text(answer.message)}`)
    : unknown();
}

/** Addresses in `slave0:ip=…` and `master_host` that are of the internet. */
function strangePeers(info: Record<string, string>): string[] {
  const replicas = Object.entries(info).flatMap(([name, value]) =>
    /^slave\d+$/.test(name) ? (/\bip=([^,]+)/.exec(value)?.[1] ?? []) : [],
  );
  const named = [...replicas.map((ip) => ({ ip, what: 'replica' })), { ip: info.master_host ?? '', what: 'master' }];
  return named
    .filter(({ ip }) => isAddress(ip) && reachOf(ip) === 'public')
    .map(({ ip, what }) => `${what} ${text(ip, 60)}`);
}

/** Names that the vendors' own modules go by. */
const knownModules =
  /^(?:ReJSON|search|searchlight|bf|timeseries|graph|vectorset|redisgears.*|ai|json|valkey-?\w+|RedisCompat)$/i;

function strangeModules(told: string): string[] {
  return [...told.matchAll(/^module:name=([^,\r\n]{1,80})/gm)]
    .map((found) => text(found[1], 80))
    .filter((name) => !knownModules.test(name));
}

async function settingsOf(
  conversation: RedisConversation,
): Promise<Pick<RedisFacts, 'boundToAll' | 'protectedMode' | 'configReadable'>> {
  const bind = await conversation.ask('CONFIG GET bind');
  const mode = await conversation.ask('CONFIG GET protected-mode');
  const value = (answer: RespValue) => (Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined);
  const addresses = value(bind)?.split(' ');
  return {
    boundToAll:
      addresses === undefined
        ? null
        : addresses.some((one) => one === '*' || one === '' || one === '0.0.0.0' || one === '-::*'),
    protectedMode: value(mode) === undefined ? null : value(mode) === 'yes',
    configReadable: Array.isArray(bind) && bind.length > 0,
  };
}

function parseInfo(answer: RespValue): Record<string, string> {
  if (typeof answer !== 'string') return {};
  return Object.fromEntries(
    answer
      .split(/\r?\n/)
      .filter((line) => /^\w+:/.test(line))
      .slice(0, 500)
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

function productOf(info: Record<string, string>, fallback: string): string {
  if (info.valkey_version || info.server_name === 'valkey') return 'Valkey';
  if (info.dragonfly_version) return 'Dragonfly';
  if (/keydb/i.test(info.executable ?? '')) return 'KeyDB';
  return info.redis_mode === 'sentinel' ? 'Redis Sentinel' : fallback;
}

function identityOf(info: Record<string, string>, user: RespValue): Record<string, string> {
  const found: Record<string, string> = {};
  if (info.run_id) found.runId = text(info.run_id, 40);
  if (info.role) found.role = text(info.role, 20);
  if (info.redis_mode) found.mode = text(info.redis_mode, 20);
  if (Number(info.connected_slaves) > 0) found.replicas = text(info.connected_slaves, 10);
  if (typeof user === 'string') found.sessionUser = text(user, 60);
  return found;
}

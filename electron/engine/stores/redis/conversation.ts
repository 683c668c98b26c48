import { ByteStream } from '../../dialer/byte-stream.ts';
import type { Certificate } from '../../dialer/certificate.ts';
import { ConnectionError } from '../../dialer/connection-error.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { encodeCommand, RespError, RespFault, type RespValue, readResp } from '../../protocols/resp.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';

export interface RedisConversation {
  certificate: Certificate | null;
  /** @param command as on the allow-list; its own words may be two or three. @throws ConnectionError */
  ask(command: string, ...args: string[]): Promise<RespValue>;
  close(): void;
}

/** @throws ConnectionError; `auth-required` when the credential is refused. */
export async function openRedis(
  dial: Dial,
  secure: boolean,
  credential: Credential | null,
): Promise<RedisConversation> {
  const stream = await ByteStream.open(dial, secure);
  if (credential) entrust(dial, stream.certificate, () => stream.close());
  const conversation: RedisConversation = {
    certificate: stream.certificate,
    async ask(command, ...args) {
      // Keys are data of somebody's: the transcript tells the command, and a number or pattern of ours.
      dial.say(command, /^(?:SCAN|SELECT|ACL DRYRUN)$/.test(command) ? args.join(' ') : '');
      stream.write(encodeCommand([...command.split(' '), ...args]));
      try {
        return await readResp(stream);
      } catch (thrown) {
        if (!(thrown instanceof RespFault)) throw thrown;
        stream.close();
        throw new ConnectionError('protocol-error', `${dial.place}: ${thrown.message}.`, { cause: thrown });
      }
    },
    close: () => stream.close(),
  };
  if (credential) {
    const answer = await conversation.ask(
      'AUTH',
      ...(credential.user === 'default' ? [] : [credential.user]),
      credential.password,
    );
    if (answer instanceof RespError) {
      conversation.close();
      throw new ConnectionError('auth-required', `${dial.place}: ${text(answer.message)}`);
    }
  }
  return conversation;
}

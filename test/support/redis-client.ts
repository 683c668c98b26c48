import { ByteStream } from '../../electron/engine/dialer/byte-stream.ts';
import { Dialer } from '../../electron/engine/dialer/dialer.ts';
import { encodeCommand, readResp } from '../../electron/engine/protocols/resp.ts';
import { createScope } from '../../electron/engine/scope/scope.ts';

/** Sends commands to a Redis of a test, one after the other. */
export async function tellRedis(port: number, commands: string[][]): Promise<void> {
  const dialer = new Dialer({
    scope: createScope(['127.0.0.1'], [], false),
    timeoutMs: 3000,
    tlsInsecureOk: false,
    note: () => {},
  });
  const endpoint = {
    target: '',
    host: '127.0.0.1',
    address: '127.0.0.1',
    port,
    hint: { kind: null, tls: null, path: '' },
    credential: null,
    named: true,
  };
  const stream = await ByteStream.open(dialer.dial(endpoint, {}, new AbortController().signal), false);
  for (const command of commands) {
    stream.write(encodeCommand(command));
    await readResp(stream);
  }
  stream.close();
}

import type { Document } from 'bson';
import { ConnectionError, toConnectionError } from '../../dialer/connection-error.ts';
import type { Dial, Wire } from '../../dialer/dialer.ts';
import { FrameSplitter, queryFrame, readReply, WireFault } from '../../protocols/mongo-wire.ts';
import { CommandFault, type MongoConversation } from './conversation.ts';

/** A server that closes more often than this is left alone. */
const mostReopened = 12;

/** A cursor left open would stay on the server for ten minutes; a negative limit closes it with the answer. */
const closing = (limit: number) => -Math.abs(limit);

/**
 * A read-only conversation by OP_QUERY, for servers before 4.4, which the driver refuses, and for identifying all.
 * Anonymous only: logging in to versions this old is left to their own shell.
 * @throws ConnectionError
 */
export async function openLegacy(dial: Dial, secure: boolean, answerMs = dial.timeoutMs): Promise<MongoConversation> {
  let wire = await dial.connect({ tls: secure });
  let nextId = 1;
  let reopened = 0;
  const reopen = async () => {
    if (reopened++ >= mostReopened) throw new ConnectionError('reset', `${dial.place}: it closes every connection.`);
    return await dial.connect({ tls: secure });
  };
  const ask = async (command: string, namespace: string, body: Document, limit: number, detail: string) => {
    for (let tries = 1; ; tries++) {
      if (wire.socket.destroyed) wire = await reopen();
      dial.say(command, detail);
      try {
        return readReply(await exchange(wire, queryFrame(nextId++, namespace, body, limit), answerMs));
      } catch (thrown) {
        wire.socket.destroy();
        if (thrown instanceof WireFault) {
          throw new ConnectionError('protocol-error', `${dial.place}: ${thrown.message}.`, { cause: thrown });
        }
        const fault = toConnectionError(thrown, dial.place);
        // Some old servers answer what they do not know by closing, which shows only at the next question.
        if (fault.outcome !== 'reset' || nextId === 2 || tries === 2) throw fault;
      }
    }
  };
  return {
    certificate: wire.certificate,
    async command(database, body) {
      const name = Object.keys(body)[0] ?? '';
      const first: unknown = Object.values(body)[0];
      const detail = typeof first === 'string' ? `${database}.${first}` : database;
      const [answer] = await ask(name, `${database}.$cmd`, body, -1, detail);
      if (!answer) throw new ConnectionError('protocol-error', `${dial.place}: its answer to ${name} is empty.`);
      if (Number(answer.ok) !== 1) throw new CommandFault(Number(answer.code ?? 0), String(answer.errmsg ?? 'refused'));
      return answer;
    },
    async find(database, collection, { sort, limit, maxTimeMs }) {
      const body = { $query: {}, $orderby: { _id: sort }, $maxTimeMS: maxTimeMs };
      const detail = `${database}.${collection} limit ${limit}`;
      const found = await ask('find', `${database}.${collection}`, body, closing(limit), detail);
      const fault = found.length === 1 ? found[0]?.$err : undefined;
      if (fault !== undefined) throw new CommandFault(Number(found[0]?.code ?? 0), String(fault));
      return found;
    },
    async close() {
      wire.socket.destroy();
    },
  };
}

/** Sends one frame and waits for one, at most `answerMs` in all however slowly it trickles. */
function exchange(wire: Wire, frame: Buffer, answerMs: number): Promise<Buffer> {
  const { socket } = wire;
  return new Promise((resolve, reject) => {
    const splitter = new FrameSplitter();
    const finish = (act: () => void) => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      act();
    };
    const timer = setTimeout(
      () => finish(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }))),
      answerMs,
    );
    const onData = (chunk: Buffer) => {
      try {
        const [answer] = splitter.push(chunk);
        if (answer) finish(() => resolve(answer));
      } catch (thrown) {
        finish(() => reject(thrown));
      }
    };
    const onClose = () => finish(() => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.on('data', onData);
    socket.once('close', onClose);
    if (socket.destroyed) onClose();
    else socket.write(frame);
  });
}

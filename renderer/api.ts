import { type Client, createClient, type Reply, type Transport } from '../electron/contract/client.ts';

declare global {
  interface Window {
    /** The preload's bridge; absent in the browser host. */
    ajar?: Transport;
  }
}

/** The engine, by the preload in the desktop window and by a WebSocket in the browser host. */
export const api: Client = createClient(window.ajar ?? webSocketTransport());

interface Push {
  id?: number;
  reply?: Reply;
  event?: string;
  payload?: unknown;
}

const lost: Reply = {
  ok: false,
  error: { code: 'unavailable', message: 'The connection to Ajar is lost. Start it again and open its new link.' },
};

function webSocketTransport(): Transport {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const waiting = new Map<number, (reply: Reply) => void>();
  let nextId = 1;
  let socket: Promise<WebSocket> | undefined;

  function connect(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const opened = new WebSocket(`ws://${window.location.host}/contract`);
      opened.onopen = () => resolve(opened);
      opened.onmessage = ({ data }) => receive(JSON.parse(String(data)) as Push);
      opened.onclose = () => {
        socket = undefined;
        reject(new Error('closed'));
        for (const answer of waiting.values()) answer(lost);
        waiting.clear();
      };
    });
  }

  function receive({ id, reply, event, payload }: Push): void {
    if (id !== undefined && reply) {
      waiting.get(id)?.(reply);
      waiting.delete(id);
    } else if (event) for (const listener of listeners.get(event) ?? []) listener(payload);
  }

  return {
    async request(method, input) {
      socket ??= connect();
      const open = await socket.catch(() => undefined);
      if (!open) return lost;
      const id = nextId++;
      return await new Promise((resolve) => {
        waiting.set(id, resolve);
        open.send(JSON.stringify({ id, method, input }));
      });
    },
    subscribe(event, listener) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(listener));
      return () => known.delete(listener);
    },
  };
}

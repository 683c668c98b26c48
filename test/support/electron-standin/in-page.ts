// These functions are turned into text and run inside the page, so each must stand alone.

/** Carries what IPC carries over JSON: dates, bytes, undefined, big integers, errors. Used on both sides. */
export function makeCodec() {
  const toBase64 = (bytes: Uint8Array) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  };
  const encode = (value: unknown): unknown => {
    if (typeof value === 'function' || typeof value === 'symbol' || value instanceof Promise)
      throw new Error('An object could not be cloned.');
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message] };
    if (ArrayBuffer.isView(value))
      return { $: 'bytes', v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
    return { $: 'object', v: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)])) };
  };
  const decode = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(decode);
    const { $: kind, v } = value as { $: string; v: never };
    if (kind === 'undefined') return undefined;
    if (kind === 'bigint') return BigInt(v);
    if (kind === 'number') return Number(v);
    if (kind === 'date') return new Date(v);
    if (kind === 'error') return Object.assign(new Error(v[1]), { name: v[0] });
    if (kind === 'bytes') return Uint8Array.from(atob(v), (character) => character.charCodeAt(0));
    return Object.fromEntries(Object.entries(v).map(([key, item]) => [key, decode(item)]));
  };
  return { encode, decode };
}

/**
 * contextBridge between the preload's isolated world and the page: synchronous custom events, whose details Blink clones.
 * Functions and promises cross as numbers. @param me `page` or `preload`.
 */
export function makeBridge(channel: string, me: 'page' | 'preload') {
  type Message = { type: string; id?: number; key?: string; value?: unknown; args?: unknown[]; error?: unknown };
  const peer = me === 'page' ? 'preload' : 'page';
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const numbers = new WeakMap<object, number>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  const [PromiseHere, dispatch] = [Promise, document.dispatchEvent.bind(document)];
  let nextId = 1;
  let returned: Message | undefined;
  const emit = (message: Message) => dispatch(new CustomEvent(channel + peer, { detail: message }));
  const asError = (thrown: unknown) => ({ message: thrown instanceof Error ? thrown.message : String(thrown) });
  const encode = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const id = numbers.get(value) ?? nextId++;
      numbers.set(value, id);
      functions.set(id, value as () => unknown);
      return { $function: id };
    }
    if (value instanceof PromiseHere) {
      const id = nextId++;
      value.then(
        (result) => emit({ type: 'resolve', id, value: encode(result) }),
        (thrown) => emit({ type: 'reject', id, error: asError(thrown) }),
      );
      return { $promise: id };
    }
    if (Array.isArray(value)) return value.map(encode);
    if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
      return { $object: Object.entries(value).map(([key, item]) => [key, encode(item)]) };
    return value;
  };
  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (!value || typeof value !== 'object') return value;
    const {
      $function: functionId,
      $promise: promiseId,
      $object: entries,
    } = value as { $function?: number; $promise?: number; $object?: [string, unknown][] };
    if (functionId !== undefined) {
      return (...args: unknown[]) => {
        emit({ type: 'call', id: functionId, args: args.map(encode) });
        const answer = returned;
        returned = undefined;
        if (answer?.error) throw new Error((answer.error as { message: string }).message);
        return decode(answer?.value);
      };
    }
    if (promiseId !== undefined)
      return new PromiseHere((resolve, reject) => promises.set(promiseId, { resolve, reject }));
    return entries ? Object.fromEntries(entries.map(([key, item]) => [key, decode(item)])) : value;
  };
  const call = (id: number, args: unknown[]): Message => {
    try {
      return { type: 'return', value: encode(functions.get(id)?.(...args.map(decode))) };
    } catch (thrown) {
      return { type: 'return', error: asError(thrown) };
    }
  };
  document.addEventListener(channel + me, (event) => {
    event.stopImmediatePropagation();
    const message = (event as CustomEvent<Message>).detail;
    const { type, id = 0 } = message;
    if (type === 'call') emit(call(id, message.args ?? []));
    else if (type === 'return') returned = message;
    else if (type === 'expose')
      Object.defineProperty(window, message.key ?? '', {
        value: Object.freeze(decode(message.value)),
        enumerable: true,
      });
    else {
      const waiting = promises.get(id);
      promises.delete(id);
      if (type === 'resolve') waiting?.resolve(decode(message.value));
      else waiting?.reject(new Error((message.error as { message: string }).message));
    }
  });
  return { expose: (key: string, value: unknown) => void emit({ type: 'expose', key, value: encode(value) }) };
}

/** Builds what a sandboxed preload may require: `electron` with ipcRenderer and contextBridge. */
export function makePreloadModule(codec: ReturnType<typeof makeCodec>, bridge: ReturnType<typeof makeBridge>) {
  type Listener = (event: object, ...args: unknown[]) => void;
  const world = globalThis as unknown as {
    standInSend?: (text: string) => void;
    standInDeliver?: (text: string) => void;
  };
  const send = world.standInSend;
  delete world.standInSend;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  const listeners = new Map<string, Listener[]>();
  let nextId = 1;
  world.standInDeliver = (text) => {
    const message = JSON.parse(text) as {
      type: string;
      id: number;
      channel: string;
      value: unknown;
      args: unknown;
      error?: string;
    };
    if (message.type === 'event') {
      for (const listener of listeners.get(message.channel) ?? [])
        listener({}, ...(codec.decode(message.args) as unknown[]));
      return;
    }
    const wait = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) wait?.resolve(codec.decode(message.value));
    else wait?.reject(new Error(message.error));
  };
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        send?.(JSON.stringify({ id, channel, args: codec.encode(args) }));
      }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    off: (channel: string, listener: Listener) => {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      );
    },
  };
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: bridge.expose } };
  return (name: string) => {
    if (name === 'electron') return electron;
    throw new Error(`A sandboxed preload may not require ${name}.`);
  };
}

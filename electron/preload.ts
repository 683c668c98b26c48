import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { eventNames, methodNames, type Transport } from './contract/client.ts';

/** All that the page gets: the contract's methods and events, by name, and nothing of Electron or Node. */
const bridge = {
  async request(method, input) {
    if (!(methodNames as string[]).includes(method)) {
      return { ok: false, error: { code: 'bad-input', message: `There is no method ${method}.` } };
    }
    return await ipcRenderer.invoke('ajar:request', method, input);
  },
  subscribe(event, listener) {
    if (!(eventNames as string[]).includes(event)) throw new Error(`There is no event ${event}.`);
    const onEvent = (_event: IpcRendererEvent, name: string, payload: unknown) => {
      if (name === event) listener(payload);
    };
    ipcRenderer.on('ajar:event', onEvent);
    return () => ipcRenderer.off('ajar:event', onEvent);
  },
} satisfies Transport;

contextBridge.exposeInMainWorld('ajar', bridge);

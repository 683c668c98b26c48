import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Store, storeSchema } from '../../contract/report-model.ts';

/** A store with fifty namespaces is some 150 KB of text, and a tenth of that packed: a thousand audits fit on a disk. */

/** A store that unpacks to more than this is none that Ajar wrote. */
const largestStore = 512 * 1024 * 1024;

export function packStore(store: Store): Uint8Array {
  return deflateRawSync(JSON.stringify(store));
}

/**
 * @param row with the packed `body`, or with the `store` as text where an earlier Ajar wrote it
 * @throws Error when it is damaged
 */
export function unpackStore({ store, body }: Record<string, unknown>): Store {
  const text =
    body instanceof Uint8Array
      ? inflateRawSync(body, { maxOutputLength: largestStore }).toString('utf8')
      : String(store);
  return storeSchema.parse(JSON.parse(text));
}

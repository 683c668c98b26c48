import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type Store, storeSchema } from '../../contract/report-model.ts';

/** A store with fifty namespaces is some 100 KB of text and a tenth of that packed: a thousand audits of 200 such stores take 2 GB. */

/** A store that unpacks to more than this is none that Ajar wrote. */
const largestStore = 512 * 1024 * 1024;

/** A quarter smaller than deflate, in some 3 ms; higher ones take three times as long for a fiftieth more. */
const quality = 7;

export function packStore(store: Store): Uint8Array {
  const text = JSON.stringify(store);
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  return brotliCompressSync(text, { params });
}

/**
 * @param row with the packed `body`, or with the `store` as text where an earlier Ajar wrote it
 * @throws Error when it is damaged
 */
export function unpackStore({ store, body }: Record<string, unknown>): Store {
  const text =
    body instanceof Uint8Array
      ? brotliDecompressSync(body, { maxOutputLength: largestStore }).toString('utf8')
      : String(store);
  return storeSchema.parse(JSON.parse(text));
}

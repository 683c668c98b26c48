import { serialize } from 'bson';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bsonFault } from '../../electron/engine/protocols/bson-bounds.ts';
import {
  FrameSplitter,
  frameFault,
  queryFrame,
  readReply,
  readRequest,
  replyFrame,
  WireFault,
} from '../../electron/engine/protocols/mongo-wire.ts';
import { at, count, text } from '../../electron/engine/protocols/untrusted.ts';

test('a request and its answer survive the wire, however it is cut', () => {
  const frame = queryFrame(7, 'admin.$cmd', { isMaster: 1 }, -1);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: frame.length }), { maxLength: 6 }), (cuts) => {
      const splitter = new FrameSplitter();
      const frames: Buffer[] = [];
      let from = 0;
      for (const cut of [...cuts.toSorted((a, b) => a - b), frame.length]) {
        frames.push(...splitter.push(frame.subarray(from, cut)));
        from = Math.max(from, cut);
      }
      expect(frames).toHaveLength(1);
      const request = readRequest(frames[0] as Buffer);
      expect(request).toMatchObject({
        requestId: 7,
        legacy: true,
        database: 'admin',
        collection: '$cmd',
        body: { isMaster: 1 },
      });
    }),
  );
  const request = readRequest(frame);
  if (!request) throw new Error('no request');
  expect(readReply(replyFrame(request, [{ ok: 1, name: 'x' }]))).toEqual([{ ok: 1, name: 'x' }]);
  expect(readReply(replyFrame({ ...request, legacy: false }, [{ ok: 1 }]))).toEqual([{ ok: 1 }]);
});

test('a length that no message can have is refused before it is waited for', () => {
  const gigabyte = Buffer.alloc(16);
  gigabyte.writeInt32LE(1_000_000_000, 0);
  expect(() => new FrameSplitter().push(gigabyte)).toThrow(WireFault);
  expect(() => new FrameSplitter().push(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toThrow(/announced/);
  expect(() => new FrameSplitter().push(Buffer.from([3, 0, 0, 0]))).toThrow(WireFault);
});

function nested(depth: number): Record<string, unknown> {
  let document: Record<string, unknown> = { end: 1 };
  for (let level = 0; level < depth; level++) document = { a: document };
  return document;
}

test('BSON is walked before it is built: depth, lengths, types', () => {
  expect(bsonFault(Buffer.from(serialize({ a: [1, 'x', new Date(), null, { b: 2n }] })), 0, 50)).toBeUndefined();
  expect(bsonFault(Buffer.from(serialize(nested(60))), 0, 50)).toMatch(/nested over 50/);
  const broken = Buffer.from(serialize({ a: 'text' }));
  broken.writeInt32LE(999, 7);
  expect(bsonFault(broken, 0, 50)).toMatch(/cut off/);
  expect(bsonFault(Buffer.alloc(3), 0, 50)).toMatch(/cut off/);
});

test('random bytes are refused or accepted, and never throw or hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void bsonFault(Buffer.from(bytes), 0, 50)),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 36, maxLength: 200 }), (bytes) => {
      const frame = Buffer.from(bytes);
      frame.writeInt32LE(frame.length, 0);
      frame.writeInt32LE(1, 12);
      void frameFault(frame);
    }),
    { numRuns: 2000 },
  );
});

test('what a server says is read as what it is, or as nothing', () => {
  expect(text('\u001b[31mred\u0007\u202egnp.exe')).toBe('·[31mred··gnp.exe');
  expect(text('x'.repeat(1000), 20)).toHaveLength(20);
  expect(at(JSON.parse('{"__proto__": {"x": 1}}'), '__proto__', 'x')).toBe(1);
  expect(at({}, '__proto__', 'toString')).toBeUndefined();
  expect(at({}, 'constructor')).toBeUndefined();
  expect(count('12')).toBe(12);
  expect(count(-1)).toBeNull();
  expect(count(1e300)).toBeNull();
});

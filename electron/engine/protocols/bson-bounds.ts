/** Sizes of BSON values by type byte, where they are fixed (bsonspec.org, version 1.1). */
const fixed: Record<number, number> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  127: 0,
  255: 0,
};

/**
 * Walks a BSON document without building it, so that a hostile one is refused before a parser recurses into it.
 * @param start where the document's length field is.
 * @returns undefined if it is well formed and no deeper than `deepest`, else what is wrong.
 */
export function bsonFault(bytes: Buffer, start: number, deepest: number): string | undefined {
  if (start + 5 > bytes.length) return 'the document is cut off';
  const ends: number[] = [start + bytes.readInt32LE(start)];
  let at = start + 4;
  if ((ends[0] ?? 0) > bytes.length || (ends[0] ?? 0) < at + 1) return 'a document length is wrong';
  while (ends.length > 0) {
    const end = ends[ends.length - 1] ?? 0;
    if (at >= end) return 'a document has no end';
    const type = bytes[at++];
    if (type === 0) {
      if (at !== end) return 'a document ends early';
      ends.pop();
      continue;
    }
    const nameEnd = bytes.indexOf(0, at);
    if (nameEnd < 0 || nameEnd >= end) return 'a key has no end';
    at = nameEnd + 1;
    if (type === 3 || type === 4) {
      if (at + 5 > end) return 'a document is cut off';
      const inner = at + bytes.readInt32LE(at);
      if (inner > end || inner < at + 5) return 'a document length is wrong';
      if (ends.length >= deepest) return `documents are nested over ${deepest} deep`;
      ends.push(inner);
      at += 4;
      continue;
    }
    const size = sizeOf(bytes, type ?? -1, at, end);
    if (size === undefined || at + size > end) return 'a value is cut off or of an unknown type';
    at += size;
  }
  return undefined;
}

function sizeOf(bytes: Buffer, type: number, at: number, end: number): number | undefined {
  if (fixed[type] !== undefined) return fixed[type];
  if (type === 11) {
    const first = bytes.indexOf(0, at);
    const second = first < 0 ? -1 : bytes.indexOf(0, first + 1);
    return second < 0 ? undefined : second + 1 - at;
  }
  if (at + 4 > end) return undefined;
  const length = bytes.readInt32LE(at);
  if (length < 0) return undefined;
  if (type === 2 || type === 13 || type === 14) return 4 + length;
  if (type === 5) return 5 + length;
  if (type === 12) return 4 + length + 12;
  if (type === 15) return length;
  return undefined;
}

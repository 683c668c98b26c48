/** Numbers and texts of binary protocols, big-endian, within a message that is already bounded. */

/** Reads a message; a length beyond its end is a RangeError, as Buffer's own readers throw it. */
export class BinaryReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** @throws RangeError */
  take(length: number): Buffer {
    if (length < 0 || length > this.left) throw new RangeError('a length beyond the end of the message');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  u8(): number {
    return this.take(1).readUInt8(0);
  }

  i16(): number {
    return this.take(2).readInt16BE(0);
  }

  u16(): number {
    return this.take(2).readUInt16BE(0);
  }

  i32(): number {
    return this.take(4).readInt32BE(0);
  }

  u32(): number {
    return this.take(4).readUInt32BE(0);
  }

  i64(): bigint {
    return this.take(8).readBigInt64BE(0);
  }

  /** A text after its length in two bytes; a negative length is null. */
  text16(): string | null {
    const length = this.i16();
    return length < 0 ? null : this.take(length).toString('utf8');
  }

  /** A text after its length in four bytes; a negative length is null. */
  text32(): string | null {
    return this.bytes32()?.toString('utf8') ?? null;
  }

  /** Bytes after their length in four bytes; a negative length is null. */
  bytes32(): Buffer | null {
    const length = this.i32();
    return length < 0 ? null : this.take(length);
  }

  /** An unsigned number of seven bits a byte, the lowest first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 8; shift++) {
      const byte = this.u8();
      value += (byte & 127) * 128 ** shift;
      if (byte < 128) return value;
    }
    throw new RangeError('a number without an end');
  }

  /** Items after their count; more than `most` is a RangeError. */
  list<T>(count: number, most: number, read: () => T): T[] {
    if (count > most) throw new RangeError(`a list of ${count}`);
    return Array.from({ length: Math.max(0, count) }, read);
  }
}

export function i8(value: number): Buffer {
  return Buffer.from([value & 255]);
}

export function i16(value: number): Buffer {
  return Buffer.from([(value >> 8) & 255, value & 255]);
}

export function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}

export function i64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

/** A text after its length in bytes; null is a length of -1. */
export function text16(value: string | null): Buffer {
  const bytes = Buffer.from(value ?? '', 'utf8');
  return Buffer.concat([i16(value === null ? -1 : bytes.length), bytes]);
}

/** A text or bytes after their length in four bytes; null is a length of -1. */
export function text32(value: string | Buffer | null): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : (value ?? Buffer.alloc(0));
  return Buffer.concat([i32(value === null ? -1 : bytes.length), bytes]);
}

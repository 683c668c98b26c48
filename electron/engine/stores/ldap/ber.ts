/** The part of BER that LDAP uses (RFC 4511, section 5.1): tags of one byte and definite lengths. */

export interface Element {
  tag: number;
  value: Buffer;
}

/** @returns the whole length in bytes of the element that begins here; undefined while its head is not there yet. @throws RangeError */
export function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const width = first & 0x7f;
  if (width === 0 || width > 4) throw new RangeError('a length that LDAP does not use');
  if (bytes.length < 2 + width) return undefined;
  return 2 + width + bytes.readUIntBE(2, width);
}

/** The elements within a constructed one. @throws RangeError */
export function elements(bytes: Buffer, most = 100_000): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const whole = lengthOf(rest);
    if (whole === undefined || whole > rest.length || found.length >= most)
      throw new RangeError('a length beyond the end');
    const head = (rest[1] ?? 0) < 0x80 ? 2 : 2 + ((rest[1] ?? 0) & 0x7f);
    found.push({ tag: rest[0] ?? 0, value: rest.subarray(head, whole) });
    at += whole;
  }
  return found;
}

export function integerOf(element: Element | undefined): number {
  const length = element?.value.length ?? 0;
  return element && length > 0 && length <= 6 ? element.value.readIntBE(0, length) : -1;
}

export function element(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), value]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  return Buffer.concat([Buffer.from([tag, 0x84]), size, value]);
}

export function integer(value: number, tag = 0x02): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return element(tag, bytes);
}

export function octets(value: string, tag = 0x04): Buffer {
  return element(tag, Buffer.from(value, 'utf8'));
}

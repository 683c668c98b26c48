import ipaddr from 'ipaddr.js';
import type { Reach } from '../../contract/words.ts';

/** A span of addresses of one family, both ends included, as big integers. */
export interface Span {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

/** @returns the address in its shortest form, an IPv4-mapped IPv6 address as IPv4; undefined if it is none. */
export function normalAddress(text: string): string | undefined {
  if (!isAddress(text)) return undefined;
  return ipaddr.process(text).toString();
}

/** Four dotted decimal parts, or IPv6 without a zone: forms such as `127.1` or `0x7f000001` are read differently by different programs. */
export function isAddress(text: string): boolean {
  if (text.includes('%')) return false;
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** From where an address can be reached, by the registries of special-purpose addresses (RFC 6890). */
export function reachOf(address: string): Reach {
  const range = ipaddr.process(address).range();
  if (range === 'loopback') return 'loopback';
  if (range === 'private' || range === 'uniqueLocal' || range === 'linkLocal' || range === 'carrierGradeNat') {
    return 'private';
  }
  return 'public';
}

/** Addresses that name no single machine: nothing is ever sent to them. */
export function isUnaddressable(address: string): boolean {
  const range = ipaddr.process(address).range();
  return range === 'unspecified' || range === 'multicast' || range === 'broadcast';
}

/** @returns the address as a number within its family. @throws if `address` is not one. */
export function toNumber(address: string): { family: 4 | 6; value: bigint } {
  const parsed = ipaddr.process(address);
  const value = parsed.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { family: parsed.kind() === 'ipv4' ? 4 : 6, value };
}

/** The inverse of `toNumber`. */
export function fromNumber(family: 4 | 6, value: bigint): string {
  const size = family === 4 ? 4 : 16;
  const bytes = Array.from({ length: size }, (_, index) => Number((value >> BigInt((size - 1 - index) * 8)) & 255n));
  return ipaddr.fromByteArray(bytes).toString();
}

/**
 * Reads an address, a CIDR, or a range (`10.0.0.1-10.0.0.9`, `10.0.0.1-9`).
 * @returns the span, or a sentence that says what is wrong.
 */
export function parseSpan(text: string): Span | string {
  if (text.includes('/')) return parseCidr(text);
  const dash = text.indexOf('-');
  if (dash > 0) return parseRange(text.slice(0, dash), text.slice(dash + 1));
  if (!isAddress(text)) return `${text} is not an IP address`;
  const { family, value } = toNumber(text);
  return { family, first: value, last: value };
}

/** How many addresses a span holds. */
export function sizeOf(span: Span): bigint {
  return span.last - span.first + 1n;
}

function parseCidr(text: string): Span | string {
  const [base = '', prefix = '', more] = text.split('/');
  if (more !== undefined || !/^\d{1,3}$/.test(prefix)) return `${text} is not a CIDR such as 10.0.0.0/24`;
  if (!isAddress(base)) return `${base} in ${text} is not an IP address`;
  const { family, value } = toNumber(base);
  const bits = family === 4 ? 32 : 128;
  const length = Number(prefix);
  if (length > bits) return `the prefix /${prefix} in ${text} is over /${bits}`;
  const hostBits = BigInt(bits - length);
  const first = (value >> hostBits) << hostBits;
  return { family, first, last: first + (1n << hostBits) - 1n };
}

function parseRange(from: string, to: string): Span | string {
  if (!isAddress(from)) return `${from} is not an IP address`;
  const end = /^\d{1,3}$/.test(to) && from.includes('.') ? from.replace(/\d+$/, to) : to;
  if (!isAddress(end)) return `${to} is not an IP address or its last part`;
  const a = toNumber(from);
  const b = toNumber(end);
  if (a.family !== b.family) return `${from}-${to} mixes IPv4 and IPv6`;
  if (b.value < a.value) return `${from}-${to} ends before it begins`;
  return { family: a.family, first: a.value, last: b.value };
}

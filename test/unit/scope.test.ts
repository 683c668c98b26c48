import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromNumber, reachOf, toNumber } from '../../electron/engine/scope/address.ts';
import { createScope } from '../../electron/engine/scope/scope.ts';

test.each([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['169.254.1.1', 'private'],
  ['fd00::1', 'private'],
  ['8.8.8.8', 'public'],
  ['2606:4700::1', 'public'],
  ['::ffff:192.168.1.1', 'private'],
] as const)('%s is %s', (address, reach) => expect(reachOf(address)).toBe(reach));

test('an exclusion wins, and what is not allowed is refused', () => {
  const scope = createScope(['10.0.0.0/8', '192.168.1.5-9'], ['10.0.9.0/24'], false);
  expect(scope.judge('10.1.1.1').allowed).toBe(true);
  expect(scope.judge('192.168.1.9').allowed).toBe(true);
  expect(scope.judge('192.168.1.10')).toEqual({ allowed: false, reason: '192.168.1.10 is outside the scope' });
  expect(scope.judge('10.0.9.1')).toEqual({ allowed: false, reason: '10.0.9.1 is excluded from the scope' });
});

test('IPv4 inside IPv6 is judged as IPv4', () => {
  const scope = createScope(['10.0.0.0/8'], ['10.0.0.5'], false);
  expect(scope.judge('::ffff:10.0.0.4').allowed).toBe(true);
  expect(scope.judge('::ffff:10.0.0.5').allowed).toBe(false);
});

test('a public address needs a statement even where it was named', () => {
  expect(createScope(['8.8.8.8'], [], false).judge('8.8.8.8').allowed).toBe(false);
  expect(createScope(['8.8.8.8'], [], true).judge('8.8.8.8').allowed).toBe(true);
});

test.each(['0.0.0.0', '255.255.255.255', '224.0.0.1', '::', 'ff02::1'])(
  '%s names no machine and is always refused',
  (address) => {
    expect(createScope(['0.0.0.0/0', '::/0'], [], true).judge(address).allowed).toBe(false);
  },
);

test('an entry that cannot be read is named', () => {
  expect(() => createScope(['10.0.0.0/99'], [], false)).toThrow(/In the scope: the prefix \/99/);
  expect(() => createScope([], ['nonsense'], false)).toThrow(/In the exclusions: nonsense/);
});

test('addresses go to numbers and back', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(fromNumber(4, toNumber(address).value)).toBe(address);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(0n, (1n << 128n) - 1n), (value) => {
      const address = fromNumber(6, value);
      if (toNumber(address).family === 6) expect(toNumber(address).value).toBe(value);
    }),
  );
});

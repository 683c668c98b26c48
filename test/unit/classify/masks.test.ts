import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectors } from '../../../electron/engine/classify/detectors/registry.ts';

/** The most characters in a row that a mask may keep: a domain's ending, a maker's half of a hardware address. */
const keeps: Record<string, number> = {
  email: 8,
  'mac-address': 8,
  'ip-address': 4,
  'body-metric': 4,
  'credit-card': 4,
};
const words = fc.array(
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'), minLength: 3, maxLength: 12 }),
  { minLength: 1, maxLength: 5 },
);
const values = fc
  .tuple(words, fc.constantFrom(' ', '-', '.', '@', ':', ', ', ''))
  .map(([parts, joint]) => parts.join(joint));

for (const { type, mask } of detectors) {
  test(`a mask of ${type} keeps no more characters in a row than it may`, () => {
    const most = keeps[type] ?? 3;
    fc.assert(
      fc.property(values, (value) => {
        // A length in the mask is not a part of the value, and neither are the words that every mask of the type begins with.
        const own = mask('~').split('•')[0] ?? '';
        const whole = mask(value).replace(/\(\d+ characters\)$/, '');
        const masked = whole.startsWith(own) ? whole.slice(own.length) : whole;
        for (let at = 0; at + most < value.length; at++) {
          const run = value.slice(at, at + most + 1);
          if (/^[\p{L}\d]+$/u.test(run)) expect(masked, `${value} as ${masked}`).not.toContain(run);
        }
      }),
      { numRuns: 500 },
    );
  });

  test(`a mask of ${type} takes any text`, () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (value) => {
        expect(mask(value).length).toBeLessThanOrEqual(200);
      }),
    );
  });
}

test.each([
  ['email', 'ada.lovelace@example.org', 'a•••@e•••.org'],
  ['phone', '+44 20 7946 0728', '+•• •• •••• ••28'],
  ['person-name', 'Ada Lovelace', 'A••• L•••'],
  ['credit-card', '4111 1111 1111 1234', '•••• •••• •••• 1234'],
  ['iban', 'GB82WEST12345698765432', 'GB••••••••••••••••••32'],
  ['us-ssn', '389-65-2484', '•••-••-••84'],
  ['password', 'hunter2', '••• (7 characters)'],
  ['ip-address', '198.51.100.7', '198.•••.•••.•••'],
  ['mac-address', 'a4:83:e7:5c:21:d0', 'a4:83:e7•••'],
  ['date-of-birth', '1984-03-11', '19••-••-••'],
  ['body-metric', '71.2 kg', '••.• kg'],
  ['geo', '53.8008', '••.•••'],
])('%s is masked as a reader expects', (type, value, masked) => {
  expect(detectors.find((detector) => detector.type === type)?.mask(value)).toBe(masked);
});

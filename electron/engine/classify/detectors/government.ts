import { defineDetector } from '../detector.ts';
import { tail } from '../masks.ts';

/** Numbers that the Social Security Administration does not assign: area 000, 666, 900 on; group 00; serial 0000. */
function isSsn(value: string): boolean {
  const found = /^(\d{3})([- ]?)(\d{2})\2(\d{4})$/.exec(value.trim());
  if (!found) return false;
  const [, area = '', , group, serial] = found;
  return area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000';
}

export const usSsn = defineDetector({
  type: 'us-ssn',
  names: {
    strong: ['ssn', 'social security', 'social security number', 'social security no', 'soc sec'],
    against: ['last four', 'last 4', 'last4'],
  },
  kinds: ['string', 'number'],
  // Nine bare digits need a name; with hyphens the form speaks for itself.
  could: ({ digits, letters }) => digits === 9 && !letters,
  match: (value) => isSsn(value),
  chance: 0.6,
  needsName: true,
  inText: (text) => /\b(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b/.test(text),
  mask: (value) => tail(value, 2),
  examples: {
    match: [
      { path: 'payroll.employee_ssn', values: ['389652484', '498593768'] },
      { path: 'ssn', values: ['389-65-2484'] },
    ],
    noMatch: [{ path: 'docket.cause_or_account', values: ['318077502', '026009593'] }],
  },
});

import { defineDetector } from '../detector.ts';

const ofAge = 18;
/** A birth year may be any of those on which somebody is under age today. */
function isUnderAge(value: string): boolean {
  const text = value.trim();
  if (/^\d{1,2}$/.test(text)) return Number(text) < ofAge;
  const year = /(?:^|\D)((?:19|20)\d{2})(?:\D|$)/.exec(text)?.[1];
  const now = new Date().getFullYear();
  return year !== undefined && Number(year) > now - ofAge && Number(year) <= now;
}

/** Children are known by what a field calls them: an age below eighteen alone may be of anything. */
export const childAge = defineDetector({
  type: 'child-age',
  names: {
    strong: [
      'child age',
      'children age',
      'child dob',
      'child birth date',
      'child date of birth',
      'child birthday',
      'kid age',
      'kid birthday',
      'kid dob',
      'baby dob',
      'baby birth date',
      'baby birthday',
      'baby age',
      'student age',
      'student dob',
      'pupil age',
      'pupil dob',
      'minor age',
    ],
    against: ['process', 'node', 'count', 'range', 'group'],
  },
  kinds: ['string', 'number', 'date'],
  bounds: { digits: [1, 17], length: [1, 30] },
  match: isUnderAge,
  chance: 0.2,
  needsName: true,
  mask: () => '••',
  examples: {
    match: [
      { path: 'children[].age', values: [4, 7, 11] },
      { path: 'kids.birthday', values: ['2019-05-02', '2021-11-30'] },
    ],
    noMatch: [
      { path: 'cache.age', values: [4, 7, 11] },
      { path: 'child_process.age', values: [4, 7] },
    ],
  },
});

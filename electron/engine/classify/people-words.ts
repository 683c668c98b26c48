/** Words for people by what they are to somebody, and for what only people have. */
/** Roles whose field holds a name as often as not: `assignee`, `teacher`. Those of firms and of accounts are not among them. */
export const namedRoles =
  'person patient employee buyer owner contact guest passenger driver tenant student pupil teacher doctor physician nurse ' +
  'applicant candidate spouse partner sender recipient receiver signer claimant witness beneficiary insured donor voter ' +
  'parent guardian mother father child sibling cardholder borrower payer payee debtor attendee participant visitor player ' +
  'assistant author manager reviewer supervisor instructor adjuster broker traveller rider referee volunteer assignee ' +
  'requester reporter customer recruiter officer operator technician surgeon therapist coach trainer lecturer professor ' +
  'landlord heir victim suspect inmate pilot captain clerk cashier seller consultant attorney lawyer judge plaintiff ' +
  'defendant kin by';
const roles =
  'user people member tester client holder subscriber citizen resident kid agent staff worker colleague ' +
  'friend follower traveler host billing shipping kunde klient klant cliente persona personne ' +
  'mitarbeiter';
const theirs =
  'email mail phone mobile telephone birth birthday dob surname firstname lastname fullname forename gender age ' +
  'nationality passport ssn';

const words = new Set(`${roles} ${namedRoles} ${theirs}`.split(' '));

/** @param word one of a path's, in lower case and singular */
export function isOfPeople(word: string): boolean {
  return words.has(word);
}

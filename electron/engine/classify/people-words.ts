/** Words for people by what they are to somebody, and for what only people have. */
const roles =
  'customer user person people patient employee member tester buyer owner client contact guest passenger driver tenant ' +
  'student pupil teacher doctor physician nurse applicant candidate spouse partner sender recipient receiver signer ' +
  'claimant witness beneficiary insured holder subscriber donor voter citizen resident parent guardian mother father ' +
  'child kid sibling cardholder borrower payer payee debtor attendee participant visitor player author reviewer agent ' +
  'assistant author manager staff worker colleague friend follower traveller traveler rider host referee volunteer assignee requester ' +
  'reporter billing shipping kunde klient klant cliente persona personne mitarbeiter';
const theirs =
  'email mail phone mobile telephone birth birthday dob surname firstname lastname fullname forename gender age ' +
  'nationality passport ssn';

const words = new Set(`${roles} ${theirs}`.split(' '));

/** @param word one of a path's, in lower case and singular */
export function isOfPeople(word: string): boolean {
  return words.has(word);
}

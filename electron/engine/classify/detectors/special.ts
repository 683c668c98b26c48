import { type Detector, defineDetector } from '../detector.ts';

/** The special categories of GDPR Art. 9: known by the field's name, and by the words that such a field holds. */

interface Category {
  type: Detector['type'];
  strong: string[];
  weak?: string[];
  against?: string[];
  /** Words that say it without the name, where a field holds little else. */
  words: string[];
  no: string;
}

const notThese = ['type', 'count', 'id', 'code list', 'table', 'settings'];

function category({ type, strong, weak = [], against = [], words, no }: Category): Detector {
  const known = new Set(words);
  const isWord = (value: string) => known.has(value.trim().toLowerCase());
  return defineDetector({
    type,
    names: { strong, weak, against: [...notThese, ...against] },
    kinds: ['string'],
    bounds: { length: [2, 60] },
    // Under its name any short answer counts, in whatever language.
    match: (value) =>
      /^\p{L}[\p{L}\p{M} ,/’'()-]{1,59}$/u.test(value.trim()) && !/^(?:true|false|null|none|n\/a)$/i.test(value),
    chance: 0.4,
    needsName: true,
    needsPeople: true,
    alone: { match: isWord, chance: 0.004, least: 3 },
    mask: () => '•••',
    examples: {
      match: [
        { path: `member.${strong[0]?.replaceAll(' ', '_')}`, values: words.slice(0, 3) },
        { path: 'c7', values: words.slice(0, 5) },
      ],
      noMatch: [{ path: no, values: ['open', 'closed', 'waiting'] }],
    },
  });
}

export const religion = category({
  type: 'religion',
  strong: ['religion', 'faith', 'religious belief', 'denomination', 'konfession', 'confession'],
  against: ['bad', 'good'],
  words: [
    ...['christian', 'muslim', 'hindu', 'buddhist', 'jewish', 'sikh', 'catholic', 'roman catholic', 'protestant'],
    ...[
      'orthodox',
      'atheist',
      'agnostic',
      'jain',
      'bahai',
      'lutheran',
      'anglican',
      'evangelical',
      'islam',
      'christianity',
    ],
    ...['hinduism', 'buddhism', 'judaism', 'sikhism', 'katholisch', 'evangelisch', 'musulman', 'catholique'],
  ],
  no: 'ticket.state',
});

export const ethnicity = category({
  type: 'ethnicity',
  strong: ['ethnicity', 'ethnic origin', 'ethnic group', 'race ethnicity', 'racial origin', 'caste'],
  weak: ['race'],
  against: ['condition', 'track', 'result', 'horse'],
  words: [
    ...['caucasian', 'african american', 'hispanic', 'latino', 'hispanic or latino', 'asian', 'native american'],
    ...[
      'pacific islander',
      'white british',
      'black african',
      'black caribbean',
      'roma',
      'arab',
      'mixed race',
      'south asian',
    ],
    ...['american indian or alaska native', 'black or african american', 'two or more races', 'white', 'black'],
  ],
  no: 'ticket.colour',
});

export const politicalOpinion = category({
  type: 'political-opinion',
  strong: [
    'political opinion',
    'political affiliation',
    'political party',
    'party affiliation',
    'voting intention',
    'political view',
  ],
  weak: ['politics'],
  words: [
    ...[
      'democrat',
      'republican',
      'labour',
      'conservative',
      'liberal democrat',
      'socialist',
      'communist',
      'libertarian',
    ],
    ...['green party', 'social democrat', 'independent voter', 'left-wing', 'right-wing', 'centrist'],
  ],
  no: 'ticket.party_size',
});

export const unionMembership = category({
  type: 'union-membership',
  strong: [
    'trade union',
    'union membership',
    'union member',
    'labor union',
    'labour union',
    'union name',
    'gewerkschaft',
    'syndicat',
  ],
  against: ['credit', 'european', 'sql'],
  words: [
    'unison',
    'ig metall',
    'ver.di',
    'teamsters',
    'afl-cio',
    'seiu',
    'cgt',
    'cfdt',
    'unite the union',
    'gmb union',
  ],
  no: 'query.union',
});

export const sexualOrientation = category({
  type: 'sexual-orientation',
  strong: ['sexual orientation', 'sexuality', 'sexual preference', 'sex life'],
  weak: ['orientation'],
  against: ['screen', 'page', 'image', 'device', 'layout', 'camera'],
  words: ['heterosexual', 'homosexual', 'bisexual', 'gay', 'lesbian', 'asexual', 'pansexual', 'queer', 'straight'],
  no: 'screen.orientation',
});

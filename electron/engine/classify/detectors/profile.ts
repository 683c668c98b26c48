import { defineDetector } from '../detector.ts';
import { initial } from '../masks.ts';
import { has } from '../shape.ts';

/** What a profile says of somebody beside the name. */

const genders = new Set(
  (
    'male,female,m,f,man,woman,non-binary,nonbinary,diverse,divers,other,x,unknown,männlich,weiblich,homme,femme,masculino,' +
    'femenino,hombre,mujer,maschio,femmina,transgender,genderqueer,agender,cis male,cis female,trans man,trans woman,男,女'
  ).split(','),
);
const unmistakable = /^(?:male|female|non-?binary|männlich|weiblich|masculino|femenino)$/i;

export const gender = defineDetector({
  type: 'gender',
  names: {
    strong: [
      'gender',
      'gender identity',
      'sex',
      'geschlecht',
      'sexe',
      'genero',
      'sexo',
      'sesso',
      'geslacht',
      'plec',
      'kon',
      'cinsiyet',
      'пол',
      '性别',
      '性別',
      '성별',
    ],
    against: ['count', 'product', 'target', 'category', 'department'],
  },
  kinds: ['string'],
  bounds: { length: [1, 20], without: has.at },
  match: (value) => genders.has(value.trim().toLowerCase()),
  chance: 0.03,
  needsName: true,
  alone: { match: (value) => unmistakable.test(value.trim()), chance: 0.002, least: 2 },
  mask: () => '•••',
  examples: {
    match: [
      { path: 'customer.gender', values: ['female', 'male', 'non-binary'] },
      { path: 'sex', values: ['F', 'M'] },
    ],
    noMatch: [{ path: 'size', values: ['M', 'F', 'X'] }],
  },
});

export const nationality = defineDetector({
  type: 'nationality',
  names: {
    strong: [
      'nationality',
      'citizenship',
      'citizen of',
      'country of birth',
      'birth country',
      'staatsangehorigkeit',
      'nationalite',
      'nacionalidad',
      'nazionalita',
      'nacionalidade',
      'nationaliteit',
      'narodowosc',
      'гражданство',
      '国籍',
      '국적',
    ],
    against: ['count', 'default'],
  },
  kinds: ['string'],
  bounds: { with: has.letter, length: [2, 60] },
  match: (value) => /^\p{L}[\p{L}\p{M} .,’'()-]{1,59}$/u.test(value.trim()),
  chance: 0.3,
  needsName: true,
  mask: () => '•••',
  examples: {
    match: [{ path: 'guest.nationality', values: ['Portuguese', 'FR', 'Côte d’Ivoire'] }],
    noMatch: [{ path: 'shop.country', values: ['Portugal', 'France'] }],
  },
});

export const username = defineDetector({
  type: 'username',
  names: {
    strong: [
      'username',
      'user name',
      'login name',
      'screen name',
      'user login',
      'twitter handle',
      'social handle',
      'benutzername',
      'nickname',
      'nick name',
      'nombre usuario',
      'nom utilisateur',
      'gebruikersnaam',
      'nome utente',
      'логин',
      '用户名',
    ],
    weak: ['by', 'login', 'handle', 'skype', 'instagram', 'telegram', 'nick', 'nice name', 'nicename', 'user'],
    against: [
      'sort',
      'order by',
      'group by',
      'filter',
      'powered',
      'divided',
      'partition',
      'event',
      'error',
      'file',
      'window',
      'at',
      'attempt',
      'url',
      'type',
      'method',
      'provider',
      'job',
      'time',
      'date',
      'device',
    ],
  },
  kinds: ['string'],
  bounds: { with: has.letter, length: [2, 40], without: has.space | has.at | has.slash },
  match: (value) =>
    /^@?\p{L}[\p{L}\d._-]{1,38}$/u.test(value.trim()) && !/^(?:true|false|null|none|job-\d+)$/i.test(value),
  chance: 0.3,
  needsName: true,
  needsPeople: true,
  unique: true,
  mask: initial,
  examples: {
    match: [
      { path: 'account.username', values: ['kestrel_84', 'm.lindqvist', 'rook'] },
      { path: 'user.login', values: ['ada', 'grace84'] },
    ],
    noMatch: [
      { path: 'login_count', values: ['4', '9'] },
      { path: 'window.handle', values: ['main', 'dialog'] },
    ],
  },
});

const image = /\.(?:jpe?g|png|webp|gif|heic|bmp)(?:[?#]\S*)?$|^data:image\/|gravatar\.com\/avatar/i;

export const photo = defineDetector({
  type: 'photo',
  names: {
    strong: [
      'profile picture',
      'profile image',
      'profile pic',
      'portrait',
      'selfie',
      'mugshot',
      'face image',
      'passbild',
      'user avatar',
    ],
    weak: ['photo', 'avatar', 'photo url', 'avatar url', 'picture', 'image'],
    against: [
      'product',
      'id',
      'type',
      'logo',
      'banner',
      'background',
      'thumbnail',
      'width',
      'height',
      'docker',
      'container',
      'item',
    ],
  },
  kinds: ['string', 'bytes'],
  bounds: { length: [5, 4096], with: has.letter },
  match: (value) => image.test(value.trim()) || /^https?:\/\/\S{8,}$/i.test(value.trim()),
  chance: 0.1,
  needsName: true,
  needsPeople: true,
  mask: (value) =>
    `image ${image.exec(value)?.[0].startsWith('.') ? (/\.\w{3,4}/.exec(image.exec(value)?.[0] ?? '')?.[0] ?? '') : ''}`.trim(),
  examples: {
    match: [{ path: 'user.avatar', values: ['https://img.example.org/u/81.jpg', 'https://img.example.org/u/82.png'] }],
    noMatch: [
      { path: 'product.image', values: ['https://img.example.org/p/81.jpg'] },
      { path: 'docker.image', values: ['redis:7', 'nginx:1.27'] },
    ],
  },
});

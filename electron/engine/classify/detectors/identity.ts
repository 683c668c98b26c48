import { defineDetector } from '../detector.ts';
import { initials } from '../masks.ts';
import { namedRoles } from '../people-words.ts';
import { has } from '../shape.ts';
import { isGivenName } from './given-names.ts';

/** Two to five words of letters of any script; apostrophes, hyphens and particles in between. */
const fullName = /^\p{L}[\p{L}\p{M}’'.-]*(?:\s+\p{L}[\p{L}\p{M}’'.-]*){1,4}$/u;
const oneName = /^\p{L}[\p{L}\p{M}’'-]{0,39}(?:[\s-]\p{L}[\p{L}\p{M}’'-]{0,39})?$/u;
const notNames =
  /\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|roman|black|sans|serif|mono|inc|ltd|gmbh|llc|corp|camera|plan|basic|premium|standard|error|true|false|null|unknown)\b/i;

function isPersonName(value: string): boolean {
  const text = value.trim();
  return (
    text.length <= 80 && (fullName.test(text) || oneName.test(text)) && !/^[A-Z]+_/.test(text) && !notNames.test(text)
  );
}

/** `Ada Lovelace`, `LOVELACE, Ada`, `Dr. Ada M. Lovelace`: two words and more, one of the first two a common given name. */
function isWholeName(value: string): boolean {
  const text = value.trim();
  if (!/^\p{Lu}[\p{L}\p{M}’'.-]*,?(?:\s+\p{L}[\p{L}\p{M}’'.-]*){1,4}$/u.test(text) || notNames.test(text)) return false;
  const words = text.replace(/^(?:dr|mr|mrs|ms|prof|herr|frau|mme|sr|sra)\.?\s+/i, '').split(/,?\s+/);
  return words.length >= 2 && words.slice(0, 2).some(isGivenName);
}

const things = [
  'file',
  'host',
  'event',
  'product',
  'index',
  'day',
  'month',
  'device',
  'camera',
  'network',
  'wifi',
  'class',
  'font',
  'brand',
  'company',
  'domain',
  'table',
  'column',
  'database',
  'service',
  'app',
  'application',
  'project',
  'job',
  'server',
  'cluster',
  'node',
  'group',
  'role',
  'plan',
  'category',
  'country',
  'city',
  'nation',
  'region',
  'street',
  'tag',
  'field',
  'key',
  'color',
  'skill',
  'model',
  'firmware',
  'store',
  'shop',
  'template',
  'nick',
  'sort',
  'order by',
  'group by',
  'filter',
  'powered',
  'divided',
  'partition',
  'set',
  'locale',
  'language',
];

export const personName = defineDetector({
  type: 'person-name',
  names: {
    strong: [
      'first name',
      'last name',
      'full name',
      'surname',
      'given name',
      'family name',
      'forename',
      'middle name',
      'maiden name',
      'maiden',
      'display name',
      'real name',
      'customer name',
      'contact name',
      'owner name',
      'person name',
      'patient name',
      'employee name',
      'member name',
      'cardholder',
      'holder name',
      'nachname',
      'vorname',
      'fl nm',
      'name family',
      'name given',
      'name first',
      'name last',
      'people name',
      'buyer name',
      'recipient name',
      'apellido',
      'apellidos',
      'nombre completo',
      'nombre cliente',
      'cognome',
      'sobrenome',
      'nome completo',
      'prenom',
      'nom famille',
      'nom complet',
      'voornaam',
      'achternaam',
      'imie',
      'nazwisko',
      'jmeno',
      'prijmeni',
      'fornavn',
      'etternavn',
      'efternavn',
      'efternamn',
      'fornamn',
      'etunimi',
      'sukunimi',
      'soyad',
      'vezeteknev',
      'keresztnev',
      'фамилия',
      'имя',
      'отчество',
      'фио',
      '姓名',
      '氏名',
      '名前',
      '이름',
      '성명',
    ],
    weak: [
      'name',
      'nom',
      'nome',
      'naam',
      'nombre',
      'ordering provider',
      'referring provider',
      ...namedRoles.split(' '),
    ],
    against: things,
  },
  kinds: ['string'],
  bounds: { with: has.letter, length: [2, 80], without: has.at },
  match: isPersonName,
  chance: 0.2,
  unique: true,
  needsName: true,
  needsPeople: true,
  // A given name and another word, in a third of the values and more: there are more names than any list has.
  alone: { match: isWholeName, chance: 0.002, least: 10, share: 0.3 },
  mask: initials,
  examples: {
    match: [
      { path: 'customer.fullname', values: ['MARTA VELASCO', 'marta velasco', 'Marta Velasco'] },
      { path: 'employee.name', values: ["Orla O'Dwyer", "Giulia D'Angelis"] },
      { path: 'last_name', values: ['山田', 'Nowak', 'Ögretmen'] },
    ],
    noMatch: [
      { path: 'dim_date.day_name', values: ['Monday', 'Tuesday', 'Wednesday'] },
      { path: 'slide.font', values: ['Times New Roman', 'Arial Black', 'Segoe UI'] },
      { path: 'nation.n_name', values: ['FRANCE', 'KENYA', 'PERU'] },
      { path: 'resource.name', values: ['projects/alpha/locations/eu-west', 'projects/beta/locations/eu'] },
    ],
  },
});

const datePattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$|^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$/;

function isBirthDate(value: string): boolean {
  const found = datePattern.exec(value.trim());
  if (!found) return false;
  const yearText = found[1] ?? found[6] ?? '';
  const year = yearText.length === 2 ? 1900 + Number(yearText) : Number(yearText);
  return year >= 1900 && year <= new Date().getFullYear();
}

export const dateOfBirth = defineDetector({
  type: 'date-of-birth',
  names: {
    strong: [
      'dob',
      'date of birth',
      'birth date',
      'birthday',
      'birthdate',
      'born',
      'geburtsdatum',
      'date naissance',
      'fecha nacimiento',
      'birth',
      'fecha de nacimiento',
      'data nascita',
      'data di nascita',
      'data nascimento',
      'data de nascimento',
      'date de naissance',
      'geboortedatum',
      'geburtstag',
      'data urodzenia',
      'fodselsdato',
      'fodelsedatum',
      'syntymaaika',
      'dogum tarihi',
      'дата рождения',
      '出生日期',
      '生年月日',
      '생년월일',
    ],
    against: ['place', 'country', 'city', 'sign'],
  },
  kinds: ['string', 'date'],
  bounds: { digits: [4, 17], length: [6, 40] },
  match: isBirthDate,
  chance: 0.5,
  needsName: true,
  mask: (value) => `${/\d{2}/.exec(value)?.[0] === '20' ? '20' : '19'}••-••-••`,
  examples: {
    match: [
      { path: 'tester.dob', values: ['1984-03-11', '1990-12-01'] },
      { path: 'birthDate', values: ['11.03.1984', '01.12.1990'] },
    ],
    noMatch: [
      { path: 'created_at', values: ['2019-12-04', '2019-12-05'] },
      { path: 'birthplace', values: ['Leeds', 'York'] },
    ],
  },
});

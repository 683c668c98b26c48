/**
 * Invented customers of an invented camera maker. Each is made from its number alone, so that a collection of millions
 * takes no memory and every record is the same each time. No person, address or token in it exists: domains are reserved
 * for examples (RFC 2606), phone numbers for fiction, and tokens are random text behind a vendor's prefix.
 */

const firstNames = [
  'Ada',
  'Bruno',
  'Chloé',
  'Dmitri',
  'Esra',
  'Farid',
  'Greta',
  'Hiro',
  'Ines',
  'Jonas',
  'Kwame',
  'Lucía',
  'Mei',
  'Nadia',
  'Oskar',
  'Priya',
  'Quentin',
  'Rosa',
  'Sven',
  'Tomás',
  'Uma',
  'Viktor',
  'Wanda',
  'Ximena',
  'Yusuf',
  'Zoë',
];
const lastNames = [
  'Ashworth',
  'Bianchi',
  'Carvalho',
  'Dubois',
  'Eriksson',
  'Fischer',
  'García',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Novak',
  'Okafor',
  'Petrov',
  'Quispe',
  'Rossi',
  'Sato',
  'Tanaka',
  'Uchida',
  'Vargas',
  'Weber',
  'Yamada',
  'Zieliński',
];
const rooms = [
  'Nursery',
  'Back door',
  'Garage',
  'Kitchen',
  'Grandma’s room',
  'Front porch',
  'Workshop',
  'Living room',
  'Stable',
  'Hallway',
];
const networks = [
  'Harbour Lane',
  'Casa',
  'The LAN Before Time',
  'FRITZ!Box',
  'Linksys',
  'Bill Wi the Science Fi',
  'TP-Home',
  'Upstairs',
];
const models = ['WZ-C2', 'WZ-PAN', 'WZ-BULB', 'WZ-SENSE'];

/** A well-mixed number from a record's number and a label (MurmurHash3's finaliser). */
function mix(index: number, salt: number): number {
  let hash = (index ^ Math.imul(salt, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function pick<T>(items: readonly T[], index: number, salt: number): T {
  return items[mix(index, salt) % items.length] as T;
}

function hex(index: number, salt: number, length: number): string {
  let text = '';
  for (let part = 0; text.length < length; part++)
    text += mix(index, salt + part * 101)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function letters(index: number, salt: number, length: number): string {
  return Array.from({ length }, (_, position) => alphabet[mix(index, salt + position) % alphabet.length]).join('');
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function emailOf(index: number): string {
  return `${plain(pick(firstNames, index, 1))}.${plain(pick(lastNames, index, 2))}${index}@example.${pick(['com', 'org', 'net'], index, 3)}`;
}

function macOf(index: number, salt: number): string {
  return `a4:83:e7:${hex(index, salt, 6).replace(/(..)(?=.)/g, '$1:')}`;
}

function day(index: number, salt: number, firstYear: number, years: number): string {
  const month = String(1 + (mix(index, salt) % 12)).padStart(2, '0');
  const date = String(1 + (mix(index, salt + 1) % 28)).padStart(2, '0');
  return `${firstYear + (mix(index, salt + 2) % years)}-${month}-${date}`;
}

export type LabRecord = Record<string, unknown>;

/** Who bought a camera, whom they shared it with, and what stands in their home. */
export function customer(index: number): LabRecord {
  const created = new Date(Date.UTC(2017, mix(index, 4) % 30, 1 + (mix(index, 5) % 28), 7, 30)).toISOString();
  return {
    customerId: 1_000_000 + index,
    email: emailOf(index),
    firstName: pick(firstNames, index, 1),
    lastName: pick(lastNames, index, 2),
    country: pick(['US', 'CA', 'GB'], index, 6),
    createdAt: created,
    lastLogin: { at: '2019-12-04T18:12:00Z', ip: `198.51.100.${1 + (mix(index, 7) % 250)}` },
    sharedWith: Array.from({ length: mix(index, 8) % 3 }, (_, n) => ({
      email: emailOf(index * 7 + n + 11),
      role: 'viewer',
    })),
    cameras: Array.from({ length: 1 + (mix(index, 9) % 3) }, (_, n) => camera(index * 3 + n)),
    wifi: {
      ssid: `${pick(networks, index, 10)} ${mix(index, 11) % 100}`,
      bssid: macOf(index, 12),
      rssi: -40 - (mix(index, 13) % 40),
    },
    plan: pick(['free', 'plus'], index, 14),
  };
}

function camera(index: number): LabRecord {
  return {
    nickname: pick(rooms, index, 20),
    model: pick(models, index, 21),
    serialNumber: `WZ2CA${hex(index, 22, 8).toUpperCase()}`,
    mac: macOf(index, 23),
    firmware: `4.9.${1 + (mix(index, 24) % 5)}.${mix(index, 25) % 20}`,
    online: mix(index, 26) % 5 > 0,
  };
}

/** People who tried a body scale before it was sold. */
export function betaTester(index: number): LabRecord {
  return {
    testerEmail: emailOf(index * 17),
    gender: pick(['female', 'male', 'other'], index, 30),
    dateOfBirth: day(index, 31, 1950, 50),
    body: {
      heightCm: 150 + (mix(index, 34) % 45),
      weightKg: 48 + (mix(index, 35) % 500) / 10,
      boneDensity: 0.9 + (mix(index, 36) % 40) / 100,
      dailyProteinIntake: 50 + (mix(index, 37) % 90),
    },
  };
}

/** Links to a voice assistant, each with the tokens that open it. */
export function voiceLink(index: number): LabRecord {
  return {
    accountEmail: emailOf(index * 100),
    assistant: 'alexa',
    alexaToken: {
      accessToken: `Atza|${letters(index, 40, 48)}`,
      refreshToken: `Atzr|${letters(index, 140, 48)}`,
      expiresIn: 3600,
    },
    linkedAt: `${day(index, 44, 2018, 2)}T10:00:00Z`,
  };
}

/** What the shop writes about orders: mostly not about people. */
export function order(index: number): LabRecord {
  return {
    orderNo: `A-${200_000 + index}`,
    status: pick(['shipped', 'delivered', 'returned'], index, 50),
    totalCents: 1999 + (mix(index, 51) % 9000),
    placedAt: `${day(index, 52, 2018, 2)}T12:00:00Z`,
    shipping: {
      name: `${pick(firstNames, index, 53)} ${pick(lastNames, index, 54)}`,
      address: `${1 + (mix(index, 55) % 300)} ${pick(['Harbour Lane', 'Elm Court', 'Station Road', 'Mill Street'], index, 56)}, ${pick(['Leeds', 'Seattle', 'Toronto'], index, 57)}`,
      phone: `+1 206 555 01${String(mix(index, 58) % 100).padStart(2, '0')}`,
    },
    device: JSON.stringify({ mac: macOf(index, 59), nickname: pick(rooms, index, 60) }),
  };
}

/** Requests per minute of a service: nothing about anybody. */
export function metric(index: number): LabRecord {
  return {
    service: pick(['api', 'relay', 'push'], index, 70),
    minute: index,
    requests: mix(index, 71) % 9000,
    p99: (mix(index, 72) % 900) / 10,
  };
}

export interface LabNamespace {
  name: string;
  records: number;
  make: (index: number) => LabRecord;
}

/** What the copied search cluster holds; the first one's size is that of the incident. */
export const searchIndices: readonly LabNamespace[] = [
  { name: 'customers-2019', records: 2_400_000, make: customer },
  { name: 'beta-body-scale', records: 140, make: betaTester },
  { name: 'voice-links', records: 24_000, make: voiceLink },
  { name: 'service-metrics', records: 90_000, make: metric },
];

/** What the open document store holds. */
export const documentCollections: readonly LabNamespace[] = [
  { name: 'shop.orders', records: 310_000, make: order },
  { name: 'shop.customers', records: 860_000, make: customer },
  { name: 'shop.voiceLinks', records: 9_000, make: voiceLink },
  { name: 'beta.bodyScale', records: 140, make: betaTester },
  { name: 'ops.metrics', records: 12_000, make: metric },
];

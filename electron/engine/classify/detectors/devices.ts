import { defineDetector } from '../detector.ts';
import { initials, lengthOnly, tail } from '../masks.ts';
import { has } from '../shape.ts';
import { luhn } from './luhn.ts';

/** Of hardware, in its three ways of writing. */
export const macForm = /^(?:[\da-f]{2}[:-]){5}[\da-f]{2}$|^[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}$/i;

export const macAddress = defineDetector({
  type: 'mac-address',
  names: {
    strong: ['mac', 'mac address', 'hwaddr', 'hardware address', 'ethernet address', 'bluetooth address'],
  },
  kinds: ['string'],
  bounds: { length: [12, 20], without: has.at | has.space },
  match: (value) => macForm.test(value.trim()) && !/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(value.trim()),
  chance: 0.001,
  needsName: false,
  unique: true,
  identity: (value) => value.replace(/[^\da-f]/gi, '').toLowerCase(),
  // The first half names the maker of the hardware.
  mask: (value) => (macForm.test(value.trim()) ? `${value.trim().slice(0, value.includes('.') ? 7 : 8)}•••` : '•••'),
  examples: {
    match: [
      { path: 'switch.hwaddr', values: ['001a.2b3c.4d5e', '00-1A-2B-3C-4D-5F'] },
      { path: 'device.mac', values: ['a4:83:e7:5c:21:d0'] },
    ],
    noMatch: [{ path: 'event.ip', values: ['2a02:6b8::2:242'] }],
  },
});

function isImei(value: string): boolean {
  const digits = value.trim().replace(/[ /-]/g, '');
  return /^\d{15}$/.test(digits) && luhn(digits);
}

export const imei = defineDetector({
  type: 'imei',
  names: { strong: ['imei', 'imei 1', 'imei 2', 'meid', 'device imei'], against: ['count', 'status'] },
  kinds: ['string', 'number'],
  bounds: { digits: [14, 16], without: has.at | has.colon | has.letter, length: [14, 20] },
  match: isImei,
  looseMatch: (value) => /^[\d*xX•]{14,16}$/.test(value.trim()),
  chance: 0.1,
  needsName: true,
  checksum: true,
  unique: true,
  // Fifteen digits with a check digit that always holds are little else.
  alone: { match: isImei, chance: 0.1, least: 20 },
  identity: (value) => value.replace(/\D/g, ''),
  mask: (value) => tail(value, 2),
  examples: {
    match: [{ path: 'device.imei', values: ['353562503129258'] }],
    noMatch: [{ path: 'trace.id', values: ['353562503129251', '353562503129252'] }],
  },
});

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

export const advertisingId = defineDetector({
  type: 'advertising-id',
  names: {
    strong: ['advertising id', 'idfa', 'gaid', 'aaid', 'idfv', 'ad id', 'adid', 'advertiser id', 'google ad id', 'ifa'],
  },
  kinds: ['string'],
  bounds: { digits: [4, 32], length: [32, 36] },
  match: (value) => uuid.test(value.trim()) && !/^0{8}-/.test(value.trim()),
  chance: 0.05,
  needsName: true,
  unique: true,
  identity: (value) => value.trim().toLowerCase(),
  mask: (value) => tail(value, 2),
  examples: {
    match: [{ path: 'device.idfa', values: ['6d92078a-8246-4ba4-ae5b-76104861e7dc'] }],
    noMatch: [{ path: 'request.id', values: ['6d92078a-8246-4ba4-ae5b-76104861e7dc'] }],
  },
});

export const pushToken = defineDetector({
  type: 'push-token',
  names: {
    strong: [
      'push token',
      'fcm token',
      'apns token',
      'gcm token',
      'registration token',
      'device token',
      'notification token',
      'push endpoint',
      'fcm registration id',
    ],
    against: ['type', 'count', 'expiry'],
  },
  kinds: ['string'],
  bounds: { length: [32, 512], without: has.space },
  match: (value) =>
    /^[\da-f]{64}$/i.test(value.trim()) ||
    /^[\w-]{11,40}:[\w-]{60,300}$/.test(value.trim()) ||
    /^ExponentPushToken\[[\w-]{10,40}\]$/.test(value.trim()) ||
    /^[\w:.-]{100,300}$/.test(value.trim()),
  looseMatch: (value) => /^[\w:.-]{20,512}$/.test(value.trim()),
  chance: 0.02,
  needsName: true,
  unique: true,
  mask: (value) => lengthOnly(value),
  examples: {
    match: [{ path: 'device.pushToken', values: ['740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad'] }],
    noMatch: [{ path: 'push_enabled', values: [true, false] }],
  },
});

/** What runs on a device is nobody's secret; beside a person it tells a thief which hole is open. */
export const firmware = defineDetector({
  type: 'firmware',
  names: {
    strong: [],
    weak: [
      'firmware',
      'firmware version',
      'firmware ver',
      'fw version',
      'fw ver',
      'firmware list',
      'installed firmware',
    ],
    against: ['url', 'download', 'size', 'path', 'release'],
  },
  kinds: ['string'],
  bounds: { digits: [1, 20], length: [2, 40], without: has.at },
  match: (value) => /^[A-Za-z]{0,12}[ _-]?v?\d+(?:[._-][\dA-Za-z]+){1,5}$/.test(value.trim()),
  chance: 0.1,
  needsName: true,
  needsPeople: true,
  mask: (value) =>
    value
      .trim()
      .slice(0, 20)
      .replace(/[\p{L}\d]/gu, '•'),
  examples: {
    match: [{ path: 'customer.cameras[].firmware', values: ['4.9.4.108', '4.9.5.36'] }],
    noMatch: [{ path: 'release.app_version', values: ['3.41.2', '3.41.3'] }],
  },
});

export const deviceId = defineDetector({
  type: 'device-id',
  names: {
    strong: [
      'serial',
      'serial number',
      'serial no',
      'imsi',
      'iccid',
      'vin',
      'device id',
      'device serial',
      'udid',
      'esn',
      'android id',
      'device identifier',
      'device uuid',
      'hardware id',
      'installation id',
    ],
    against: ['soa', 'driver', 'interface', 'version', 'certificate', 'cert', 'zone'],
  },
  kinds: ['string', 'number'],
  bounds: { digits: [1, 64], length: [6, 64] },
  match: (value) => /^[\w:.-]{6,64}$/.test(value.trim()) && /\d/.test(value),
  looseMatch: (value) => /^[\w-]{6,40}$/.test(value.trim()),
  chance: 0.5,
  needsName: true,
  unique: true,
  identity: (value) => value.trim().toUpperCase(),
  mask: (value) => tail(value, 2),
  examples: {
    match: [
      { path: 'device.udid', values: ['00008030-001A35E22EF8802E'] },
      { path: 'cameras[].serial', values: ['WZ2CA7781203', 'WZ2CA7781204'] },
    ],
    noMatch: [
      { path: 'dns.soa_serial', values: ['2026062201', '2026062302'] },
      { path: 'order.id', values: ['AB781203', 'AB781204'] },
    ],
  },
});

/** Things at home that people give names to. */
const deviceNouns =
  'device camera cam thermostat doorbell lock sensor speaker plug bulb light lamp vacuum hub router watch tablet laptop phone fridge car vehicle scale monitor robot'.split(
    ' ',
  );

export const deviceNickname = defineDetector({
  type: 'device-nickname',
  names: {
    strong: deviceNouns.flatMap((noun) => [`${noun} name`, `${noun} nickname`, `${noun} nick name`, `${noun} label`]),
    against: ['driver', 'model', 'kernel', 'path'],
  },
  kinds: ['string'],
  match: (value) => value.length <= 60 && /\p{L}{2}/u.test(value) && !/[/\\{}]|^\/dev/.test(value),
  chance: 0.7,
  needsName: true,
  mask: initials,
  examples: {
    match: [
      { path: 'cameras[].nickname', values: ['Nursery', 'Back door', 'Grandma’s room'] },
      { path: 'device.name', values: ['Kitchen cam', 'Garage'] },
    ],
    noMatch: [{ path: 'device.path', values: ['/dev/sda', '/dev/sdb'] }],
  },
});

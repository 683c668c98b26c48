import { defineDetector } from '../detector.ts';
import { initials, tail } from '../masks.ts';
import { luhn } from './luhn.ts';

const mac = /^(?:[\da-f]{2}[:-]){5}[\da-f]{2}$|^[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}$/i;

export const macAddress = defineDetector({
  type: 'mac-address',
  names: {
    strong: ['mac', 'mac address', 'bssid', 'hwaddr', 'hardware address', 'ethernet address', 'bluetooth address'],
  },
  kinds: ['string'],
  could: ({ length }) => length >= 12 && length <= 30,
  match: (value) => mac.test(value.trim()) && !/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(value.trim()),
  chance: 0.001,
  needsName: false,
  // The first half names the maker of the hardware.
  mask: (value) => (mac.test(value.trim()) ? `${value.trim().slice(0, value.includes('.') ? 7 : 8)}•••` : '•••'),
  examples: {
    match: [
      { path: 'switch.hwaddr', values: ['001a.2b3c.4d5e', '00-1A-2B-3C-4D-5F'] },
      { path: 'wifi.bssid', values: ['a4:83:e7:5c:21:d0'] },
    ],
    noMatch: [{ path: 'event.ip', values: ['2a02:6b8::2:242'] }],
  },
});

export const deviceId = defineDetector({
  type: 'device-id',
  names: {
    strong: [
      'imei',
      'imsi',
      'serial',
      'serial number',
      'serial no',
      'device id',
      'device serial',
      'udid',
      'meid',
      'esn',
      'advertising id',
      'idfa',
      'gaid',
      'device identifier',
      'hardware id',
    ],
    against: ['soa', 'driver', 'interface', 'version'],
  },
  kinds: ['string', 'number'],
  match(value) {
    const text = value.trim();
    if (/^\d{15}$/.test(text)) return luhn(text);
    return /^[\w:.-]{6,64}$/.test(text) && /\d/.test(text);
  },
  looseMatch: (value) => /^[\w-]{6,40}$/.test(value.trim()),
  chance: 0.5,
  needsName: true,
  mask: (value) => tail(value, 2),
  examples: {
    match: [
      { path: 'device.imei', values: ['353562503129258'] },
      { path: 'cameras[].serial', values: ['WZ2CA7781203', 'WZ2CA7781204'] },
    ],
    noMatch: [
      { path: 'dns.soa_serial', values: ['2026062201', '2026062302'] },
      { path: 'order.id', values: ['AB781203', 'AB781204'] },
    ],
  },
});

export const deviceNickname = defineDetector({
  type: 'device-nickname',
  names: {
    strong: [
      'nickname',
      'nick name',
      'device name',
      'camera name',
      'device nickname',
      'camera nickname',
      'cam name',
      'thermostat name',
      'doorbell name',
      'lock name',
      'devices name',
      'cameras name',
    ],
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

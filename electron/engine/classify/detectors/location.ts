import { isIP } from 'node:net';
import { defineDetector } from '../detector.ts';
import { someIn } from '../in-text.ts';
import { initial } from '../masks.ts';
import { has } from '../shape.ts';
import { macForm } from './devices.ts';

/** Four numbers may be a version: those have small parts, most addresses do not. */
function isAddress(value: string): boolean {
  const bare = value.trim().replace(/^::ffff:/i, '');
  const text = bare.includes('.') ? bare.replace(/:\d{1,5}$/, '') : bare;
  // The library's check is thorough and slow: what has other characters than an address ends here.
  if (!/^(?:[\d.]{7,15}|(?=.*::|(?:[^:]*:){7})[\da-f:.]{3,45})$/i.test(text)) return false;
  const family = isIP(text);
  if (family === 6) return text.length > 3 && text !== '::1';
  return (
    family === 4 &&
    text !== '0.0.0.0' &&
    text !== '127.0.0.1' &&
    text.split('.').filter((part) => Number(part) > 31).length >= 2
  );
}

/** In the middle of a text, addresses of private networks are of machines more often than of people. */
function isPublicAddress(value: string): boolean {
  return isAddress(value) && !/^(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(value);
}

export const ipAddress = defineDetector({
  type: 'ip-address',
  names: {
    strong: [
      'ip',
      'ip address',
      'ip addr',
      'client ip',
      'remote ip',
      'last ip',
      'remote addr',
      'x forwarded for',
      'ipaddr',
    ],
    against: [
      ...['version', 'release', 'bind', 'dns', 'gateway', 'subnet', 'mask'],
      ...['host', 'pod', 'node', 'server', 'cluster', 'service', 'listen', 'upstream', 'load balancer'],
    ],
  },
  kinds: ['string'],
  bounds: { length: [3, 60], digits: [1, 39], any: has.dot | has.colon, without: has.at | has.slash | has.other },
  match: isAddress,
  // Under a name also those that could be versions, such as 10.0.0.5.
  looseMatch: (value) => isIP(value.trim()) !== 0,
  looseWords: 'addresses of a private network, or versions',
  inText: {
    bounds: { with: has.dot, digits: [6, 4095] },
    find: (text) => someIn(text, /(?<![\d.\w-])(?:\d{1,3}\.){3}\d{1,3}(?![\d.-])/g, isPublicAddress),
  },
  chance: 0.005,
  needsName: false,
  mask(value) {
    const [first = ''] = value.trim().split(/[.:]/);
    return value.includes(':') ? `${first.slice(0, 4)}:•••` : `${first.slice(0, 3)}.•••.•••.•••`;
  },
  examples: {
    match: [
      { path: 'client_ip', values: ['10.0.0.5', '10.1.2.3'] },
      { path: 'event.ipAddr', values: ['81.2.69.142', '2a02:6b8::2:242'] },
      { path: 'a', values: ['81.2.69.142', '198.51.100.7', '203.0.113.77'] },
    ],
    noMatch: [
      { path: 'release.app_version', values: ['3.41.2.0', '3.41.3.0', '3.42.0.6'] },
      { path: 'mac', values: ['a4:83:e7:5c:21:d0'] },
    ],
  },
});

const pair = /^\s*\(?-?\d{1,2}(?:\.\d{2,})\s*[,; ]\s*-?\d{1,3}(?:\.\d{2,})\)?\s*$/;

function isCoordinate(value: string): boolean {
  if (pair.test(value)) return true;
  return /^-?\d{1,3}\.\d{2,}$/.test(value.trim()) && Math.abs(Number(value)) <= 180;
}

export const geo = defineDetector({
  type: 'geo',
  names: {
    strong: [
      'lat',
      'latitude',
      'lon',
      'lng',
      'long',
      'longitude',
      'coordinates',
      'coordinate',
      'geo',
      'geolocation',
      'gps',
      'geo point',
      'latlng',
      'position',
    ],
    weak: ['location'],
    against: ['zone', 'region', 'country', 'city', 'description', 'text'],
  },
  kinds: ['string', 'number'],
  bounds: { with: has.dot, digits: [3, 40], length: [4, 60], without: has.at | has.letter },
  match: isCoordinate,
  chance: 0.3,
  needsName: true,
  mask: (value) => (value.includes(',') ? '••.•••, ••.•••' : '••.•••'),
  examples: {
    match: [
      { path: 'place.longitude', values: ['103.8198421', '104.0031677'] },
      { path: 'home.coordinates[]', values: [-1.549, 53.801] },
    ],
    noMatch: [
      { path: 'fx.conversion_rate', values: ['0.0318', '0.0072'] },
      { path: 'location', values: ['warehouse', 'shop'] },
    ],
  },
});

export const wifiSsid = defineDetector({
  type: 'wifi-ssid',
  names: {
    strong: [
      'ssid',
      'wifi ssid',
      'wifi name',
      'wi fi name',
      'wlan',
      'wifi network',
      'network name',
      'wireless network',
      'wifi',
    ],
    against: [
      'bssid',
      'mac',
      'password',
      'psk',
      'key',
      'signal',
      'strength',
      'channel',
      'frequency',
      'enabled',
      'version',
      'rssi',
      'security',
      'driver',
    ],
  },
  kinds: ['string'],
  bounds: { length: [1, 32] },
  match: (value) => value.length <= 32 && /[\p{L}\d]/u.test(value) && !/^(?:[\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(value),
  chance: 0.7,
  needsName: true,
  mask: initial,
  examples: {
    match: [
      { path: 'wifi.ssid', values: ['Harbour Lane 14', 'FRITZ!Box 7590 XK'] },
      { path: 'network.wifiName', values: ['Casa Rossi', 'The LAN Before Time'] },
    ],
    noMatch: [
      { path: 'wifi.rssi', values: [-60, -71] },
      { path: 'wifi.enabled', values: [true, false] },
    ],
  },
});

export const wifiBssid = defineDetector({
  type: 'wifi-bssid',
  names: { strong: ['bssid', 'wifi bssid', 'wifi mac', 'access point mac', 'ap mac', 'router mac', 'wlan mac'] },
  kinds: ['string'],
  bounds: { length: [12, 20], without: has.at | has.space },
  match: (value) => macForm.test(value.trim()),
  chance: 0.001,
  needsName: true,
  identity: (value) => value.replace(/[^\da-f]/gi, '').toLowerCase(),
  mask: (value) => (macForm.test(value.trim()) ? `${value.trim().slice(0, value.includes('.') ? 7 : 8)}•••` : '•••'),
  examples: {
    match: [{ path: 'wifi.bssid', values: ['a4:83:e7:5c:21:d0'] }],
    noMatch: [{ path: 'device.mac', values: ['a4:83:e7:5c:21:d0'] }],
  },
});

/** Records with values that stand nowhere else, so that a search for them in what Ajar kept means something. */
export interface Planted {
  records: Record<string, unknown>[];
  /** Every raw value that must be found nowhere. */
  raw: string[];
}

export function plantedPeople(count: number, mark: string): Planted {
  const records = Array.from({ length: count }, (_, index) => ({
    email: `${mark}.person${index}@example.org`,
    fullName: `Quillon Featherstonehaugh${letters(index)}`,
    phone: `+1 206 555 ${String(1000 + index)}`,
    address: { street: `${7000 + index} Zebulon Harbour Lane`, city: 'Leeds' },
    lastIp: `198.51.${100 + (index % 100)}.${1 + (index % 250)}`,
    card: '4111111111111111',
    password: `Kestrel-${mark}-${index}!`,
    apiToken: `ghp_${mark.padEnd(8, 'x').slice(0, 8)}${String(index).padStart(28, '7')}`,
    wifi: { ssid: `Zebulon ${mark} ${index}`, bssid: `a4:83:e7:5c:${hex(index)}:d0` },
    cameras: [{ nickname: `Attic of ${mark} ${letters(index)}`, serialNumber: `WZ9${mark.toUpperCase()}${index}77` }],
    profile: JSON.stringify({
      dateOfBirth: `19${60 + (index % 30)}-03-11`,
      backupEmail: `${mark}.backup${index}@example.net`,
    }),
    orderCount: index,
  }));
  const raw = records.flatMap((record) => [
    record.email,
    record.fullName,
    record.phone,
    record.address.street,
    record.lastIp,
    record.card,
    record.password,
    record.apiToken,
    record.wifi.ssid,
    record.wifi.bssid,
    record.cameras[0]?.nickname ?? '',
    record.cameras[0]?.serialNumber ?? '',
    `${mark}.backup`,
  ]);
  return { records, raw };
}

function hex(index: number): string {
  return (index % 256).toString(16).padStart(2, '0');
}

function letters(index: number): string {
  return index.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? 'q');
}

/** What the planted fields have to be recognised as. */
export const expectedTypes: Record<string, string> = {
  email: 'email',
  fullName: 'person-name',
  phone: 'phone',
  'address.street': 'postal-address',
  lastIp: 'ip-address',
  card: 'credit-card',
  password: 'password',
  apiToken: 'api-token',
  'wifi.ssid': 'wifi-ssid',
  'wifi.bssid': 'wifi-bssid',
  'cameras[].nickname': 'device-nickname',
  'cameras[].serialNumber': 'device-id',
  'profile.dateOfBirth': 'date-of-birth',
  'profile.backupEmail': 'email',
};

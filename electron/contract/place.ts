/** `db1.internal:27017`, `[2001:db8::5]:9200` */
export function placeOf({ host, port }: { host: string; port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

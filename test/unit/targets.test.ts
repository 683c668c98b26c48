import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expand, pinNames, typedScope } from '../../electron/engine/targets/expand.ts';
import { maskPassword, parseTargets } from '../../electron/engine/targets/parse.ts';

const noPins = { addresses: new Map<string, string[]>(), failed: [] };
const endpointsOf = (text: string, ports = [27017, 9200]) =>
  [...expand(parseTargets(text).targets, noPins, ports)].map((e) => `${e.address} ${e.port}`);

test.each([
  ['10.0.0.5', ['10.0.0.5 27017', '10.0.0.5 9200']],
  ['10.0.0.5:1234', ['10.0.0.5 1234']],
  ['[::1]:9200', ['::1 9200']],
  ['2001:db8::5', ['2001:db8::5 27017', '2001:db8::5 9200']],
  ['::ffff:10.0.0.5', ['10.0.0.5 27017', '10.0.0.5 9200']],
  ['10.0.0.0/30:9200', ['10.0.0.0 9200', '10.0.0.1 9200', '10.0.0.2 9200', '10.0.0.3 9200']],
  ['10.0.0.7-9:80', ['10.0.0.7 80', '10.0.0.8 80', '10.0.0.9 80']],
  ['10.0.0.254-10.0.1.1:80', ['10.0.0.254 80', '10.0.0.255 80', '10.0.1.0 80', '10.0.1.1 80']],
  ['mongodb://10.0.0.5', ['10.0.0.5 27017']],
  ['mongodb://10.0.0.5:1,10.0.0.6:2/db', ['10.0.0.5 1', '10.0.0.6 2']],
  ['https://10.0.0.5/es/', ['10.0.0.5 443']],
  ['http://[::1]:9201', ['::1 9201']],
  ['10.0.0.5,10.0.0.6:9 # and a comment', ['10.0.0.5 27017', '10.0.0.5 9200', '10.0.0.6 9']],
  ['10.0.0.5 10.0.0.5', ['10.0.0.5 27017', '10.0.0.5 9200']],
])('%s expands to its endpoints', (text, expected) => {
  expect(parseTargets(text).errors).toEqual([]);
  expect(endpointsOf(text)).toEqual(expected);
});

test.each([
  ['10.0.0.5:99999', 1, /99999 after the colon is not a port/],
  ['  10.0.0.0/33', 3, /over \/32/],
  ['10.0.0.9-3', 1, /ends before it begins/],
  ['ok, ftp://x', 5, /not a scheme that Ajar knows/],
  ['mongodb+srv://x.example', 1, /give the hosts themselves/],
  ['999.1.1.1', 1, /not an IP address/],
  ['127.1', 1, /not an IP address/],
  ['exa mple_-', 5, /neither a host name nor an address/],
  ['10.0.0.0/8', 1, /16,777,216 addresses, over the 65,536/],
  ['http://', 1, /not a complete URL/],
])('%s is refused with its position', (text, column, message) => {
  const { errors } = parseTargets(text);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ line: 1, column });
  expect(errors[0]?.message).toMatch(message);
});

test('passwords are masked wherever a target is shown', () => {
  const { targets } = parseTargets('mongodb://ada:s3cret@10.0.0.5 https://u:p%40ss@10.0.0.6');
  expect(targets.map((t) => t.text)).toEqual(['mongodb://ada:•••@10.0.0.5', 'https://u:•••@10.0.0.6']);
  expect(targets.map((t) => t.credential)).toEqual([
    { user: 'ada', password: 's3cret' },
    { user: 'u', password: 'p@ss' },
  ]);
  expect(maskPassword('mongodb://a:b:c@h')).not.toContain('b:c');
});

test('any text is parsed or refused, and never throws', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void parseTargets(text)));
});

test('a name is resolved once, and what cannot be resolved is told', async () => {
  const { targets } = parseTargets('db.internal:1 db.internal:2 gone.internal');
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    if (name === 'gone.internal') throw new Error('ENOTFOUND');
    return ['10.0.0.5', '8.8.8.8'];
  };
  const pins = await pinNames(targets, resolve, 1000);
  expect(asked.toSorted()).toEqual(['db.internal', 'gone.internal']);
  expect(pins.failed).toMatchObject([{ host: 'gone.internal', outcome: 'name-not-found' }]);
  expect(typedScope(targets, pins)).toEqual({ allow: ['10.0.0.5', '8.8.8.8'], publics: ['db.internal (8.8.8.8)'] });
});

test('a resolver that never answers is given up', async () => {
  const { targets } = parseTargets('slow.internal');
  const pins = await pinNames(targets, () => new Promise(() => {}), 50);
  expect(pins.failed).toHaveLength(1);
});

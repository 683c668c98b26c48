import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Edge {
  from: string;
  to: string;
  typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name).replaceAll('\\', '/'));
}

const files = [...sourceFiles('electron'), ...sourceFiles('renderer')];
const edges: Edge[] = files.flatMap((from) => {
  const source = readFileSync(path.join(root, from), 'utf8');
  return [...source.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from '([^']+)'|^import '([^']+)'/gms)].map(
    ([, type, named, bare]) => {
      const target = named ?? bare ?? '';
      const to = target.startsWith('.')
        ? path.posix.normalize(path.posix.join(path.posix.dirname(from), target))
        : target;
      return { from, to, typeOnly: type !== undefined };
    },
  );
});

/** Of a file, the part of the layout that it belongs to. */
function part(file: string): string {
  if (file.startsWith('renderer/')) return 'renderer';
  const [, first = '', second = ''] = file.split('/');
  if (first === 'engine') return second.endsWith('.ts') ? 'engine' : `engine/${second}`;
  return first.endsWith('.ts') ? 'main' : first;
}

/** From where each part may import; packages and Node are looked at below. */
const walls: Record<string, string[]> = {
  contract: ['contract'],
  report: ['contract'],
  renderer: ['renderer', 'contract'],
  lab: ['lab', 'engine/protocols'],
  hosts: ['hosts', 'contract', 'engine', 'engine/*', 'lab'],
  main: ['main', 'contract', 'hosts'],
  'engine/protocols': ['engine/protocols'],
  'engine/scope': ['engine/scope', 'contract'],
  'engine/targets': ['engine/targets', 'engine/scope', 'contract'],
  'engine/dialer': ['engine/dialer', 'engine/scope', 'engine/targets', 'contract'],
};
const engineParts = ['contract', 'engine', 'engine/*'];

test('the import graph was read', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(edges.length).toBeGreaterThan(300);
  expect(
    edges.some(
      (edge) => edge.from === 'electron/engine/stores/registry.ts' && edge.to === 'electron/engine/stores/mongodb.ts',
    ),
  ).toBe(true);
});

test('imports run one way', () => {
  const wrong = edges
    .filter((edge) => edge.to.startsWith('electron/') || edge.to.startsWith('renderer/'))
    .filter(({ from, to }) => {
      const allowed = walls[part(from)] ?? engineParts;
      const target = part(to);
      return !allowed.some((name) => name === target || (name === 'engine/*' && target.startsWith('engine/')));
    });
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('only the shell and the Electron host know Electron', () => {
  const allowed = new Set([
    'electron/main.ts',
    'electron/window.ts',
    'electron/print.ts',
    'electron/tray.ts',
    'electron/preload.ts',
    'electron/hosts/ipc.ts',
  ]);
  const wrong = edges.filter((edge) => edge.to === 'electron' && !allowed.has(edge.from));
  expect(wrong.map((edge) => edge.from)).toEqual([]);
});

test('sockets are opened by the dialer, and served by the browser host and the lab', () => {
  const network = new Set(['node:net', 'node:tls', 'node:http', 'node:https', 'node:dgram', 'undici', 'ws']);
  const allowed = /^electron\/(?:engine\/dialer\/|hosts\/websocket\.ts|lab\/)/;
  // isIP is a parser, no socket.
  const parsers = new Set(['electron/engine/classify/detectors/location.ts']);
  const wrong = edges.filter(
    (edge) => network.has(edge.to) && !edge.typeOnly && !allowed.test(edge.from) && !parsers.has(edge.from),
  );
  expect(wrong.map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([]);
});

test('the renderer and the contract use no Node', () => {
  const wrong = edges.filter(
    (edge) => /^(?:renderer|electron\/contract)\//.test(edge.from) && edge.to.startsWith('node:'),
  );
  expect(wrong).toEqual([]);
});

test('there is no circle', () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, typeOnly } of edges) if (!typeOnly) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test('file names are in kebab-case, none is a drawer for everything, and none is long', () => {
  for (const file of files) {
    const name = path.basename(file).replace(/\.tsx?$/, '');
    expect(name, file).toMatch(/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/);
    expect(['utils', 'helpers', 'manager', 'common', 'index'], file).not.toContain(name);
    expect(readFileSync(path.join(root, file), 'utf8').split('\n').length, file).toBeLessThanOrEqual(300);
  }
});

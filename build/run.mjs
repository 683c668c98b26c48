// What the npm scripts call. It runs on any Node from 20.19 with nothing installed, installs what is missing, bundles
// what has changed, and hands over to the Node line that Electron uses.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const windows = process.platform === 'win32';
const node24 = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const [command = '', ...args] = process.argv.slice(2);

function run(file, fileArgs, options = {}) {
  const { status, signal, error } = spawnSync(file, fileArgs, { stdio: 'inherit', cwd: root, ...options });
  if (error) throw error;
  return signal ? 130 : (status ?? 1);
}

function installWhatIsMissing() {
  const marker = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(marker) && existsSync(node24) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  console.error('Installing packages (npm ci)…');
  const status = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: windows,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status);
}

/** The newest change below a folder, in milliseconds. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(file) : statSync(file).mtimeMs);
  }
  return latest;
}

function bundleWhatChanged() {
  const built = path.join(root, 'out', 'renderer', 'index.html');
  const sources = Math.max(
    newest(path.join(root, 'electron')),
    newest(path.join(root, 'renderer')),
    statSync(path.join(root, 'build', 'bundle.mjs')).mtimeMs,
    statSync(path.join(root, 'package.json')).mtimeMs,
  );
  if (existsSync(built) && existsSync(path.join(root, 'out', 'cli.mjs')) && statSync(built).mtimeMs >= sources) return;
  const status = run(node24, [path.join(root, 'build', 'bundle.mjs')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status);
}

/** The Electron binary, or one line that says why there is no window. */
function electron() {
  const folder = path.join(root, 'node_modules', 'electron');
  const marker = path.join(folder, 'path.txt');
  if (!existsSync(marker))
    return { why: 'In the browser, because the Electron binary is not installed (npm run setup:desktop fetches it).' };
  const binary = path.join(folder, 'dist', readFileSync(marker, 'utf8').trim());
  if (!existsSync(binary))
    return { why: 'In the browser, because the Electron binary is missing (npm run setup:desktop fetches it).' };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { why: 'In the browser, because there is no display here.' };
  return { binary };
}

const cli = path.join(root, 'out', 'cli.mjs');

installWhatIsMissing();
if (command === 'test') process.exit(run(node24, [path.join(root, 'build', 'test.mjs'), ...args]));
if (command === 'setup-servers')
  process.exit(run(node24, [path.join(root, 'build', 'servers.mjs'), '--install', ...args]));
bundleWhatChanged();
// Paths on the command line are meant from where it was called.
const cwd = process.env.INIT_CWD ?? process.cwd();
if (command === 'ajar') process.exit(run(node24, [cli, ...args], { cwd }));
const { binary, why } = electron();
const env = { ...process.env, ...(binary ? { AJAR_ELECTRON: binary } : { AJAR_WHY_BROWSER: why }) };
if (command === 'demo') process.exit(run(node24, [cli, 'demo', ...args], { env, cwd }));
if (command === 'start' && binary) process.exit(run(binary, [root, ...args]));
if (command === 'start') {
  console.log(why);
  process.exit(run(node24, [cli, 'serve', ...args]));
}
console.error(`There is no command ${command}.`);
process.exit(2);

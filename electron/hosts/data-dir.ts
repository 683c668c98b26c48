import { homedir } from 'node:os';
import path from 'node:path';

/** Where the history is, the same for all hosts: AJAR_DATA, or the platform's folder for an application's data. */
export function dataDir(): string {
  if (process.env.AJAR_DATA) return path.resolve(process.env.AJAR_DATA);
  const home = homedir();
  if (process.platform === 'win32')
    return path.join(process.env.APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'Ajar');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Ajar');
  return path.join(process.env.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'ajar');
}

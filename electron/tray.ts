import path from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';

let tray: Tray | undefined;

/** A mark that says that Ajar still runs, for what is scheduled, with the way back and the way out. */
export function showTray(open: () => void): void {
  if (tray) return;
  const icon = nativeImage.createFromPath(path.join(import.meta.dirname, 'icon.png')).resize({ width: 22, height: 22 });
  tray = new Tray(icon);
  tray.setToolTip('Ajar: scheduled audits run');
  const items = [
    { label: 'Open Ajar', click: open },
    { label: 'Quit', click: () => app.quit() },
  ];
  tray.setContextMenu(Menu.buildFromTemplate(items));
  tray.on('click', open);
}

/** Where a window is open, the window says it. */
export function hideTray(): void {
  tray?.destroy();
  tray = undefined;
}

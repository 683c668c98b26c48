import type { Cdp } from './cdp.ts';

/** The one Chromium behind the stand-in, once `app` has started it. */
export const state: { chromium: Cdp | undefined } = { chromium: undefined };

/** @throws Error before the app is ready, as Electron does. */
export function chromium(): Cdp {
  if (!state.chromium) throw new Error('The app is not ready.');
  return state.chromium;
}

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axe } from './axe.ts';

const folder = fileURLToPath(new URL('../e2e/screenshots/', import.meta.url));

/** A picture of the page as it is, and what axe says of it. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  expect(await axe(page), name).toEqual([]);
}

/** The same in both themes. */
export async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['Light', 'Dark']) {
    await page.getByRole('radio', { name: theme }).check({ force: true });
    await page.waitForTimeout(150);
    await picture(page, `${name}-${theme.toLowerCase()}`);
  }
}

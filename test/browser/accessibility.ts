import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** A narrow phone. */
const NARROW = { width: 400, height: 800 };

/** Checks that axe finds no problems on the current page: light and dark, at its own width and narrow. */
export async function assertAccessible(page: Page): Promise<void> {
  const wide = page.viewportSize()!;
  const found: string[] = [];
  for (const size of [wide, NARROW]) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const violations = await violationsOn(page);
      found.push(...violations.map((violation) => `${size.width} px, ${colorScheme}: ${violation}`));
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(wide);
  assert.deepEqual(found, []);
}

/** Checks that a narrow page does not scroll sideways. */
export async function assertFitsNarrow(page: Page): Promise<void> {
  const wide = page.viewportSize()!;
  await page.setViewportSize(NARROW);
  const width: number = await page.evaluate('document.documentElement.scrollWidth');
  await page.setViewportSize(wide);
  assert.ok(width <= NARROW.width, `the page is ${width} px wide`);
}

async function violationsOn(page: Page): Promise<string[]> {
  // Through the debugger, because no policy of the page can block its scripts.
  await page.evaluate(`${axe.source}; undefined`);
  const { violations }: AxeResults = await page.evaluate('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

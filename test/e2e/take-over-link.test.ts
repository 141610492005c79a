/** The page behind an alert's link, in a real browser on a 360 px phone: as WeCom and DingTalk open it. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HttpWorld } from '../kit/http-world.ts';
import { inspect } from './kit/axe.ts';
import { PHONE, startChromium } from './kit/chromium.ts';

const OPEN = 'k3v9tq0p2m5x7w1a';
let browser: Browser;
let world: HttpWorld;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  world = await HttpWorld.open();
});
afterEach(() => world.close());

/** Opens the link of `person`; complaints of the browser fail the test at its end. */
async function phone(person: string, options: { readonly javaScriptEnabled?: boolean } = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN', ...options });
  const page: Page = await context.newPage();
  await page.clock.install();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(world.url + world.link(OPEN, person));
  return {
    page,
    leave: async () => {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}
const deeds = (): readonly string[] => world.campus.acts.map(({ person, action }) => `${person} ${action.type}`);

describe('a guard opens the link', () => {
  test('two taps: on the way, arrived; seen was told by itself', async () => {
    const { page, leave } = await phone('liu.yang');
    await expect.poll(deeds).toEqual(['liu.yang see']);
    await page.getByRole('button', { name: '我去处理' }).click();
    await page.getByText('您已接警，请立即前往。').waitFor();
    await page.getByRole('button', { name: '我已到达' }).click();
    await page.getByText('已记录您到达现场。').waitFor();
    expect(deeds().filter((deed) => !deed.endsWith('see'))).toEqual(['liu.yang take', 'liu.yang arrive']);
    await leave();
  });

  test('works the same where scripts are switched off', async () => {
    const { page, leave } = await phone('liu.yang', { javaScriptEnabled: false });
    await page.getByRole('button', { name: '我去处理' }).click();
    await page.getByRole('button', { name: '我已到达' }).click();
    await page.getByText('已记录您到达现场。').waitFor();
    expect(deeds()).toEqual(['liu.yang take', 'liu.yang arrive']);
    await leave();
  });

  test('a page left open turns true by itself when somebody else goes', async () => {
    const { page, leave } = await phone('liu.yang');
    await page.getByText('无人接警').waitFor();
    await world.campus.act('wang.qiang', { type: 'take', incident: OPEN });
    await page.clock.fastForward(11_000);
    await page.getByText('已接警，正在赶往').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByText('王强').count()).toBe(1);
    await leave();
  });

  test('fits 360 px, has buttons for a thumb, and no serious finding of axe in light and dark', async () => {
    const { page, leave } = await phone('liu.yang');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const findings = await inspect(page);
      expect(findings.serious).toEqual([]);
      expect(findings.checked).toBeGreaterThan(8);
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    const button = await page.getByRole('button').boundingBox();
    expect(button?.height).toBeGreaterThanOrEqual(64);
    expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThan(640);
    await leave();
  });
});

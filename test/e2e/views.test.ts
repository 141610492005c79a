import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { anIncident } from '../kit/an-incident.ts';
import { inspect } from './kit/axe.ts';
import { DUTY_ROOM, PHONE } from './kit/chromium.ts';
import { card, fillSignIn, openIncident, signIn } from './kit/desk-hand.ts';
import { stage } from './kit/stage.ts';

const here = stage({ simulated: true }, async (school) => {
  await school.employ('liu.yang', 'duty');
});

const UNTAKEN = 'k3v9tq0p2m5x7w1a';
const MINE = 'd5w1f7s3k9q2t6e8';
const CLOSED = 'p7o5i3u1y9t0r2e4';
const DRILL = 'a1s2d3f4g5h6j7k8';

/** Every view there is, by the way a person gets there. */
const VIEWS: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['board', (page) => page.goto('/#/').then(() => page.waitForSelector('.desk[data-view=board] .card'))],
  ['closed-list', (page) => page.click('.fold').then(() => page.waitForSelector('.closed p, .closed-row'))],
  ['health', (page) => page.click('.health summary').then(() => page.waitForSelector('.health-item'))],
  ['incident', (page) => openIncident(page, UNTAKEN)],
  [
    'incident-record',
    (page) =>
      page.click('.panel-head .check').then(() =>
        page
          .getByText(/已发出|\(sent\)/)
          .first()
          .waitFor(),
      ),
  ],
  ['note', (page) => page.goto(`/#/i/${UNTAKEN}/note`).then(() => page.waitForSelector('form textarea'))],
  ['mine', (page) => openIncident(page, MINE)],
  ['close', (page) => page.goto(`/#/i/${MINE}/close`).then(() => page.waitForSelector('.choice'))],
  ['handover', (page) => page.goto(`/#/i/${MINE}/handover`).then(() => page.waitForSelector('.choice-wide'))],
  ['closed-incident', (page) => openIncident(page, CLOSED)],
  ['drill', (page) => openIncident(page, DRILL)],
  ['plan', (page) => page.goto('/#/plan').then(() => page.waitForSelector('.zone[data-state=calls], .zone'))],
  ['devices', (page) => page.goto('/#/devices').then(() => page.waitForSelector('.devices-room tbody tr'))],
  ['ledger', (page) => page.goto('/#/ledger').then(() => page.waitForSelector('.ledger-room tbody tr'))],
  ['patrol', (page) => page.goto('/#/patrol').then(() => page.waitForSelector('.patrol-room p, .round'))],
  ['duty', (page) => page.goto('/#/duty').then(() => page.waitForSelector('.duty-room tbody tr'))],
  ['analysis', (page) => page.goto('/#/analysis').then(() => page.waitForSelector('.heat td'))],
  ['report', (page) => page.goto(`/#/report/${CLOSED}`).then(() => page.waitForSelector('[data-milestone=closed]'))],
  ['raise', (page) => page.goto('/#/raise').then(() => page.waitForSelector('optgroup', { state: 'attached' }))],
  ['password', (page) => page.goto('/#/password').then(() => page.waitForSelector('input[type=password]'))],
  [
    'on-duty',
    (page) =>
      page
        .goto('/#/')
        .then(() => page.click('.button-duty'))
        .then(() => page.waitForSelector('.on-duty')),
  ],
  ['menu', (page) => page.click('.menu summary').then(() => page.waitForSelector('.menu-items'))],
  ['help', (page) => page.click('.menu-items button[data-leaves]').then(() => page.waitForSelector('.help'))],
];

/** What a finger can hit and is smaller than 44 × 44 px; a control inside a label or a card is as large as that. */
const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const small: string[] = [];
    const seen = new Set<Element>();
    for (const one of document.querySelectorAll('a, button, summary, input, select, textarea')) {
      const target = one.closest('label') ?? (one.matches('.card-link') ? one.closest('.card') : null) ?? one;
      const box = target.getBoundingClientRect();
      if (seen.has(target) || box.width === 0 || box.right <= 0) continue;
      seen.add(target);
      if (box.width < 44 || box.height < 44) small.push(`${target.outerHTML.slice(0, 90)} ${box.width}×${box.height}`);
    }
    return [...small, `looked at ${seen.size}`];
  });

async function walk(page: Page, name: string, look: (view: string) => Promise<void>): Promise<void> {
  for (const [view, go] of VIEWS) {
    await go(page);
    await page.screenshot({ path: `test-output/${name}-${view}.png` });
    await look(view);
  }
}

describe('every view', () => {
  for (const [name, colorScheme, english, viewport] of [
    ['night-phone', 'dark', false, PHONE],
    ['day-pc', 'light', true, DUTY_ROOM],
    ['night-pc', 'dark', true, DUTY_ROOM],
    ['day-phone', 'light', false, PHONE],
  ] as const) {
    it(`is accessible to everybody (${name})`, async () => {
      const { page } = await here.screen({ viewport, colorScheme });
      await page.goto('/');
      await page.waitForSelector('form');
      if (english) await page.getByRole('button', { name: 'English' }).click();
      const found: string[] = [];
      const look = async (view: string): Promise<void> => {
        const { serious, checked } = await inspect(page);
        expect(checked, view).toBeGreaterThan(15);
        found.push(...serious.map((one) => `${view}: ${one}`));
      };
      await look('sign-in');
      await fillSignIn(page, 'liu.yang', 'wrong-password');
      await page.locator('.message-bad').waitFor();
      await look('sign-in-refused');
      await signIn(page, 'liu.yang');
      await walk(page, name, look);
      expect(found).toEqual([]);
    });
  }

  it('fits a phone: nothing to scroll sideways, nothing too small for a thumb, in both languages', async () => {
    for (const english of [false, true]) {
      const { page } = await here.screen({ viewport: PHONE });
      await page.goto('/');
      await page.waitForSelector('form');
      if (english) await page.getByRole('button', { name: 'English' }).click();
      await signIn(page, 'liu.yang');
      const long = 'x'.repeat(80);
      const data = anIncident({
        id: 'wide',
        zone: null,
        zoneName: long,
        text: long,
        drill: true,
        flags: ['late', long],
      });
      here.school().campus.emit({ event: 'incident', data });
      const bad: string[] = [];
      await walk(page, english ? 'phone-en' : 'phone-zh', async (view) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) bad.push(`${view}: ${wide} px too wide`);
        const targets = await smallTargets(page);
        expect(targets.at(-1), view).toMatch(/looked at ([4-9]|\d\d)/);
        bad.push(...targets.slice(0, -1).map((one) => `${view}: ${one}`));
      });
      expect(bad).toEqual([]);
    }
  });

  it('keeps the two big buttons within reach of a thumb', async () => {
    const { page } = await here.screen({ viewport: PHONE });
    await signIn(page, 'liu.yang');
    await openIncident(page, UNTAKEN);
    const boxes = await page
      .locator('.thumb-bar button')
      .evaluateAll((all) => all.map((b) => b.getBoundingClientRect()));
    expect(boxes).toHaveLength(2);
    for (const box of boxes) {
      expect(box.height).toBeGreaterThanOrEqual(64);
      expect(box.top).toBeGreaterThan(PHONE.height * 0.75);
      expect(box.bottom).toBeLessThanOrEqual(PHONE.height);
    }
  });
});

describe('the keyboard', () => {
  it('takes, notes, moves, opens and comes back without a mouse, and can be told not to', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const id = here.school().campus.press('btn-playground');
    await card(page, id).waitFor();
    for (let i = 0; i < 12; i += 1) {
      if ((await card(page, id).getAttribute('data-current')) === 'true') break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('a');
    await card(page, id).getByText('你已接警').waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`.incident[data-incident="${id}"]`).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('incident-title');
    await page.keyboard.press('n');
    await page.locator('form textarea').waitFor();
    await page.keyboard.type('an Aa?');
    expect(await page.locator('form textarea').inputValue()).toBe('an Aa?');
    await page.keyboard.press('Escape');
    await page.locator('form textarea').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('.desk[data-view=board]').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('.card')?.getAttribute('data-incident')))
      .toBe(id);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.getByLabel('启用快捷键').uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('what is shipped', () => {
  const files = (): string[] =>
    readdirSync(here.consoleDir(), { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));

  it('is at most 250 kB of compressed script', () => {
    const scripts = files().filter((name) => name.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(here.consoleDir(), name))).length, 0);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(250_000);
  });

  it('is the half of React that ships, even when a test built it', () => {
    const code = files()
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(here.consoleDir(), name), 'utf8'))
      .join('');
    expect(code).toContain('createElement');
    expect(code).not.toMatch(/jsxDEV|_debugStack|react-dom-client\.development/);
  });

  it('has nothing inline and nothing from elsewhere', () => {
    const page = readFileSync(join(here.consoleDir(), 'index.html'), 'utf8');
    expect(page).toMatch(/<script type="module"[^>]* src="\/assets\//);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|https?:|data:/);
    for (const name of files().filter((one) => one.endsWith('.css'))) {
      expect(readFileSync(join(here.consoleDir(), name), 'utf8')).not.toMatch(/url\(\s*['"]?(https?:|\/\/|data:)/);
    }
  });
});

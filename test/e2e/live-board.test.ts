import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { anIncident } from '../kit/an-incident.ts';
import { inspect } from './kit/axe.ts';
import { card, openIncident, signIn } from './kit/desk-hand.ts';
import { giveEar, LOOP } from './kit/ear.ts';
import { stage } from './kit/stage.ts';

const here = stage({ empty: true, simulated: true }, async (school) => {
  await school.employ('liu.yang', 'duty');
});
const SHANGHAI = 'Asia/Shanghai';
const BUTTON = 'btn-playground';

/** Tells every screen about an incident, as the gateway would. */
const say = (what: Parameters<typeof anIncident>[0]) =>
  here.school().campus.emit({ event: 'incident', data: anIncident({ openedAt: new Date().toISOString(), ...what }) });

const calm = async (page: Page): Promise<void> => {
  await page.locator('.desk[data-stale=false]').waitFor();
  await page.locator('.health[data-stale=false]').waitFor();
};
const seconds = (clock: string): number => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

describe('the live board', () => {
  it('shows a press within a second, in the tab’s title and icon too, without a reload', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.getByText('现在没有未结的警情').waitFor();
    await calm(page);
    const began = performance.now();
    const id = here.school().campus.press(BUTTON);
    await card(page, id).waitFor();
    expect(performance.now() - began).toBeLessThan(1000);
    await expect.poll(() => page.title()).toMatch(/^\(1\) /);
    expect(await page.getAttribute('#favicon', 'href')).toBe('/favicon-1.svg');
    expect(await page.locator('[data-announcer]').textContent()).toBe('新警情：求助，按钮报警，操场南侧看台后');
  });

  it('runs its timers by the gateway’s clock and shows the school’s time, though this computer is three hours off', async () => {
    const { page } = await here.screen();
    await page.addInitScript(() => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + 3 * 3_600_000;
    });
    await signIn(page, 'liu.yang');
    say({ id: 'timed', openedAt: new Date(Date.now() - 65_000).toISOString() });
    const timer = card(page, 'timed').locator('.running');
    await timer.waitFor();
    const shown = seconds((await timer.textContent()) ?? '');
    expect(Math.abs(shown - 65)).toBeLessThanOrEqual(2);
    await expect.poll(async () => seconds((await timer.textContent()) ?? '')).toBeGreaterThan(shown);
    const clock = (await page.locator('.school-clock').textContent()) ?? '';
    const school = new Intl.DateTimeFormat('en-GB', { timeZone: SHANGHAI, timeStyle: 'medium' }).format(Date.now());
    expect(Math.abs(seconds(clock) - seconds(school))).toBeLessThanOrEqual(2);
  });

  it('counts down to what happens by itself', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const at = (inMs: number) => new Date(Date.now() + inMs).toISOString();
    say({ id: 'climbs', next: { why: 'step', at: at(40_000) } });
    await card(page, 'climbs')
      .getByText(/^0:3\d 后升级$/)
      .waitFor();
    say({
      id: 'climbs',
      status: 'taken',
      takenBy: 'sun.li',
      takenByName: '孙丽',
      next: { why: 'arrive', at: at(-5000) },
    });
    await card(page, 'climbs').getByText('已超时，正在再次报警').waitFor();
  });

  it('makes a drill unmistakable, in both languages, and keeps the real thing above it', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    say({ id: 'drill', drill: true, level: 'urgent' });
    say({ id: 'real', level: 'help' });
    await card(page, 'real').waitFor();
    expect(await card(page, 'drill').locator('.drill-band').textContent()).toBe('演练 DRILL这是演练，不是真警');
    expect(await card(page, 'real').locator('.drill-band').count()).toBe(0);
    const order = await page.locator('.card').evaluateAll((all) => all.map((one) => one.getAttribute('data-incident')));
    expect(order.indexOf('real')).toBeLessThan(order.indexOf('drill'));
    await page.screenshot({ path: 'test-output/drill.png' });
  });

  it('says that the data is simulated', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.locator('.simulated').getByText('模拟数据').waitFor();
  });

  it('shows the gateway’s health, and what is wrong with it by name', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.locator('.health summary').getByText('2 项故障').waitFor();
    await page.click('.health summary');
    await page.locator('.health-item[data-tone=fault]').getByText('邮件').waitFor();
    await page.locator('.health-item').getByText('11/12 在线').waitFor();
    const { campus } = here.school();
    // The next beat of the fake campus would say that all is well again, perhaps between the two looks below.
    here.school().hush(true);
    const bad = { ...campus.health(), storage: 'fault', storageDetail: 'ENOSPC', clockTrusted: false } as const;
    campus.emit({ event: 'gateway', data: bad });
    await page.locator('.health-item').getByText('ENOSPC').waitFor();
    await page.locator('.health-item').getByText('不可信').waitFor();
    here.school().hush(false);
  });
});

describe('a board that may be wrong', () => {
  it('goes grey within ten seconds of the gateway’s death, and is right again by itself when it is back', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await calm(page);
    await card(page, here.school().campus.press('btn-jx3-toilet-west')).waitFor();
    await here.school().kill();
    const died = performance.now();
    await page.locator('.desk[data-stale=true]').waitFor({ timeout: 10_000 });
    expect(performance.now() - died).toBeLessThan(10_000);
    await page.getByText(/数据已过期：\d+ 秒没有更新/).waitFor();
    const colours = await page
      .locator('.desk, .card, .chip-state, .button-main')
      .evaluateAll((all) =>
        all.map((one) => getComputedStyle(one).backgroundColor.match(/\d+/g)?.slice(0, 3).map(Number) ?? []),
      );
    expect(colours.length).toBeGreaterThanOrEqual(3);
    for (const rgb of colours) expect(Math.max(...rgb) - Math.min(...rgb)).toBeLessThan(12);
    expect((await inspect(page)).serious).toEqual([]);
    expect(await page.title()).toContain('数据已过期');
    expect(await page.getAttribute('#favicon', 'href')).toBe('/favicon-stale.svg');
    await page.screenshot({ path: 'test-output/stale.png' });

    const missed = here.school().campus.press('btn-bike-shed');
    await here.school().revive();
    await calm(page);
    await card(page, missed).waitFor();
    expect(await page.title()).not.toContain('数据已过期');
  });

  it('goes grey beside a gateway that is connected and says nothing', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await calm(page);
    here.school().hush(true);
    await page.locator('.desk[data-stale=true]').waitFor({ timeout: 10_500 });
    here.school().hush(false);
    await calm(page);
  });

  it('keeps what was read of an open incident, and says that it cannot be read now', async () => {
    const id = here.school().campus.press('btn-jx2-stair-east');
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await openIncident(page, id);
    await page.route('**/api/incidents/*', (route) => route.abort());
    await page.locator('.incident').getByText('读不到这条警情').waitFor();
    expect(await page.locator('.timeline li').count()).toBeGreaterThan(0);
  });
});

describe('a gateway whose disk does not answer', () => {
  it('does not claim that nobody was told when the record cannot be read', async () => {
    const id = here.school().campus.press('btn-jx2-stair-east');
    const { page } = await here.screen();
    await page.route(`**/api/incidents/${id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), timeline: [], notices: [] } });
    });
    await signIn(page, 'liu.yang');
    await page.goto(`/#/i/${id}`);
    await page.getByText('记录现在读不到').first().waitFor();
    expect(await page.getByText('没有发出过通知').count()).toBe(0);
    // The page reads it again every 5 s: an answer on its way must not outlive the screen.
    await page.unrouteAll({ behavior: 'wait' });
  });
});

describe('the sound of the duty room', () => {
  it('is off until duty starts, says so, then sounds each alarm until it is taken', async () => {
    const { page } = await here.screen();
    const ear = await giveEar(page);
    const { campus } = here.school();
    for (const one of await campus.incidents({ status: ['open'], limit: 100 })) {
      await campus.act('liu.yang', { type: 'take', incident: one.id });
    }
    await signIn(page, 'liu.yang');
    await page.getByText('声音未开').waitFor();
    const help = campus.press(BUTTON);
    await card(page, help).waitFor();
    expect(await ear.looping()).toEqual([]);

    await page.getByRole('button', { name: '开始值班' }).click();
    await page.locator('.on-duty[data-sounding=help]').waitFor();
    expect(await page.getByText('声音未开').count()).toBe(0);
    expect(await ear.looping()).toEqual([LOOP.help]);
    say({ id: 'urgent', level: 'urgent' });
    await page.locator('.on-duty[data-sounding=urgent]').waitFor();
    expect(await ear.looping()).toEqual([LOOP.urgent]);
    say({ id: 'urgent', level: 'urgent', status: 'taken', takenBy: 'sun.li', takenByName: '孙丽' });
    await page.locator('.on-duty[data-sounding=help]').waitFor();
    await card(page, help).locator('[data-deed=take]').click();
    await page.locator('.on-duty[data-sounding=none]').waitFor();
    expect(await ear.looping()).toEqual([]);
  });

  it('warns again when the browser takes the sound away', async () => {
    const { page } = await here.screen();
    await page.addInitScript(() => {
      const contexts: AudioContext[] = [];
      Object.assign(window, { contexts });
      const Real = AudioContext;
      Object.assign(window, {
        AudioContext: class extends Real {
          constructor() {
            super();
            contexts.push(this);
          }
        },
      });
    });
    await signIn(page, 'liu.yang');
    await page.getByRole('button', { name: '开始值班' }).click();
    await page.locator('.on-duty').waitFor();
    await page.evaluate(() => (window as unknown as { contexts: AudioContext[] }).contexts[0]?.suspend());
    await page.getByText('声音未开').waitFor();
    await page.getByRole('button', { name: '开始值班' }).click();
    await page.locator('.on-duty').waitFor();
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { anIncident } from '../kit/an-incident.ts';
import { inspect } from './kit/axe.ts';
import { signIn } from './kit/desk-hand.ts';
import { stage } from './kit/stage.ts';

const here = stage({ empty: true, simulated: true }, async (school) => {
  await school.employ('liu.yang', 'duty');
  await school.employ('chen.lan', 'leader');
});
const WALL = { width: 1920, height: 1080 };
const TOILET = 'jx-f3-toilet-west';

const say = (what: Parameters<typeof anIncident>[0]) =>
  here.school().campus.emit({ event: 'incident', data: anIncident({ openedAt: new Date().toISOString(), ...what }) });
const zone = (page: Page, id: string) => page.locator(`.zone[data-zone="${id}"]`);

describe('the floor plan', () => {
  it('goes to the floor of a press by itself, says it in words, and opens the incident with one tap', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/plan');
    await page.locator('.zone').first().waitFor();
    say({ id: 'toilet', zone: TOILET, level: 'help' });
    await zone(page, TOILET).and(page.locator('[data-state=calls]')).waitFor();
    expect(await zone(page, TOILET).textContent()).toContain('无人接警');
    expect(await page.locator('.floors [aria-current]').textContent()).toContain('教学楼 3 层');
    await page.screenshot({ path: 'test-output/plan-press.png' });
    await page.getByRole('link', { name: /^教学楼三层.*无人接警/ }).click();
    await expect.poll(() => page.url()).toContain('#/i/toilet');
  });

  it('is moved and zoomed with the keyboard, and the page’s own keys stay out of it', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/plan/outdoors');
    await zone(page, 'bike-shed').waitFor();
    const sheet = page.locator('.plan-sheet');
    const whole = await sheet.getAttribute('viewBox');
    await page.getByRole('img', { name: /自行车棚/ }).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    const closer = (await sheet.getAttribute('viewBox')) ?? '';
    expect(Number(closer.split(' ')[0])).toBeGreaterThan(0);
    await page.keyboard.press('0');
    expect(await sheet.getAttribute('viewBox')).toBe(whole);
    await page.getByRole('button', { name: '放大' }).click();
    expect(await sheet.getAttribute('viewBox')).not.toBe(whole);
  });
});

describe('the devices', () => {
  it('stand with the silent one first, and can be reduced to those that need somebody', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/devices');
    const rows = page.locator('.devices-room tbody tr');
    await rows.first().waitFor();
    expect(await rows.first().textContent()).toContain('失联');
    const all = await rows.count();
    await page.getByLabel('只看有问题的').check();
    await expect.poll(() => rows.count()).toBeLessThan(all);
  });
});

describe('a device that nobody has named', () => {
  it('is listed with what it said last and the profile that would fit', async () => {
    const at = new Date().toISOString();
    here.school().campus.unknown.push({
      id: 'zigbee/0x00158d',
      bridge: 'zigbee',
      address: '0x00158d',
      firstSeen: at,
      lastSeen: at,
      messages: 3,
      presses: 2,
      lastTopic: 'zigbee2mqtt/0x00158d',
      lastMessage: '{"action":"single"}',
      model: 'WXKG11LM',
      suggestedProfile: 'aqara-wxkg11lm',
    });
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/devices');
    const one = page.locator('.unknown-devices li');
    await one.getByText('{"action":"single"}').waitFor();
    expect(await one.textContent()).toMatch(/按了 2 次.*aqara-wxkg11lm/);
    here.school().campus.unknown.length = 0;
  });
});

describe('the ledger', () => {
  it('is filtered by topic and day, and says so when a day is empty', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    here.school().campus.press('btn-playground');
    await page.goto('/#/ledger');
    const rows = page.locator('.ledger-room tbody tr');
    await rows.first().waitFor();
    const kinds = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-kind') ?? ''));
    await page.getByLabel('种类').selectOption('alarms');
    const onlyAlarms = async () => {
      const shown = await kinds();
      return (
        shown.includes('incident-opened') && shown.every((kind) => /^(press|incident|step|notice-seen)/.test(kind))
      );
    };
    await expect.poll(onlyAlarms, { timeout: 10_000 }).toBe(true);
    await page.getByLabel('从').fill('2020-01-01');
    await page.getByLabel('到（含）').fill('2020-01-02');
    await page.getByText('这段时间没有记录').waitFor();
  });

  it('prints as a list on white paper, without the screen around it', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/ledger');
    await page.locator('.ledger-room tbody tr').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.room-bar').isVisible()).toBe(false);
    expect(await page.locator('.board').isVisible()).toBe(false);
    expect(await page.locator('.ledger-table').isVisible()).toBe(true);
    await page.screenshot({ path: 'test-output/ledger-print.png' });
  });
});

describe('the patrol board', () => {
  it('shows the rounds of a day, and a camera view is signed by whoever looked at it', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/patrol');
    await page.getByLabel('日期').fill('2026-09-07');
    const round = page.locator('.round');
    await round.getByText('楼顶画面').waitFor();
    await round.getByRole('button', { name: '已看过画面，签字' }).click();
    await expect.poll(() => here.school().campus.patrol.signed.map(({ person }) => person)).toEqual(['liu.yang']);
    await page.screenshot({ path: 'test-output/patrol.png' });
  });
});

describe('the duty room’s calendar', () => {
  it('lets a leader put somebody in for another, shows the change, and takes it back', async () => {
    const { page } = await here.screen();
    await signIn(page, 'chen.lan');
    await page.goto('/#/duty');
    await page.getByText('改派、请假、换班').click();
    await page.locator('.change').getByLabel(/^岗位/).selectOption('guard');
    await page.getByLabel('由谁顶班').selectOption('zhao.gate');
    await page.getByLabel('原因').fill('培训');
    await page.getByRole('button', { name: '保存' }).click();
    const change = page.locator('.changes li');
    await change.getByText('赵长顺').waitFor();
    await page.screenshot({ path: 'test-output/duty.png' });
    await change.getByRole('button', { name: '撤销' }).click();
    await change.waitFor({ state: 'detached' });
  });

  it('shows a teacher the same without the means to change it', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/duty');
    await page.locator('.duty-room tbody tr').first().waitFor();
    expect(await page.getByText('改派、请假、换班').count()).toBe(0);
    await page.getByText('未来 14 天的空档').waitFor();
  });
});

describe('the analysis', () => {
  it('counts a press in the row of its zone and the column of its hour', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    here.school().campus.press('btn-bike-shed');
    const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit' }).format());
    await page.goto('/#/analysis');
    const row = page.locator('.heat tbody tr').filter({ hasText: '自行车棚' });
    await row.waitFor();
    const counts = await row.locator('td').allTextContents();
    expect(Number(counts[hour])).toBeGreaterThan(0);
    expect(Number(counts[24])).toBe(counts.slice(0, 24).reduce((sum, n) => sum + Number(n), 0));
    await page.screenshot({ path: 'test-output/analysis.png' });
  });
});

describe('the wall', () => {
  const wall = async (english = false): Promise<Page> => {
    const { page } = await here.screen({ viewport: WALL });
    await signIn(page, 'liu.yang');
    if (english) {
      await page.click('.menu summary');
      await page.getByRole('button', { name: 'English' }).click();
    }
    await page.goto('/wall');
    await page.locator('.wall .zone').first().waitFor();
    return page;
  };

  it('shows a press large, with its floor, scrolls nowhere however many there are, and shows nothing that people wrote', async () => {
    const page = await wall();
    for (let n = 0; n < 7; n += 1) {
      say({ id: `w${n}`, zone: TOILET, level: 'urgent', text: '某某同学被推倒', openedAt: new Date().toISOString() });
    }
    await page.getByText(/另有 \d+ 条/).waitFor();
    await zone(page, TOILET).and(page.locator('[data-state=calls]')).waitFor();
    const place = page.locator('.wall-place').first();
    expect(await place.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize))).toBeGreaterThanOrEqual(30);
    const [scrolls, fits] = await page.evaluate(() => {
      const { scrollHeight, scrollWidth } = document.documentElement;
      const list = document.querySelector('.wall-list');
      return [
        scrollHeight > window.innerHeight || scrollWidth > window.innerWidth,
        list !== null && list.scrollHeight <= list.clientHeight + 1,
      ];
    });
    expect(scrolls).toBe(false);
    expect(fits).toBe(true);
    expect(await page.locator('body').textContent()).not.toContain('某某同学');
    await page.screenshot({ path: 'test-output/wall.png' });
    const { serious } = await inspect(page);
    expect(serious).toEqual([]);
  });

  it('goes grey within 10 s when it hears nothing, and comes back by itself', async () => {
    const page = await wall(true);
    await page.locator('.wall[data-stale=false]').waitFor();
    await here.school().kill();
    const silent = performance.now();
    await page.locator('.wall[data-stale=true]').waitFor({ timeout: 15_000 });
    expect(performance.now() - silent).toBeLessThan(10_000);
    await page.screenshot({ path: 'test-output/wall-stale.png' });
    await here.school().revive();
    await page.locator('.wall[data-stale=false]').waitFor({ timeout: 20_000 });
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { card, deed, openIncident, signIn } from './kit/desk-hand.ts';
import { PHONE } from './kit/chromium.ts';
import { stage } from './kit/stage.ts';

const here = stage({}, async (school) => {
  await school.employ('liu.yang', 'duty');
  await school.employ('wang.qiang', 'security');
  await school.employ('ma.audit', 'auditor');
});

const BUTTON = 'btn-playground';
const press = () => here.school().campus.press(BUTTON);

/** Holds every matching request until `go`; counts them. */
async function hold(page: Page, pattern: string): Promise<{ count: () => number; go: () => void }> {
  let count = 0;
  let go: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(pattern, async (route) => {
    count += 1;
    await gate;
    await route.continue();
  });
  return { count: () => count, go };
}

describe('working an incident', () => {
  it('goes from the press to the close on a phone, one thumb, with the record to show for it', async () => {
    const { page } = await here.screen({ viewport: PHONE });
    await signIn(page, 'liu.yang');
    const id = press();
    await card(page, id).locator('[data-deed=take]').tap();
    await card(page, id).getByText('你已接警，请尽快到场').waitFor();
    await card(page, id).locator('.card-link').tap();
    await deed(page, 'arrive').tap();
    await page.locator('.incident[data-status=arrived]').waitFor();
    await deed(page, 'note').tap();
    await page.getByLabel('记录内容').fill('两名学生已分开');
    await page.getByRole('button', { name: '保存' }).tap();
    await page.locator('.timeline').getByText('刘洋 记录：“两名学生已分开”').waitFor();
    await deed(page, 'close').tap();
    await page.getByRole('button', { name: '确认结案' }).tap();
    await page.getByText('请选择结论').waitFor();
    await page.getByText('请写明说明').waitFor();
    await page.getByText('恶作剧').tap();
    await page.getByLabel('说明').fill('课间打闹，已联系班主任');
    await page.getByRole('button', { name: '确认结案' }).tap();
    await page.locator('.incident[data-status=closed]').waitFor();
    await page.locator('.timeline').getByText('刘洋 结案：恶作剧：“课间打闹，已联系班主任”').waitFor();
    expect(
      here
        .school()
        .campus.acts.filter(({ action }) => action.type !== 'see')
        .map(({ action }) => action.type),
    ).toEqual(['take', 'arrive', 'note', 'close']);
    await page.locator('.back').tap();
    await page.getByRole('button', { name: '今天已结' }).tap();
    await page.locator('.closed-row').getByText('操场南侧看台后').first().waitFor();
    expect(await card(page, id).count()).toBe(0);
  });

  it('answers a tap at once and takes no second one while the first is on its way', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const id = press();
    const held = await hold(page, '**/take');
    const button = card(page, id).locator('[data-deed=take]');
    await button.click();
    await expect.poll(() => button.textContent()).toBe('正在接警…');
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.click({ force: true });
    await button.press('Enter');
    held.go();
    await card(page, id).locator('[data-deed=arrive]').waitFor();
    expect(held.count()).toBe(1);
  });

  it('two people tap at the same moment: one has it, the other is told who and when', async () => {
    const liu = await here.screen();
    const wang = await here.screen({ viewport: PHONE });
    await signIn(liu.page, 'liu.yang');
    await signIn(wang.page, 'wang.qiang');
    const id = press();
    const holds = [await hold(liu.page, '**/take'), await hold(wang.page, '**/take')];
    await card(liu.page, id).locator('[data-deed=take]').click();
    await card(wang.page, id).locator('[data-deed=take]').tap();
    await expect.poll(() => holds.map((one) => one.count())).toEqual([1, 1]);
    for (const one of holds) one.go();

    const winners: string[] = [];
    const losers: string[] = [];
    for (const [name, { page }] of [['刘洋', liu] as const, ['王强', wang] as const]) {
      const message = card(page, id).locator('.message');
      await message.waitFor();
      const text = (await message.textContent()) ?? '';
      if (text.startsWith('你已接警')) winners.push(name);
      else losers.push(text);
    }
    expect(winners).toHaveLength(1);
    expect(losers).toEqual([expect.stringMatching(new RegExp(`^${winners[0]} 已于 \\d\\d:\\d\\d:\\d\\d 接警。$`))]);
  });

  it('hands over to somebody on duty, and shows who cannot be reached', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const id = press();
    await card(page, id).locator('[data-deed=take]').click();
    await openIncident(page, id);
    await deed(page, 'handover').click();
    await page.getByText('赵长顺').waitFor();
    await page.locator('label', { hasText: '赵长顺' }).getByText('无可用渠道').waitFor();
    expect(await page.locator('form.sheet').getByText('刘洋').count()).toBe(0);
    await page.getByRole('button', { name: '转交' }).click();
    await page.getByText('请选择转交给谁').waitFor();
    await page.locator('label', { hasText: '李建国' }).click();
    await page.getByRole('button', { name: '转交' }).click();
    await page.locator('.summary').getByText('负责人 李建国').waitFor();
  });

  it('says when the gateway cannot be reached instead of pretending', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const id = press();
    await page.route('**/take', (route) => route.abort());
    await card(page, id).locator('[data-deed=take]').click();
    await card(page, id).getByText('连不上网关，可能没有送到').waitFor();
    await page.unroute('**/take');
    await card(page, id).locator('[data-deed=take]').click();
    await card(page, id).getByText('你已接警').waitFor();
  });

  it('tells “done” from “done and on disk”', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const id = press();
    await page.route('**/take', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, status: 202 });
    });
    await card(page, id).locator('[data-deed=take]').click();
    await card(page, id).getByText('还没写进磁盘').waitFor();
  });

  it('shows who was told by what with which result, and never calls “sent” delivered', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await openIncident(page, 'k3v9tq0p2m5x7w1a');
    const told = page.locator('.told-person');
    const person = (name: string) => told.filter({ hasText: name });
    await person('李建国').locator('.notice[data-state=sent]').getByText('已发出').waitFor();
    await person('李建国').locator('.notice[data-state=delivered]').getByText('已送达').waitFor();
    await person('刘洋').locator('.notice[data-state=failed]').getByText('失败').waitFor();
    await person('陈岚').locator('.notice[data-state=queued]').getByText('待发').waitFor();
    await person('王强').getByText('已看').waitFor();
    const sent = await page.locator('.notice[data-state=sent]').allTextContents();
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.join()).not.toContain('已送达');
  });

  it('counts as seen when somebody opens it, once', async () => {
    const { page } = await here.screen();
    await signIn(page, 'wang.qiang');
    const id = press();
    await openIncident(page, id);
    await page.locator('.timeline').getByText('王强已查看').waitFor();
    const seen = here.school().campus.acts.filter(({ action }) => action.type === 'see' && action.incident === id);
    expect(seen).toHaveLength(1);
  });

  it('is raised by a person, and what they wrote is text, whatever it contains', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.getByRole('link', { name: '人工报警' }).click();
    await page.getByRole('button', { name: '发出报警' }).click();
    await page.getByText('请选择地点').waitFor();
    await page.getByLabel('地点').selectOption('bike-shed');
    const evil = `<img src=x onerror="alert('owned')"><script>alert(1)</script><b>bold</b>`;
    await page.getByRole('textbox', { name: '情况' }).fill(evil);
    await page.getByRole('button', { name: '发出报警' }).click();
    await page.locator('.summary .said').waitFor();
    expect(await page.locator('.summary .said').textContent()).toBe(evil);
    expect(await page.locator('.incident img, .incident script, .incident b').count()).toBe(0);
    expect(dialogs).toEqual([]);
  });

  it('lets an auditor read and nothing else', async () => {
    const { page } = await here.screen();
    await signIn(page, 'ma.audit');
    const id = press();
    await card(page, id).waitFor();
    expect(await page.locator('[data-deed]').count()).toBe(0);
    await openIncident(page, id);
    expect(await page.locator('[data-deed]').count()).toBe(0);
    expect(await page.getByRole('link', { name: '人工报警' }).count()).toBe(0);
  });
});

describe('the procedure', () => {
  it('is ticked off with who and when, and taken back', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    const id = press();
    await openIncident(page, id);
    const line = page.locator('.procedure li').filter({ hasText: '120' });
    await line.locator('input').check();
    await line.getByText(/\d\d:\d\d:\d\d · 刘洋/).waitFor();
    await page.getByText('1/3 已做').waitFor();
    await page.locator('.timeline').getByText('刘洋 完成预案步骤 hurt').waitFor();
    await line.locator('input').uncheck();
    await page.getByText('0/3 已做').waitFor();
  });
});

describe('a drill', () => {
  it('is started for a place, says so everywhere, and ends in a report of its times with a replay', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.goto('/#/raise');
    await page.getByLabel('地点').selectOption('bike-shed');
    await page.getByText('有人求助').first().click();
    await page.getByRole('textbox', { name: '情况' }).fill('演练：车棚有人求助');
    await page.getByLabel(/这是演练/).check();
    await page.getByRole('button', { name: '开始演练' }).click();
    await page.locator('.incident[data-drill=true]').waitFor();
    await page.locator('.incident .drill-band').getByText('演练 DRILL').waitFor();
    await deed(page, 'take').click();
    await page.locator('.incident[data-status=taken]').waitFor();
    await page.getByRole('link', { name: '报告与回放' }).click();
    await page.getByRole('heading', { name: '演练报告' }).waitFor();
    const taken = page.locator('[data-milestone=taken]');
    await taken.getByText(/^\d\d:\d\d$/).waitFor();
    await page.locator('[data-milestone=closed]').getByText('还没有').waitFor();
    await page.locator('.zone[data-zone=bike-shed][data-state=taken]').waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.locator('.zone[data-zone=bike-shed][data-state=calls]').waitFor();
    await page.screenshot({ path: 'test-output/drill-report.png' });
  });
});

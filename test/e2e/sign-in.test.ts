import { describe, expect, it } from 'vitest';
import { fillSignIn, signIn } from './kit/desk-hand.ts';
import { giveEar, LOOP } from './kit/ear.ts';
import { PASSWORD } from './kit/small-school.ts';
import { stage } from './kit/stage.ts';

const here = stage({ attemptsPerUser: 4 }, async (school) => {
  await school.employ('liu.yang', 'duty');
  await school.employ('wang.qiang', 'security');
  await school.employ('sun.li', 'duty');
});

describe('signing in', () => {
  it('lets the teacher on duty in, and out again', async () => {
    const { page } = await here.screen();
    await signIn(page, 'liu.yang');
    await page.waitForSelector('.card');
    await page.click('.menu summary');
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForSelector('input[name=password]');
    await page.reload();
    await page.waitForSelector('input[name=password]');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says that user or password is wrong, and after several tries to wait', async () => {
    const { page } = await here.screen();
    await page.goto('/');
    await fillSignIn(page, 'wang.qiang', 'not-the-password');
    await page.getByText('账号或密码不对').waitFor();
    for (let i = 0; i < 4; i += 1) {
      await Promise.all([
        page.waitForResponse((r) => r.url().endsWith('/api/session') && r.request().method() === 'POST'),
        page.click('form button[type=submit]'),
      ]);
    }
    await page.getByText(/尝试太多次，请 .* ?(秒|分钟)后再试/).waitFor();
  });

  it('says that the gateway cannot be reached, and comes in by itself when it is back', async () => {
    const { page } = await here.screen();
    await page.goto('/');
    await page.waitForSelector('input[name=user]');
    await here.school().kill();
    await fillSignIn(page, 'liu.yang', PASSWORD);
    await page.getByText('连不上网关').waitFor();
    await here.school().revive();
    await page.click('form button[type=submit]');
    await page.waitForSelector('.desk');
  });

  it('leads from a one-time code to a password of one’s own, at least ten characters, before anything else', async () => {
    const code = await here.school().invite('chen.lan', 'leader');
    const { page } = await here.screen();
    await page.goto('/');
    await fillSignIn(page, 'chen.lan', code);
    const fields = page.locator('input[autocomplete=new-password]');
    await fields.first().waitFor();
    expect(await page.locator('.card').count()).toBe(0);
    await fields.nth(0).fill('short');
    await page.click('form button[type=submit]');
    await page.getByText('还差 5 个字符').waitFor();
    await fields.nth(0).fill('long-enough-now');
    await fields.nth(1).fill('long-enough-not');
    await page.click('form button[type=submit]');
    await page.getByText('两次输入的不一样').waitFor();
    await fields.nth(1).fill('long-enough-now');
    await page.click('form button[type=submit]');
    await page.waitForSelector('.card');

    const again = await here.screen();
    await again.page.goto('/');
    await fillSignIn(again.page, 'chen.lan', code);
    await again.page.getByText('账号或密码不对').waitFor();
    await signIn(again.page, 'chen.lan', 'long-enough-now');
  });

  it('asks again, loudly, when a session ends by itself on duty', async () => {
    const { page } = await here.screen();
    const ear = await giveEar(page);
    await signIn(page, 'sun.li');
    await page.click('.button-duty');
    await page.waitForSelector('.on-duty');
    await here.school().lockOut('sun.li', 'duty');
    await page.getByText('登录已过期，本机收不到警情').waitFor({ timeout: 20_000 });
    expect(await page.locator('.card').count()).toBe(0);
    await expect.poll(() => ear.looping()).toEqual([LOOP.lost]);
    expect(await page.title()).toContain('⚠');
    await fillSignIn(page, 'sun.li', await here.school().invite('sun.li', 'duty'));
    await page.locator('input[autocomplete=new-password]').first().waitFor();
    await expect.poll(() => ear.looping()).toEqual([]);
  });

  it('speaks English to whoever asks for it, and remembers', async () => {
    const { page } = await here.screen();
    await page.goto('/');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByLabel('Password or one-time code').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await signIn(page, 'liu.yang');
    await page.getByText('Open incidents').waitFor();
    await page.reload();
    await page.getByText('Open incidents').waitFor();
  });
});

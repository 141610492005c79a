/** The console as it is shipped, served by the gateway as it is shipped, with a button on the wire and a phone that rings. */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FakeWebhook, startFakeWebhook } from '../kit/fake-webhook.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { PressingDevice } from '../kit/pressing-device.ts';
import { openScreen, PHONE, type Screen, type ScreenOptions, startChromium } from './kit/chromium.ts';
import { deed, fillSignIn } from './kit/desk-hand.ts';

const BUTTON = 'btn-teach-3f-west';
const GUARD = { id: 'zhao-gang', name: '赵刚', password: 'bao-an-dui-zhang-1' };

let browser: Browser;
let phones: FakeWebhook;
let gateway: GatewayProcess;
let button: PressingDevice;
const screens: Screen[] = [];

beforeAll(async () => {
  browser = await startChromium();
  phones = await startFakeWebhook();
  gateway = await GatewayProcess.start({
    env: { CAMPUS_GUARD_PHONES_URL: phones.url, CAMPUS_GUARD_PHONES_SECRET: phones.secret },
  });
  const password = (await gateway.secrets([BUTTON])).get(BUTTON) ?? '';
  button = new PressingDevice({ id: BUTTON, password, port: gateway.mqttPort });
  button.connect();
  await button.until((one) => one.isConnected);
}, 240_000);
afterEach(async () => {
  const complaints = screens.flatMap((one) => one.complaints);
  for (const one of screens.splice(0)) await one.context.close();
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  button?.leave();
  await browser?.close();
  await gateway?.remove();
  await phones?.close();
});

async function screen(options?: ScreenOptions): Promise<Screen> {
  const one = await openScreen(browser, gateway.url, options);
  screens.push(one);
  return one;
}

async function signInAsGuard(one: Screen): Promise<void> {
  await one.page.goto('/');
  await fillSignIn(one.page, GUARD.id, GUARD.password);
  await one.page.waitForSelector('.health');
}

describe('the whole gateway and its console', () => {
  it('from a one-time code of the command line to the board', async () => {
    const made = await gateway.cli('user', 'add', GUARD.id, '--role', 'security', '--json');
    expect(made.code, made.stderr).toBe(0);
    const { code } = z.object({ code: z.string() }).parse(JSON.parse(made.stdout));
    const { page } = await screen();
    await page.goto('/');
    await fillSignIn(page, GUARD.id, code);
    const fields = page.locator('input[autocomplete=new-password]');
    await fields.nth(0).fill(GUARD.password);
    await fields.nth(1).fill(GUARD.password);
    await page.click('form button[type=submit]');
    await page.waitForSelector('.health');
    await page.getByText('芙蓉初中').first().waitFor();
  });

  it('from the press on the wire to the close: the card, the phone that rang, and the light on the button', async () => {
    const one = await screen({ viewport: PHONE });
    const { page } = one;
    await signInAsGuard(one);
    const began = performance.now();
    const seq = button.press({ hold: 900 });
    const card = page.locator('.card', { hasText: '教学楼三层' }).first();
    await card.waitFor();
    expect(performance.now() - began).toBeLessThan(2000);
    await button.receipt(seq, 'recorded');
    await button.receipt(seq, 'notified');
    expect((await phones.waitFor(1))[0]?.message.device).toBe(BUTTON);

    await card.locator('[data-deed=take]').tap();
    await card.getByText('你已接警，请尽快到场').waitFor();
    await button.receipt(seq, 'taken');
    await card.locator('.card-link').tap();
    await page.locator('.told-person').getByText('已发出').first().waitFor();
    await page.locator('.timeline').getByText(`${GUARD.name} 接警`).waitFor();
    await page.screenshot({ path: 'test-output/whole-gateway-taken.png', fullPage: true });
    await deed(page, 'arrive').tap();
    await button.receipt(seq, 'arrived');
    await deed(page, 'close').tap();
    await page.getByText('误报').tap();
    await page.getByLabel('说明').fill('课间误碰，已核实');
    await page.getByRole('button', { name: '确认结案' }).tap();
    await page.locator('.incident[data-status=closed]').waitFor();
    await button.receipt(seq, 'closed');
    await page.locator('.timeline').getByText(`${GUARD.name} 结案：误报：“课间误碰，已核实”`).waitFor();
    await page.screenshot({ path: 'test-output/whole-gateway-closed.png', fullPage: true });
  });

  it('two people on two screens: one has it, the other reads who and when', async () => {
    const liu = 'liu-fang';
    const token = await gateway.token(liu, 'duty');
    const one = await screen();
    await signInAsGuard(one);
    button.press();
    const card = one.page.locator('.card[data-status=open][data-level=help]').first();
    await card.waitFor();
    const id = await card.getAttribute('data-incident');
    // The colleague is quicker by exactly the time this person's tap takes to arrive.
    await one.page.route('**/take', async (route) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      await fetch(`${gateway.url}/api/incidents/${id}/take`, { method: 'POST', headers, body: '{}' });
      await route.continue();
    });
    await card.locator('[data-deed=take]').click();
    await one.page
      .locator(`[data-incident="${id}"] .message`)
      .getByText(/^刘芳 已于 \d\d:\d\d:\d\d 接警。$/)
      .waitFor();
  });

  it('goes grey when the gateway is killed, and shows the press of the meantime when it is back', async () => {
    const one = await screen();
    const { page } = one;
    await signInAsGuard(one);
    await page.locator('.desk[data-stale=false]').waitFor();
    await gateway.kill();
    const died = performance.now();
    await page.locator('.desk[data-stale=true]').waitFor({ timeout: 10_000 });
    expect(performance.now() - died).toBeLessThan(10_000);
    const seq = button.press({ level: 'urgent' });
    await gateway.start();
    await button.receipt(seq, 'recorded');
    await page.locator('.desk[data-stale=false]').waitFor({ timeout: 20_000 });
    await page.locator('.card[data-level=urgent]').first().waitFor();
  });
});

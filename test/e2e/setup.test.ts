/** The configuration, changed in the console of the gateway as it is shipped, by somebody who knows no YAML. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { inspect } from './kit/axe.ts';
import { openScreen, type Screen, startChromium } from './kit/chromium.ts';
import { fillSignIn } from './kit/desk-hand.ts';

let browser: Browser;
let gateway: GatewayProcess;
let screen: Screen;

beforeAll(async () => {
  browser = await startChromium();
  gateway = await GatewayProcess.start();
  const made = await gateway.cli('user', 'add', 'tang-yi', '--role', 'admin');
  const code = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}/.exec(made.stdout)?.[0] ?? '';
  screen = await openScreen(browser, gateway.url);
  const { page } = screen;
  await page.goto('/');
  await fillSignIn(page, 'tang-yi', code);
  await page.locator('input[type=password]').nth(1).waitFor();
  for (const field of await page.locator('input[type=password]').all()) await field.fill('xin-xi-jiao-shi-5');
  await page.click('form button[type=submit]');
  await page.waitForSelector('.health');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.remove();
});

const fileOf = (name: string): string => readFileSync(join(gateway.config, name), 'utf8');

describe('the setup room', () => {
  it('lets the IT teacher rename a button and place a zone; what is wrong is said before anything is written', async () => {
    const { page } = screen;
    await page.goto('/#/setup');
    await page.getByRole('button', { name: '设备', exact: true }).click();
    const button = page.locator('.setup-item').filter({ hasText: 'btn-gym-behind' });
    await button.locator('summary').first().click();
    await button.getByLabel('区域', { exact: true }).fill('moon');
    await page.getByRole('button', { name: '检查并保存（1 处）' }).click();
    await page.getByText(/devices\.yaml:\d+:\d+ devices\[\d+\]\.zone/).waitFor();
    await page.screenshot({ path: 'test-output/setup-wrong.png' });
    expect(fileOf('devices.yaml')).not.toContain('moon');

    await page.getByRole('button', { name: '放弃改动' }).click();
    const before = fileOf('devices.yaml');
    await button.getByLabel('名称', { exact: true }).fill('体育馆后墙求助按钮');
    await page.getByRole('button', { name: '检查并保存（1 处）' }).click();
    await expect
      .poll(() => fileOf('devices.yaml'), { timeout: 15_000 })
      .toBe(before.replace('体育馆后侧求助按钮', '体育馆后墙求助按钮'));
    await page.goto('/#/devices');
    await page.getByText('体育馆后墙求助按钮').waitFor();
    expect(screen.complaints).toEqual([]);
  });

  it('is accessible, in English too', async () => {
    const { page } = screen;
    await page.click('.menu summary');
    await page.getByRole('button', { name: 'English' }).click();
    await page.goto('/#/setup');
    await page.getByRole('button', { name: 'People, duty roster, fallback' }).click();
    await page.locator('.setup-item summary').first().click();
    await page.getByLabel('Title').first().waitFor();
    const { serious, checked } = await inspect(page);
    expect(checked).toBeGreaterThan(15);
    expect(serious).toEqual([]);
  });
});

/** A real Chromium, as Debian ships it, with a profile of its own that is thrown away. */

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const PHONE = { width: 360, height: 640 };
export const DUTY_ROOM = { width: 1440, height: 900 };

/** @throws where Chromium is not installed: a browser test that did not run must not look like one that passed. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`chromium is missing: ${CHROMIUM} is not there. Install the Debian package \`chromium\`.`);
  }
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGS });
}

export interface Screen {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything the page complained about: errors, CSP violations, requests to foreign hosts. */
  readonly complaints: string[];
}

export interface ScreenOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'dark' | 'light';
  readonly touch?: boolean;
}

/** A fresh screen: no cookies, its own storage, in a time zone that is not the school's. */
export async function openScreen(browser: Browser, url: string, options: ScreenOptions = {}): Promise<Screen> {
  const viewport = options.viewport ?? DUTY_ROOM;
  const context = await browser.newContext({
    viewport,
    hasTouch: options.touch ?? viewport.width < 600,
    colorScheme: options.colorScheme ?? 'dark',
    timezoneId: 'America/Sao_Paulo',
    locale: 'zh-CN',
    baseURL: url,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself logs every 4xx and every refused connection; those are part of the stories.
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) complaints.push(`foreign request: ${request.url()}`);
  });
  return { page, context, complaints };
}

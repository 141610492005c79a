/** What a person does at the console, in one line each. */

import type { Locator, Page } from 'playwright-core';
import { PASSWORD } from './small-school.ts';

export async function fillSignIn(page: Page, user: string, password: string): Promise<void> {
  await page.fill('input[name=user]', user);
  await page.fill('input[name=password]', password);
  await page.click('form button[type=submit]');
}

/** From the first page to the board, live: its health has been heard. */
export async function signIn(page: Page, user: string, password: string = PASSWORD): Promise<void> {
  await page.goto('/');
  await fillSignIn(page, user, password);
  await page.waitForSelector('.health');
}

export const card = (page: Page, incident: string): Locator => page.locator(`.card[data-incident="${incident}"]`);

/** A button of the open incident, whatever language it speaks. */
export const deed = (page: Page, name: 'take' | 'arrive' | 'note' | 'handover' | 'close'): Locator =>
  page.locator(`.incident [data-deed="${name}"]`);

export async function openIncident(page: Page, incident: string): Promise<void> {
  await page.goto(`/#/i/${incident}`);
  await page.waitForSelector(`.incident[data-incident="${incident}"] .timeline li`);
}

/** One Chromium, one built console and one small school for a test file; screens that complained fail their test. */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { buildConsole, type BuiltConsole } from './built-console.ts';
import { openScreen, type Screen, type ScreenOptions, startChromium } from './chromium.ts';
import { openSmallSchool, type SmallSchool, type SmallSchoolOptions } from './small-school.ts';

export interface Stage {
  school(): SmallSchool;
  consoleDir(): string;
  screen(options?: ScreenOptions): Promise<Screen>;
}

/** @param staff made in the school before the first test */
export function stage(
  options: Omit<SmallSchoolOptions, 'consoleDir'>,
  staff: (school: SmallSchool) => Promise<void>,
): Stage {
  let browser: Browser | null = null;
  let built: BuiltConsole | null = null;
  let school: SmallSchool | null = null;
  const screens: Screen[] = [];

  beforeAll(async () => {
    browser = await startChromium();
    built = await buildConsole();
    school = await openSmallSchool({ ...options, consoleDir: built.dir });
    await staff(school);
  });
  afterEach(async () => {
    const complaints = screens.flatMap((one) => one.complaints);
    for (const one of screens.splice(0)) await one.context.close();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await school?.close();
    built?.remove();
  });

  const there = <T>(value: T | null): T => {
    if (value === null) throw new Error('the stage is not up yet');
    return value;
  };
  return {
    school: () => there(school),
    consoleDir: () => there(built).dir,
    screen: async (how) => {
      const one = await openScreen(there(browser), there(school).url, how);
      screens.push(one);
      return one;
    },
  };
}

/** All words of the console in each language. English is checked against the Chinese: a missing word does not compile. */

import { record as enRecord } from './en/record.ts';
import { rooms as enRooms } from './en/rooms.ts';
import { screens as enScreens } from './en/screens.ts';
import type { RecordWords } from './record-words.ts';
import { record as zhRecord } from './zh-cn/record.ts';
import { type RoomWords, rooms as zhRooms } from './zh-cn/rooms.ts';
import { screens as zhScreens } from './zh-cn/screens.ts';

export type Language = 'zh-CN' | 'en';
export type Screens = typeof zhScreens;
export type Dictionary = Screens & RoomWords & RecordWords;

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

export const DICTIONARIES: Readonly<Record<Language, Dictionary>> = {
  'zh-CN': { ...zhScreens, ...zhRooms, ...zhRecord },
  en: { ...enScreens, ...enRooms, ...enRecord },
};

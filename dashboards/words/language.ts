/** Both languages come from one source: every text is a pair, and a dashboard is built once for each language. */

import type { Meaning } from '../../gateway/contract/series/measurement.ts';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Say = (text: Meaning) => string;

export const sayIn =
  (language: Language): Say =>
  ([zh, en]) =>
    language === 'en' ? en : zh;

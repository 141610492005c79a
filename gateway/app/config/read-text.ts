/** A config file as text: a plain UTF-8 file of bounded size, or the problem with it. */

import { readFileSync, statSync } from 'node:fs';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

export const MAX_FILE_BYTES = 1024 * 1024;

export type ReadText = { readonly text: string; readonly problem: Problem | null };

/** Never throws. `file` is its name in messages. */
export function readText(path: string, file: string): ReadText {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { text: '', problem: wholeFile(file, say('不是普通文件', 'is not a regular file')) };
    if (stat.size > MAX_FILE_BYTES) return { text: '', problem: wholeFile(file, tooLarge(stat.size)) };
    const text = readFileSync(path).toString('utf8');
    const bad = text.indexOf('\uFFFD');
    return { text, problem: bad < 0 ? null : notUtf8(file, text.slice(0, bad)) };
  } catch (error) {
    return {
      text: '',
      problem: wholeFile(file, say(`读不了（${codeOf(error)}）`, `cannot be read (${codeOf(error)})`)),
    };
  }
}

function notUtf8(file: string, before: string): Problem {
  const lines = before.split('\n');
  const message = say(
    '不是 UTF-8 文字（也许存成了 GBK）：请用 UTF-8 另存',
    'is not UTF-8 text (perhaps saved as GBK): save it again as UTF-8',
  );
  return { file, line: lines.length, col: (lines.at(-1)?.length ?? 0) + 1, key: 'file', message };
}

export const wholeFile = (file: string, message: string): Problem => ({ file, line: 1, col: 1, key: 'file', message });

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'error';

const tooLarge = (bytes: number): string =>
  say(
    `文件太大（${bytes} 字节）：最多 ${MAX_FILE_BYTES}`,
    `is too large (${bytes} bytes): at most ${MAX_FILE_BYTES} are read`,
  );

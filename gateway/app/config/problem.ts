import { nearest } from './suggestion.ts';
import { quote, say } from './words.ts';

/** A place in a config file. `line` and `col` count from 1. */
export interface Problem {
  /** Name of the file inside the config folder. */
  readonly file: string;
  readonly line: number;
  readonly col: number;
  /** Path of the key from the file's root, e.g. `devices[3].zone`; `file` where the whole file is meant. */
  readonly key: string;
  /** What is wrong, and what would be right. Never holds the value of an environment variable or a secret. */
  readonly message: string;
}

/** `file:line:col key: what is wrong, and what would be right` (CONTRACT.md). */
export const formatProblem = (problem: Problem): string =>
  `${problem.file}:${problem.line}:${problem.col} ${problem.key}: ${problem.message}`;

/** A fresh list in reading order: by file, then top to bottom. */
export const inReadingOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.col - b.col || compare(a.message, b.message),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * "There is no such X": names the nearest known one where it looks like a slip, else lists the known ones.
 * `what` is the noun in both languages.
 */
export function unknownName(what: readonly [string, string], written: string, known: Iterable<string>): string {
  const names = [...known];
  const guess = nearest(written, names);
  const zh = `没有${what[0]} ${quote(written)}`;
  const en = `there is no ${what[1]} ${quote(written)}`;
  if (guess !== null) return say(`${zh}，是不是想写 "${guess}"？`, `${en}, did you mean "${guess}"?`);
  if (names.length === 0) return say(`${zh}，这里还没有可用的${what[0]}`, `${en}, and none is configured yet`);
  return say(`${zh}，可以写：${list(names)}`, `${en}; write one of: ${list(names)}`);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown}, … (${names.length})` : shown;
}

/** The ledger as a table for people: one row a fact, times in the school's zone, safe to open in a spreadsheet. */

import type { LedgerItem } from '../../../ports/journal.ts';
import { kindInChinese } from './kind-words.ts';

export const HEADER = [
  '序号 n',
  '时间 time',
  '事项 kind',
  '对象 subject',
  '操作者 actor',
  '内容 data',
  '校验 hash',
  '时钟可信 clock trusted',
] as const;

export function localTime(at: string, timeZone: string): string {
  const text = new Date(at).toLocaleString('sv-SE', { timeZone });
  return text.replace('T', ' ');
}

export const rowOf = (item: LedgerItem, timeZone: string): readonly string[] => [
  String(item.n ?? ''),
  localTime(item.at, timeZone),
  `${kindInChinese(item.kind)} ${item.kind}`.trim(),
  item.subject,
  item.actor,
  JSON.stringify(item.data),
  item.hash ?? '',
  item.trusted ? '是 yes' : '否 no',
];

/** A text that begins like a formula would be run by the spreadsheet that opens it: a note is written by anybody. */
export const defused = (text: string): string => (/^[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text);

/** RFC 4180, every field quoted. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${defused(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

/** Tells Excel that the file is UTF-8. */
export const BOM = '\uFEFF';

/** The alert's text as a channel can carry it: never cut inside a character, and the ledger head and the link survive any cut. */

import type { AlertMessage } from '../../contract/alert.ts';
import type { School } from '../../core/school.ts';

type Language = School['language'];

const LINK_LABEL: Record<Language, string> = { 'zh-CN': '接警:', en: 'Take over: ' };
const TITLES: Record<Language, Record<AlertMessage['level'], string>> = {
  'zh-CN': { urgent: '紧急求助', help: '求助报警', fault: '设备故障', info: '消息' },
  en: { urgent: 'URGENT call for help', help: 'Call for help', fault: 'Equipment fault', info: 'Notice' },
};
const DRILL: Record<Language, string> = { 'zh-CN': '【演练】', en: '[DRILL] ' };
const CLOSED: Record<Language, string> = { 'zh-CN': '已结束', en: 'closed' };

/** One line for subjects and notifications. */
export function alertTitle(message: AlertMessage, language: Language): string {
  const drill = message.drill ? DRILL[language] : '';
  const closed = message.reason === 'closed' ? ` (${CLOSED[language]})` : '';
  return `${drill}${TITLES[language][message.level]}${closed} · ${message.zone.name}`;
}

/** Text, then the link on a line of its own; at most `maxBytes` of UTF-8. */
export function alertText(message: AlertMessage, language: Language, maxBytes: number): string {
  const link =
    message.link === null || message.text.includes(message.link) ? '' : `\n${LINK_LABEL[language]}${message.link}`;
  const whole = message.text + link;
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const kept = message.link === null ? '' : `\n${LINK_LABEL[language]}${message.link}`;
  const tail = `…\n${message.head.slice(-8)}${kept}`;
  const room = maxBytes - Buffer.byteLength(tail);
  return room > 0 ? cutBytes(message.text, room) + tail : cutBytes(tail, maxBytes);
}

/** The longest beginning of `text` that fits into `maxBytes` of UTF-8 and ends between characters. */
export function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  let end = Math.max(0, maxBytes);
  while (end > 0 && ((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}

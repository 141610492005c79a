/** What a staff phone shows when an alert comes in: who was told what, on a few lines a person can read. */

import type { AlertMessage } from '../../contract/alert.ts';
import type { Pick } from '../voice.ts';

const REASONS: Readonly<Record<AlertMessage['reason'], readonly [string, string]>> = {
  opened: ['新报警', 'new alarm'],
  repeat: ['再次提醒', 'reminder'],
  escalated: ['升级通知', 'escalated'],
  're-alarm': ['接手后无进展，重新报警', 'taken, then nothing: alarm again'],
  'press-again': ['再次按下', 'pressed again'],
  closed: ['已结束', 'closed'],
};

export interface Readers {
  readonly people: ReadonlyMap<string, string>;
  readonly pick: Pick;
}

/** `line`: the name of the channel it came in by. */
export function alertLines(alert: AlertMessage, line: string, { people, pick }: Readers): readonly string[] {
  const to = alert.person === null ? pick('现场', 'on site') : (people.get(alert.person) ?? alert.person);
  const [zh, en] = REASONS[alert.reason];
  const drill = alert.drill ? pick('【演练】', '[DRILL] ') : '';
  const head = `📱 ${to}（${line}）← ${drill}${pick(zh, en)} · ${alert.kind}/${alert.level} · ${alert.zone.name}`;
  const text = alert.text.split('\n').map((one) => `   ${one}`);
  const isTold = alert.link === null || alert.text.includes(alert.link);
  return isTold ? [head, ...text] : [head, ...text, `   ${alert.link}`];
}

/** The quiet light on a help button: what the pupil who pressed it can see. */

import type { ReceiptState } from '../contract/mqtt.ts';

export const LIGHT: Readonly<
  Record<ReceiptState, { readonly sign: string; readonly zh: string; readonly en: string }>
> = {
  recorded: { sign: '●', zh: '已记录', en: 'recorded' },
  notified: { sign: '●●', zh: '已通知到人', en: 'a person was told' },
  taken: { sign: '◐', zh: '有人接手', en: 'somebody took over' },
  arrived: { sign: '◉', zh: '已到场', en: 'somebody is there' },
  closed: { sign: '○', zh: '已处理完', en: 'closed' },
};

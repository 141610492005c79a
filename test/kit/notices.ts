/** Notices and alert messages of an invented school, for stories that need one and do not care which. */

import type { AlertMessage } from '../../gateway/contract/alert.ts';
import type { NoticeOrder } from '../../gateway/core/facts.ts';

let made = 0;

/** An urgent first notice of a panic to a guard, unless told otherwise; its id is new. */
export function noticeOrder(over: Partial<NoticeOrder> = {}): NoticeOrder {
  made += 1;
  return {
    notice: `notice-${made}`,
    incident: `incident-${made}`,
    person: 'guard-zhou',
    channel: 'hook',
    to: '13800000001',
    reason: 'opened',
    step: 1,
    urgent: true,
    device: 'btn-j3-west-wc',
    ...over,
  };
}

export function alertMessage(over: Partial<AlertMessage> = {}): AlertMessage {
  return {
    incident: 'inc-0001',
    kind: 'panic',
    level: 'help',
    drill: false,
    reason: 'opened',
    zone: { id: 'j3-west-wc', name: '教学楼三层西侧卫生间外' },
    device: 'btn-j3-west-wc',
    openedAt: '2026-09-07T10:05:00+08:00',
    step: 1,
    person: 'guard-zhou',
    presses: 1,
    text: '【求助按钮】教学楼三层西侧卫生间外\n新报警,始于 10:05:00\n台账 42·9f8e7d6c',
    link: 'https://guard.furong.example/t/dG9rZW4',
    head: '42·9f8e7d6c',
    ...over,
  };
}

/** The message that an order asks for, as a pager's `compose` would make it. */
export function messageFor(order: NoticeOrder): AlertMessage {
  return alertMessage({
    incident: order.incident,
    reason: order.reason,
    level: order.urgent ? 'help' : 'info',
    step: order.step,
    person: order.person,
    device: order.device,
  });
}

/** The alert as people read it, in the school's language. Made when it is sent, so that it says how things stand. */

import type { CampusState } from '../../core/campus.ts';
import type { IncidentKind, NoticeOrder, NoticeReason } from '../../core/facts.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { School } from '../../core/school.ts';
import type { AlertMessage } from '../../contract/alert.ts';

type Language = School['language'];

const KINDS: Record<Language, Record<IncidentKind, string>> = {
  'zh-CN': {
    panic: '求助按钮',
    tamper: '设备被拆',
    'device-silent': '设备失联',
    'door-held': '门长时间未关',
    'after-hours': '非开放时段有动静',
    'patrol-missed': '巡查缺漏',
    unusual: '异常情况',
    manual: '人工报警',
    storage: '存储故障',
    channel: '通知通道故障',
  },
  en: {
    panic: 'Help button',
    tamper: 'Device tampered with',
    'device-silent': 'Device silent',
    'door-held': 'Door held open',
    'after-hours': 'Activity after hours',
    'patrol-missed': 'Patrol missed',
    unusual: 'Something unusual',
    manual: 'Raised by staff',
    storage: 'Storage fault',
    channel: 'Alert channel fault',
  },
};

const REASONS: Record<Language, Record<NoticeReason, string>> = {
  'zh-CN': {
    opened: '新报警',
    repeat: '仍无人接手',
    escalated: '升级通知',
    're-alarm': '已接手但无进展',
    'press-again': '再次按下',
    closed: '已结束',
  },
  en: {
    opened: 'New alarm',
    repeat: 'Still nobody has taken over',
    escalated: 'Escalated to you',
    're-alarm': 'Taken over, then nothing',
    'press-again': 'Pressed again',
    closed: 'Closed',
  },
};

const offsets = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes 50 µs and more, and an alarm makes a message for each person and channel. */
function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  const format = offsets.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  offsets.set(timeZone, format);
  return format;
}

/** ISO 8601 with the offset of the zone at that moment, e.g. `2026-11-23T22:41:05.123+08:00`. */
export function isoInZone(epochMs: number, timeZone: string): string {
  const name = offsetFormat(timeZone)
    .formatToParts(epochMs)
    .find((part) => part.type === 'timeZoneName')?.value;
  const found = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  const minutes = found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
  const local = new Date(epochMs + minutes * 60_000).toISOString().slice(0, -1);
  return `${local}${found ? `${found[1]}${found[2]}:${found[3]}` : '+00:00'}`;
}

export function placeName(school: School, incident: Pick<Incident, 'zone' | 'device'>): { id: string; name: string } {
  const zone = incident.zone === null ? undefined : school.zones.get(incident.zone);
  if (zone) return { id: zone.id, name: school.language === 'en' ? (zone.nameEn ?? zone.name) : zone.name };
  const unknown = school.language === 'en' ? 'place unknown' : '位置未知';
  return { id: 'unknown', name: incident.device ? `${unknown} (${incident.device})` : unknown };
}

function sentence(school: School, incident: Incident, order: NoticeOrder, place: string, clock: string): string {
  const language = school.language;
  const kind = KINDS[language][incident.kind];
  const reason = REASONS[language][order.reason];
  const owner = incident.takenBy ? (school.people.get(incident.takenBy)?.name ?? incident.takenBy) : null;
  const detail = incident.text ? `\n${incident.text}` : '';
  const many = incident.devices.length > 1 ? ` ×${incident.devices.length}` : '';
  if (language === 'en') {
    const urgent = incident.level === 'urgent' ? 'URGENT ' : '';
    const drill = incident.drill ? '[DRILL] ' : '';
    const presses = incident.presses > 1 ? `, pressed ${incident.presses} times` : '';
    return `${drill}[${urgent}${kind}${many}] ${place}\n${reason}, since ${clock}${presses}${owner ? `, with ${owner}` : ''}${detail}`;
  }
  const urgent = incident.level === 'urgent' ? '紧急' : '';
  const drill = incident.drill ? '【演练】' : '';
  const presses = incident.presses > 1 ? `，已按 ${incident.presses} 次` : '';
  return `${drill}【${urgent}${kind}${many}】${place}\n${reason}，始于 ${clock}${presses}${owner ? `，接手人 ${owner}` : ''}${detail}`;
}

export interface MessageDeps {
  readonly state: CampusState;
  readonly school: () => School;
  /** One-tap link for this incident and person. */
  readonly link: (incident: string, person: string) => string;
  /** `<count>·<last 8 hex>` of the ledger head. */
  readonly head: () => string;
}

/** @returns null when the notice is pointless by now (its incident is closed, or it is nobody's first news of a taken one) */
export function composeMessage(order: NoticeOrder, deps: MessageDeps): AlertMessage | null {
  const incident = deps.state.incidents.get(order.incident);
  if (!incident) return null;
  if (incident.status === 'closed' && order.reason !== 'closed') return null;
  // A siren that was off-line when somebody took over must not start when it comes back: it was silenced meanwhile.
  if (order.person === null && incident.status !== 'open' && order.reason !== 're-alarm') return null;
  const school = deps.school();
  const zone = placeName(school, incident);
  const openedAt = isoInZone(incident.openedMs, school.timeZone);
  const link = order.person === null ? null : deps.link(incident.id, order.person);
  const head = deps.head();
  const ledger = school.language === 'en' ? 'ledger' : '台账';
  const text = [
    sentence(school, incident, order, zone.name, openedAt.slice(11, 19)),
    ...(link ? [link] : []),
    `${ledger} ${head}`,
  ].join('\n');
  return {
    incident: incident.id,
    kind: incident.kind,
    level: incident.level,
    drill: incident.drill,
    reason: order.reason,
    zone,
    device: order.device ?? incident.device,
    openedAt,
    step: order.step,
    person: order.person,
    presses: incident.presses,
    text,
    link,
    head,
  };
}

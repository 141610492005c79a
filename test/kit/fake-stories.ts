/**
 * What has happened at the fake school before the test begins: six incidents in different states, told as facts.
 * Times are seconds before `now`; the incidents themselves are the summary a real gateway would show.
 */

import type { Incident, Notice } from '../../gateway/contract/api.ts';
import type { Fact } from '../../gateway/core/facts.ts';

export interface Story {
  readonly incident: Incident;
  readonly notices: readonly Notice[];
  readonly facts: readonly { readonly atMs: number; readonly actor: string; readonly fact: Fact }[];
}

type Told = readonly [person: string | null, channel: string, state: Notice['state'], why?: string];

interface Plot {
  readonly id: string;
  readonly kind: Incident['kind'];
  readonly level: Incident['level'];
  readonly zone: string | null;
  readonly device: string | null;
  /** Seconds ago. */
  readonly opened: number;
  readonly pressesAgo?: readonly number[];
  readonly takenAgo?: readonly [string, number];
  readonly arrivedAgo?: number;
  readonly closedAgo?: readonly [string, number, NonNullable<Incident['outcome']>, string];
  readonly noteAgo?: readonly [string, number, string];
  readonly seen?: readonly string[];
  readonly told: readonly Told[];
  readonly next?: readonly [NonNullable<Incident['next']>['why'], number];
  readonly stale?: boolean;
  readonly drill?: boolean;
  readonly flags?: readonly string[];
  readonly text?: string;
}

const PLOTS: readonly Plot[] = [
  {
    id: 'k3v9tq0p2m5x7w1a',
    kind: 'panic',
    level: 'help',
    zone: 'jx-f3-toilet-west',
    device: 'btn-jx3-toilet-west',
    opened: 41,
    pressesAgo: [41, 12],
    seen: ['wang.qiang'],
    told: [
      ['li.jianguo', 'wecom-duty', 'sent'],
      ['li.jianguo', 'ntfy-lan', 'delivered'],
      ['wang.qiang', 'ntfy-lan', 'delivered'],
      ['liu.yang', 'wecom-duty', 'failed', 'errcode 45009: api freq out of limit'],
      ['liu.yang', 'ntfy-lan', 'sent'],
      [null, 'outputs', 'delivered'],
      ['chen.lan', 'wecom-duty', 'queued'],
    ],
    next: ['step', 49],
  },
  {
    id: 'm8c2r4y6h1n3b5z0',
    kind: 'panic',
    level: 'urgent',
    zone: 'bike-shed',
    device: 'btn-bike-shed',
    opened: 214,
    pressesAgo: [214],
    takenAgo: ['li.jianguo', 190],
    seen: ['li.jianguo', 'chen.lan'],
    told: [
      ['li.jianguo', 'ntfy-lan', 'delivered'],
      ['wang.qiang', 'ntfy-lan', 'sent'],
      ['chen.lan', 'wecom-duty', 'sent'],
    ],
    next: ['arrive', -10],
    stale: true,
    flags: ['late'],
  },
  {
    id: 'd5w1f7s3k9q2t6e8',
    kind: 'manual',
    level: 'help',
    zone: 'playground-south',
    device: null,
    opened: 640,
    takenAgo: ['liu.yang', 600],
    arrivedAgo: 410,
    noteAgo: ['liu.yang', 300, '两名学生已分开，情绪稳定，正在了解经过。'],
    seen: ['liu.yang'],
    told: [
      ['liu.yang', 'ntfy-lan', 'delivered'],
      ['li.jianguo', 'wecom-duty', 'sent'],
    ],
    next: ['close', 790],
    text: '门卫电话报告：看台后有学生推搡',
  },
  {
    id: 'x2b4n6v8c0z1l3j5',
    kind: 'device-silent',
    level: 'fault',
    zone: 'sy-f2-corridor',
    device: 'btn-sy2-corridor',
    opened: 1520,
    told: [['he.xin', 'mail', 'sent']],
    next: ['repeat', 280],
    text: '求助按钮 95 秒没有心跳',
  },
  {
    id: 'p7o5i3u1y9t0r2e4',
    kind: 'panic',
    level: 'help',
    zone: 'jx-f2-stair-east',
    device: 'btn-jx2-stair-east',
    opened: 93_000,
    pressesAgo: [93_000],
    takenAgo: ['wang.qiang', 92_970],
    arrivedAgo: 92_890,
    closedAgo: ['wang.qiang', 92_400, 'prank', '课间嬉闹误按，已与班主任核实'],
    seen: ['wang.qiang'],
    told: [
      ['wang.qiang', 'ntfy-lan', 'delivered'],
      ['li.jianguo', 'ntfy-lan', 'dropped', 'superseded'],
    ],
  },
  {
    id: 'a1s2d3f4g5h6j7k8',
    kind: 'panic',
    level: 'help',
    zone: 'sy-f2-corridor',
    device: 'btn-sy2-corridor',
    opened: 180_000,
    pressesAgo: [180_000, 179_990, 179_980],
    takenAgo: ['zhao.gate', 179_960],
    arrivedAgo: 179_900,
    closedAgo: ['chen.lan', 179_000, 'drill', '月度演练，响应 100 秒'],
    seen: ['zhao.gate', 'chen.lan'],
    told: [['zhao.gate', 'wecom-duty', 'sent']],
    drill: true,
  },
];

/** ISO 8601 in the school's zone (+08:00 all year). */
export const schoolTime = (atMs: number): string => `${new Date(atMs + 28_800_000).toISOString().slice(0, -1)}+08:00`;

const FAKE_NAMES: Readonly<Record<string, string>> = {
  'wecom-duty': '企业微信·值班群',
  'ntfy-lan': '校内推送',
  mail: '邮件',
  outputs: '警号与警灯',
};

export interface Names {
  person(id: string): string | null;
  zone(id: string): string | null;
}

function noticesOf(plot: Plot, at: (ago: number) => number, names: Names): Notice[] {
  return plot.told.map(([person, channel, state, why], index) => ({
    notice: `${plot.id}-${index}`,
    person,
    personName: person === null ? null : names.person(person),
    channel,
    channelName: FAKE_NAMES[channel] ?? channel,
    reason: state === 'queued' ? 'escalated' : 'opened',
    step: state === 'queued' ? 1 : 0,
    state,
    attempts: state === 'queued' ? 0 : state === 'failed' ? 3 : 1,
    queuedAt: schoolTime(at(plot.opened)),
    settledAt: state === 'queued' ? null : schoolTime(at(plot.opened) + 300 + index * 70),
    why: why ?? null,
  }));
}

function incidentOf(plot: Plot, at: (ago: number) => number, names: Names): Incident {
  const when = (ago: number | undefined): string | null => (ago === undefined ? null : schoolTime(at(ago)));
  const reached = plot.told
    .filter(([, , state]) => state === 'sent' || state === 'delivered')
    .map(([person]) => person);
  return {
    id: plot.id,
    kind: plot.kind,
    level: plot.level,
    zone: plot.zone,
    zoneName: plot.zone === null ? null : names.zone(plot.zone),
    device: plot.device,
    status: plot.closedAgo ? 'closed' : plot.arrivedAgo ? 'arrived' : plot.takenAgo ? 'taken' : 'open',
    openedAt: schoolTime(at(plot.opened)),
    takenBy: plot.takenAgo?.[0] ?? null,
    takenByName: plot.takenAgo ? names.person(plot.takenAgo[0]) : null,
    takenAt: when(plot.takenAgo?.[1]),
    arrivedAt: when(plot.arrivedAgo),
    closedAt: when(plot.closedAgo?.[1]),
    closedBy: plot.closedAgo?.[0] ?? null,
    outcome: plot.closedAgo?.[2] ?? null,
    reason: plot.closedAgo?.[3] ?? null,
    presses: plot.pressesAgo?.length ?? 0,
    lastPressAt: when(plot.pressesAgo?.at(-1)),
    flags: [...(plot.flags ?? [])],
    drill: plot.drill ?? false,
    text: plot.text ?? null,
    stale: plot.stale ?? false,
    next: plot.next ? { why: plot.next[0], at: schoolTime(at(-plot.next[1])) } : null,
    reached: [...new Set(reached.filter((person) => person !== null))],
    seenBy: [...(plot.seen ?? [])],
  };
}

function factsOf(plot: Plot, at: (ago: number) => number): Story['facts'] {
  const facts: { atMs: number; actor: string; fact: Fact }[] = [];
  const add = (atMs: number, actor: string, fact: Fact) => facts.push({ atMs, actor, fact });
  const incident = plot.id;
  const opener = plot.kind === 'manual' ? 'person:zhao.gate' : plot.device ? `device:${plot.device}` : 'gateway';
  for (const [index, ago] of (plot.pressesAgo ?? []).entries()) {
    const press = { device: plot.device ?? '', boot: 12, seq: plot.opened + index };
    const details = {
      ageMs: 0,
      at: at(ago),
      level: 'help',
      hold: 900,
      count: null,
      drill: plot.drill ?? false,
    } as const;
    add(at(ago), opener, { kind: 'press', zone: plot.zone, flags: [], ...details, ...press });
    if (index === 0) continue;
    add(at(ago), 'gateway', {
      kind: 'incident-joined',
      incident,
      level: 'help',
      device: plot.device,
      press,
      flags: [],
      renotifyT: null,
    });
  }
  add(at(plot.opened), opener, {
    kind: 'incident-opened',
    incident,
    key: `${plot.kind}:${plot.zone ?? plot.device ?? ''}`,
    of: plot.kind,
    level: plot.level,
    zone: plot.zone,
    device: plot.device,
    drill: plot.drill ?? false,
    flags: plot.flags ?? [],
    text: plot.text ?? null,
    policy: 'panic',
    press: plot.pressesAgo ? { device: plot.device ?? '', boot: 12, seq: plot.opened } : null,
    devices: plot.device ? [plot.device] : [],
  });
  for (const [index, [person, channel, state, why]] of plot.told.entries()) {
    const about = { notice: `${plot.id}-${index}`, incident, person, channel };
    const atMs = at(plot.opened) + 5;
    const to = person ?? 'siren-jx';
    const order = { ...about, to, reason: 'opened', step: 0, urgent: true, device: plot.device } as const;
    add(atMs, 'gateway', { kind: 'notice-queued', ...order });
    const settled = atMs + 300 + index * 70;
    if (state === 'sent' || state === 'delivered') {
      add(settled, 'gateway', { kind: 'notice-sent', ...about, tookMs: 210, attempt: 1, head: '12:0a1b2c3d' });
    }
    if (state === 'delivered') add(settled + 900, 'gateway', { kind: 'notice-delivered', ...about });
    if (state === 'failed') {
      const failure = { attempt: 3, code: 'throttled', detail: why ?? '', final: true };
      add(settled, 'gateway', { kind: 'notice-failed', ...about, ...failure });
    }
  }
  for (const person of plot.seen ?? []) {
    add(at(plot.opened) + 9_000, `person:${person}`, { kind: 'notice-seen', incident, person });
  }
  const deadline = { why: 'arrive', dueT: 0 } as const;
  const owner = `person:${plot.takenAgo?.[0] ?? ''}`;
  if (plot.takenAgo) add(at(plot.takenAgo[1]), owner, { kind: 'incident-taken', incident, deadline });
  if (plot.arrivedAgo) add(at(plot.arrivedAgo), owner, { kind: 'incident-arrived', incident, deadline });
  if (plot.noteAgo) {
    const [person, ago, text] = plot.noteAgo;
    add(at(ago), `person:${person}`, { kind: 'incident-noted', incident, text });
  }
  if (plot.closedAgo) {
    const [person, ago, outcome, reason] = plot.closedAgo;
    add(at(ago), `person:${person}`, { kind: 'incident-closed', incident, outcome, reason });
  }
  return facts;
}

export function fakeStories(nowMs: number, names: Names): readonly Story[] {
  const at = (ago: number): number => nowMs - ago * 1000;
  return PLOTS.map((plot) => ({
    incident: incidentOf(plot, at, names),
    notices: noticesOf(plot, at, names),
    facts: factsOf(plot, at),
  }));
}

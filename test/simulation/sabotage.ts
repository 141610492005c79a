/** Planted faults that prove the simulation: each breaks one promise, from outside, the way a careless change would. */

import type { CampusState } from '../../gateway/core/campus.ts';
import { type Ms, ms } from '../../gateway/core/time.ts';
import type { Intake } from '../../gateway/flow/intake/intake.ts';
import type { Spine } from '../../gateway/flow/spine.ts';
import type { Channel } from '../../gateway/ports/channel.ts';
import type { Clock } from '../../gateway/ports/clock.ts';
import type { Inbound } from '../../gateway/ports/device-link.ts';
import type { LedgerItem } from '../../gateway/ports/journal.ts';
import type { SimulatedDisk } from '../kit/memory-journal.ts';
import type { Event } from './sim-device.ts';

type Answer = (verdict: 'keep' | 'drop') => void;

export interface Sabotage {
  /** After the state was recovered, before the gateway starts. */
  recovered?(state: CampusState): void;
  started?(spine: Spine): void;
  channel?(channel: Channel): Channel;
  clock?(clock: Clock): Clock;
  event?(inbound: Inbound, event: Event, answer: Answer, intake: Intake): void;
  /** After each step. */
  step?(disk: SimulatedDisk): void;
}

export const NONE: Sabotage = {};

/** A planted fault, and the broken promises by which it may come to light. */
export interface Planted {
  readonly name: string;
  readonly shownBy: readonly string[];
  readonly sabotage: Sabotage;
}

/** The engine commits a close whenever somebody arrives: nobody's close. */
function closeOnArrival(spine: Spine): void {
  const { engine } = spine;
  engine.react({
    decided: (facts, at) => {
      for (const fact of facts) {
        if (fact.kind !== 'incident-arrived') continue;
        const { incident } = fact;
        engine.commit([{ kind: 'incident-closed', incident, outcome: 'real', reason: 'auto' }], 'gateway', at, {
          keep: true,
        });
      }
    },
  });
}

/** A rule that calms down: where it finds something, it says that the open incidents are over. */
function calmByRule(spine: Spine): void {
  const { engine } = spine;
  const commit = engine.commit.bind(engine);
  engine.commit = (facts, actor, now, options) => {
    const open = [...engine.state.incidents.values()].find(
      ({ kind, status }) => kind === 'panic' && status !== 'closed',
    );
    if (!open || !facts.some(({ kind }) => kind === 'rule-met')) return commit(facts, actor, now, options);
    const blank = { device: null, press: null, renotifyT: null };
    const calm = { kind: 'incident-joined', incident: open.id, level: 'info', flags: ['restored'], ...blank } as const;
    commit([...facts, calm], actor, now, options);
  };
}

/** A send that believes HTTP 200. */
const believing = (channel: Channel): Channel => ({
  id: channel.id,
  type: channel.type,
  limit: channel.limit,
  send: (delivery) =>
    channel
      .send(delivery)
      .then((result) => (!result.ok && result.code === 'refused' ? { ok: true, state: 'sent' } : result)),
  probe: () => channel.probe(),
  close: () => channel.close(),
});

/** Deadlines by the wall clock. */
const wallClock = (clock: Clock): Clock => {
  const start = clock.now();
  const now = (): ReturnType<Clock['now']> => {
    const real = clock.now();
    return { ...real, t: ms(start.t + real.wall - start.wall) };
  };
  return { now, after: (delay: Ms, fire) => clock.after(delay, fire) };
};

/** Somebody edits the newest note of the ledger. */
function editNotes(disk: SimulatedDisk): void {
  const at = disk.items.findLastIndex(({ kind }) => kind === 'incident-noted');
  const item = disk.items[at];
  if (item) disk.items[at] = { ...item, data: { ...item.data, text: '没有人到过现场' } } satisfies LedgerItem;
}

export const PLANTED: readonly Planted[] = [
  {
    name: 'a press is acknowledged before it is on the disk',
    shownBy: ['acked-not-stored'],
    sabotage: {
      event: (inbound, event, answer, intake) => {
        if (event.press) answer('keep');
        intake.event(inbound, event.press ? () => undefined : answer);
      },
    },
  },
  {
    name: 'a publish is answered twice',
    shownBy: ['acked-twice'],
    sabotage: {
      event: (inbound, _event, answer, intake) => {
        intake.event(inbound, (verdict) => {
          answer(verdict);
          answer(verdict);
        });
      },
    },
  },
  {
    name: 'every third press of a device is swallowed',
    shownBy: ['press-lost', 'press-unanswered'],
    sabotage: {
      event: (inbound, event, answer, intake) => {
        if (!event.press || event.boot === null || (event.seq ?? 0) % 3 !== 0) intake.event(inbound, answer);
      },
    },
  },
  {
    name: 'telemetry that the disk refused is treated as stored',
    shownBy: ['telemetry-not-stored'],
    sabotage: {
      event: (inbound, event, answer, intake) => {
        intake.event(inbound, event.press ? answer : () => answer('keep'));
      },
    },
  },
  {
    name: 'deadlines are forgotten at a restart',
    shownBy: ['no-deadline'],
    sabotage: {
      recovered: (state) => {
        for (const [id, incident] of state.incidents) state.incidents.set(id, { ...incident, deadline: null });
      },
    },
  },
  {
    name: 'the outbox is forgotten at a restart',
    shownBy: ['recovered-differs', 'press-not-paged', 'principal-not-paged', 'nobody-reached'],
    sabotage: { recovered: (state) => state.outbox.clear() },
  },
  {
    name: 'names of events are forgotten at a restart',
    shownBy: ['decided-twice', 'recovered-differs'],
    sabotage: {
      recovered: (state) => {
        for (const device of state.devices.values()) device.recent = [];
      },
    },
  },
  { name: 'an incident closes without a person', shownBy: ['no-actor'], sabotage: { started: closeOnArrival } },
  { name: 'a sensor rule touches a panic', shownBy: ['rule-touched-press'], sabotage: { started: calmByRule } },
  {
    name: 'HTTP 200 with an error body is called sent',
    shownBy: ['sent-unaccepted'],
    sabotage: { channel: believing },
  },
  {
    name: 'deadlines run on the wall clock',
    shownBy: ['overdue', 'not-climbed', 'press-not-paged', 'recovered-differs', 'still-silent', 'silence-unseen'],
    sabotage: { clock: wallClock },
  },
  {
    name: 'repeated presses are not told again',
    shownBy: ['press-not-paged'],
    sabotage: {
      started: ({ pager }) => {
        const submit = pager.submit.bind(pager);
        pager.submit = (order) => {
          if (order.reason !== 'press-again') submit(order);
        };
      },
    },
  },
  {
    name: 'the principal is left in peace',
    shownBy: ['principal-not-paged'],
    sabotage: {
      started: ({ pager }) => {
        const submit = pager.submit.bind(pager);
        pager.submit = (order) => {
          if (order.person !== 'zhou.minghua') submit(order);
        };
      },
    },
  },
  { name: 'a fact of the ledger is edited', shownBy: ['chain-broken'], sabotage: { step: editNotes } },
];

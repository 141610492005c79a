import { describe, expect, it } from 'vitest';
import type { Incident } from '../incident/incident.ts';
import { emptyCampus, evolve } from '../campus.ts';
import type { Fact, NoticeReason } from '../facts.ts';
import { epochMs, type Instant, ms } from '../time.ts';
import { alarmLoad, type PersonLoad, ratingOf } from './alarm-load.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (t: number): Instant => ({ t: ms(t), wall: epochMs(t), boot: 'b', trusted: true });

/** A duty room: who was told of what, when. */
class DutyRoom {
  readonly state = emptyCampus();

  fact(t: number, fact: Fact): void {
    evolve(this.state, { at: at(t), actor: 'gateway', fact });
  }

  opened(t: number, incident: string): void {
    const blank = { zone: null, device: null, drill: false, flags: [], text: null, press: null, devices: [] };
    this.fact(t, {
      kind: 'incident-opened',
      incident,
      of: 'tamper',
      key: incident,
      level: 'fault',
      policy: 'p',
      ...blank,
    });
  }

  told(t: number, incident: string, more: { person?: string; channel?: string; reason?: NoticeReason } = {}): void {
    const { person = 'wang', channel = 'ntfy', reason = 'opened' } = more;
    const order = { notice: `${incident}.${t}.${channel}`, incident, person, channel, to: 'x', reason };
    this.fact(t, { kind: 'notice-queued', ...order, step: 1, urgent: false, device: null });
  }

  load(t: number, people: readonly string[] = []) {
    const { sensors, incidents } = this.state;
    return alarmLoad(sensors.told, incidents.values(), sensors.devices, people, t);
  }

  of(t: number, person = 'wang'): PersonLoad | undefined {
    return this.load(t).people.find((one) => one.person === person);
  }
}

describe('alarms per hour', () => {
  it('an incident is one alarm, over however many channels and steps it is told', () => {
    const room = new DutyRoom();
    room.told(0, 'a');
    room.told(0, 'a', { channel: 'wecom' });
    room.told(30_000, 'a', { reason: 'escalated' });
    room.told(60_000, 'a', { reason: 'repeat' });
    room.told(90_000, 'a', { reason: 'closed' });
    expect(room.of(100_000)?.lastHour).toBe(1);
  });

  it('it counts anew where it alarms anew: pressed again, or taken over and then nothing', () => {
    const room = new DutyRoom();
    room.told(0, 'a');
    room.told(20_000, 'a', { reason: 'press-again' });
    room.told(20_000, 'a', { reason: 'press-again', channel: 'wecom' });
    room.told(200_000, 'a', { reason: 're-alarm' });
    expect(room.of(300_000)?.lastHour).toBe(3);
  });

  it('6 an hour are fine, 12 manageable, 13 too many', () => {
    expect([6, 7, 12, 13].map(ratingOf)).toEqual(['fine', 'manageable', 'manageable', 'too-many']);
  });

  it('after an hour it is forgotten for the hour, after a day for the day', () => {
    const room = new DutyRoom();
    room.told(0, 'a');
    expect(room.of(HOUR - 1)).toMatchObject({ lastHour: 1, lastDay: 1 });
    expect(room.of(HOUR)).toMatchObject({ lastHour: 0, lastDay: 1 });
    expect(room.load(24 * HOUR, ['wang']).people).toMatchObject([{ lastHour: 0, lastDay: 0 }]);
    expect(room.of(24 * HOUR), 'who has left the school is not listed for ever').toBeUndefined();
  });

  it('who is on duty and was told nothing is there with nothing; sirens and lamps are no people', () => {
    const room = new DutyRoom();
    room.fact(0, {
      kind: 'notice-queued',
      notice: 'n',
      incident: 'a',
      person: null,
      channel: 'output',
      to: 'siren',
      reason: 'opened',
      step: 1,
      urgent: true,
      device: null,
    });
    expect(room.load(10, ['zhao']).people.map(({ person, lastHour }) => [person, lastHour])).toEqual([['zhao', 0]]);
  });
});

describe('a flood', () => {
  it('is more than ten in ten minutes', () => {
    const room = new DutyRoom();
    for (let i = 0; i < 10; i += 1) room.told(i * MINUTE, `a${i}`);
    expect(room.of(9 * MINUTE)).toMatchObject({ flood: false, worstTenMinutes: 10 });
    room.told(9.5 * MINUTE, 'b');
    expect(room.of(9.5 * MINUTE)).toMatchObject({ flood: true, worstTenMinutes: 11 });
    expect(room.of(30 * MINUTE), 'over, but not forgotten').toMatchObject({ flood: false, worstTenMinutes: 11 });
  });

  it('memory stays bounded', () => {
    const room = new DutyRoom();
    for (let i = 0; i < 3000; i += 1) room.told(i, `a${i}`);
    expect(room.state.sensors.told.get('wang')).toHaveLength(1000);
  });
});

it('an incident that stands for more than 24 hours is stale, until somebody closes it', () => {
  const room = new DutyRoom();
  room.opened(0, 'a');
  room.told(0, 'a');
  room.opened(HOUR, 'b');
  const stale = (t: number): readonly string[] => room.load(t).stale;
  expect(stale(24 * HOUR)).toEqual([]);
  expect(stale(24 * HOUR + 1)).toEqual(['a']);
  expect(stale(26 * HOUR)).toEqual(['a', 'b']);
  expect(room.of(26 * HOUR), 'told of one of the two').toMatchObject({ stale: 1 });
  room.fact(27 * HOUR, { kind: 'incident-closed', incident: 'a', outcome: 'false', reason: '误报' });
  const left: Incident[] = [...room.state.incidents.values()].filter(({ status }) => status !== 'closed');
  expect(stale(28 * HOUR)).toEqual(left.map(({ id }) => id));
});

it('a sensor in quarantine for chattering is named; one that floods is another matter', () => {
  const room = new DutyRoom();
  room.fact(0, { kind: 'sensor-quarantined', device: 'door-2', why: 'chattering' });
  room.fact(0, { kind: 'sensor-quarantined', device: 'pir-1', why: 'flooding' });
  expect(room.load(1).chattering).toEqual(['door-2']);
  room.fact(2, { kind: 'sensor-released', device: 'door-2' });
  expect(room.load(3).chattering).toEqual([]);
});

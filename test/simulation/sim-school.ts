/** The invented school with short patience, so that minutes of a run hold whole escalations, and its reloaded variants. */

import { WINDOW_NAMES } from '../../gateway/core/calendar/calendar.ts';
import type { Device, Policy, School } from '../../gateway/core/school.ts';
import { minutes, seconds } from '../../gateway/core/time.ts';
import type { SensorRule, SensorRules } from '../../gateway/core/warning/sensor-rule.ts';
import { fakeSchool } from '../kit/fake-school.ts';

export const PRINCIPAL = 'zhou.minghua';
/** Not in the configuration; a press of it alarms all the same. */
export const STRANGER = 'btn-stranger';

/** Invented; what a device says about a pupil may be found nowhere afterwards (promise 10). */
export const PUPIL = '张小明';

export const STAFF = ['li.jianguo', 'wang.qiang', 'zhao.gate', 'liu.yang', 'sun.li', 'chen.lan', PRINCIPAL] as const;

export const SIM_POLICY: Policy = {
  id: 'panic',
  steps: [
    { after: seconds(0), notify: [{ post: 'guard' }, { post: 'teacher' }], outputs: ['siren-jx', 'lamp-duty'] },
    { after: seconds(20), notify: [{ post: 'leader' }], outputs: [] },
    { after: seconds(50), notify: [{ person: PRINCIPAL }], outputs: [] },
  ],
  repeatEvery: seconds(40),
  arriveWithin: seconds(60),
  closeWithin: seconds(120),
  joinWindow: seconds(120),
  renotifyEvery: seconds(15),
};

const TWIN: Device = {
  id: 'btn-jx3-toilet-west-2',
  kind: 'button',
  zone: 'jx-f3-toilet-west',
  name: '三层西卫求助按钮二',
  silentAfter: seconds(90),
};

const EVERYWHERE = { kinds: [], ids: [], blindSpot: null } as const;
const rule = (what: SensorRule['what'], threshold: number, windows: SensorRule['windows']): SensorRule => {
  const hysteresis = seconds(30);
  return { id: what, what, name: what, zones: EVERYWHERE, windows, threshold, level: 'help', hysteresis };
};

/** Rules with short patience. Those with windows are suspended whenever a run takes the trust from the clock. */
const SIM_RULES: SensorRules = {
  rules: [
    rule('door-forced', 0, WINDOW_NAMES),
    rule('door-held', seconds(20), []),
    rule('motion-closed', 0, ['night', 'closed']),
    rule('dwell', seconds(40), WINDOW_NAMES),
    rule('crowding', 3, []),
  ],
  quarantine: { quietFor: seconds(60), stuckAfter: minutes(5), unchangedAfter: minutes(20) },
};

export function simSchool(): School {
  const school = fakeSchool();
  return {
    ...school,
    // One guard, so that a run's story has fewer messages, and a reload can leave the post empty.
    shifts: school.shifts.map((shift) => (shift.post === 'guard' ? { ...shift, people: ['li.jianguo'] } : shift)),
    devices: new Map([...school.devices, [TWIN.id, TWIN]]),
    policies: new Map([
      ['panic', SIM_POLICY],
      ['default', { ...SIM_POLICY, id: 'default' }],
    ]),
    rules: SIM_RULES,
  };
}

/** Configurations that a running gateway may be asked to take, by number; 0 is the whole school. */
export const RELOADS: readonly ((school: School) => School)[] = [
  (school) => school,
  (school) => ({ ...school, shifts: [] }),
  (school) => ({ ...school, people: without(school.people, 'li.jianguo') }),
  (school) => ({ ...school, devices: without(school.devices, 'btn-jx3-toilet-west') }),
  (school) => ({ ...school, devices: without(school.devices, 'node-sy'), zones: without(school.zones, 'bike-shed') }),
  (school) => ({ ...school, channels: without(school.channels, 'wecom-duty') }),
  (school) => ({ ...school, shifts: school.shifts.filter((shift) => shift.post !== 'leader') }),
];

function without<T>(all: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  const rest = new Map(all);
  rest.delete(id);
  return rest;
}

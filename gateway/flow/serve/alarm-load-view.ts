/** The alarm load as the API and Prometheus show it. */

import type { AlarmLoad as View } from '../../contract/sensor-api.ts';
import { onDuty } from '../../core/duty/on-duty.ts';
import { alarmLoad, LOAD_RATINGS } from '../../core/warning/alarm-load.ts';
import { QUARANTINE_WHYS } from '../../core/warning/sensor-facts.ts';
import type { Metric } from '../../ports/campus.ts';
import type { Engine } from '../engine/engine.ts';
import { iso } from './incident-view.ts';

function loadNow({ state, school, clock }: Engine) {
  const now = clock.now();
  const duty = new Set(onDuty(school, now, state.duty).items.map(({ person }) => person.id));
  const load = alarmLoad(state.sensors.told, state.incidents.values(), state.sensors.devices, duty, now.t);
  return { now, duty, load };
}

export function alarmLoadView(engine: Engine): View {
  const { now, duty, load } = loadNow(engine);
  const { school, state } = engine;
  const quarantined = [...state.sensors.devices].flatMap(([device, { quarantine }]) => {
    if (!quarantine) return [];
    const since = iso(now.wall - Math.max(0, now.t - quarantine.sinceT));
    return [{ device, zone: school.devices.get(device)?.zone ?? null, why: quarantine.why, since }];
  });
  return {
    at: iso(now.wall),
    people: load.people.map((one) => ({
      ...one,
      name: school.people.get(one.person)?.name ?? one.person,
      onDuty: duty.has(one.person),
    })),
    chattering: [...load.chattering],
    quarantined,
    stale: [...load.stale],
  };
}

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  help,
  type: 'gauge',
  samples: [{ labels: {}, value }],
});

/** No person among the labels: how many carry which load. */
export function alarmLoadMetrics(engine: Engine): readonly Metric[] {
  const { load } = loadNow(engine);
  const whys = [...engine.state.sensors.devices.values()].map(({ quarantine }) => quarantine?.why);
  const people = LOAD_RATINGS.map((rating) => ({
    labels: { rating },
    value: load.people.filter((one) => one.rating === rating).length,
  }));
  const sensors = QUARANTINE_WHYS.map((why) => ({
    labels: { why },
    value: whys.filter((one) => one === why).length,
  }));
  return [
    {
      name: 'alarm_load_people',
      help: 'People by the alarms they had in an hour (ISA-18.2)',
      type: 'gauge',
      samples: people,
    },
    gauge(
      'alarm_load_last_hour_max',
      'Most alarms that one person had within the last hour',
      Math.max(0, ...load.people.map(({ lastHour }) => lastHour)),
    ),
    gauge(
      'alarm_floods',
      'People with more than 10 alarms within ten minutes',
      load.people.filter(({ flood }) => flood).length,
    ),
    gauge('alarms_stale', 'Incidents not closed for more than 24 hours', load.stale.length),
    { name: 'sensors_quarantined', help: 'Sensors in quarantine, by reason', type: 'gauge', samples: sensors },
  ];
}

import type { DeviceFigures } from '../../../gateway/core/supervision/sink-facts.ts';
import { freshnessAnswer, newestGauge } from './now.ts';
import {
  type Answer,
  type Answers,
  dayOf,
  deviceRow,
  during,
  grouped,
  isChosenDevice,
  mean,
  one,
  type Question,
  row,
  sum,
} from './question.ts';

const DAY = 86_400_000;

const newestStatus = (question: Question): readonly DeviceFigures[] | undefined =>
  during(question, 'devices-measured')
    .at(-1)
    ?.fact.devices.filter(({ device }) => isChosenDevice(question, device));

const standing =
  (is: (one: DeviceFigures) => boolean, more: (one: DeviceFigures) => number | null): Answer =>
  (question) =>
    (newestStatus(question) ?? [])
      .filter(is)
      .map((figures) => row({ ...deviceRow(question, figures.device), standing: 1, more: more(figures) }));

/** Trouble of a device: the event it is shown as. */
function troubles(question: Question) {
  const events = {
    'device-fault': 'fault',
    'device-silent': 'silent',
    'sensor-quarantined': 'quarantined',
    rejected: 'rejected',
    tamper: 'tamper-open',
  } as const;
  const kinds = Object.keys(events) as (keyof typeof events)[];
  return during(question, ...kinds)
    .filter(({ fact }) => isChosenDevice(question, fact.device) && !(fact.kind === 'tamper' && !fact.open))
    .map(({ atMs, fact }) => ({ atMs, device: fact.device, event: events[fact.kind] }));
}

/** Means of UTC days, and how fast they fall. */
function battery(question: Question, device: string) {
  const levels = during(question, 'devices-measured').flatMap(({ atMs, fact }) => {
    const level = fact.devices.find((one) => one.device === device)?.battery;
    return level === null || level === undefined ? [] : [{ day: Math.floor(atMs / DAY), level }];
  });
  const days = [...grouped(levels, ({ day }) => String(day))].map(([day, all]) => ({
    day: Number(day),
    level: mean(all.map(({ level }) => level)),
  }));
  const rates = days.slice(1).map(({ day, level }, i) => (level - (days[i]?.level ?? 0)) / (day - (days[i]?.day ?? 0)));
  return { last: days.at(-1)?.level, rate: rates.length === 0 ? null : mean(rates) };
}

function signals(question: Question): readonly { readonly device: string; readonly rssi: number }[] {
  return during(question, 'reading').flatMap(({ fact }) => {
    const { rssi } = fact.body as { rssi?: number };
    return rssi === undefined || !isChosenDevice(question, fact.device) ? [] : [{ device: fact.device, rssi }];
  });
}

export const deviceAnswers: Answers = {
  'devices/1/A': freshnessAnswer,
  'devices/2/A': (question) => one(newestGauge(question)?.fact.gateway.devices),
  'devices/3/A': (question) => one(newestGauge(question)?.fact.gateway.devicesOnline),
  'devices/4/A': (question) => one(newestGauge(question)?.fact.gateway.devicesSilent),
  'devices/5/A': (question) => one(newestStatus(question)?.filter(({ lidOpen }) => lidOpen).length),
  'devices/6/A': (question) => one(troubles(question).filter(({ event }) => event === 'fault').length || undefined),
  'devices/10/A': standing(
    (figures) => figures.silent,
    (figures) => figures.seenS,
  ),
  'devices/11/A': (question) =>
    [...question.school.devices.keys()]
      .filter((device) => isChosenDevice(question, device))
      .flatMap((device) => {
        const { last, rate } = battery(question, device);
        if (last === undefined || rate === null) return [];
        // InfluxDB divides by 0 to 0.
        const days = rate === 0 ? 0 : (last - 20) / -rate;
        return days > 0 || last < 20 ? [{ ...deviceRow(question, device), days, pct: last }] : [];
      }),
  'devices/12/A': standing(
    (figures) => figures.unproven,
    (figures) => figures.testedS,
  ),
  'devices/13/A': standing(
    (figures) => figures.lidOpen,
    (figures) => figures.faults,
  ),
  'devices/20/A': (question) =>
    [...grouped(troubles(question), ({ atMs, event }) => `${dayOf(question, atMs)} ${event}`)].map(
      ([key, { length }]) => {
        const [day = '', event = ''] = key.split(' ');
        return { time: Number(day), event, value: length };
      },
    ),
  'devices/21/A': (question) =>
    [...grouped(troubles(question), ({ device, event }) => `${device} ${event}`)].map(([key, { length }]) => {
      const [device = '', event = ''] = key.split(' ');
      return { ...deviceRow(question, device), event, count: length };
    }),
  'devices/22/A': (question) =>
    [...grouped(signals(question), ({ device }) => device)].map(([device, all]) => ({
      ...deviceRow(question, device),
      rssi: sum(all.map(({ rssi }) => rssi)) / all.length,
      worst: Math.min(...all.map(({ rssi }) => rssi)),
    })),
};

import type { ChannelFigures, GatewayFigures, SinkFigures } from '../../../gateway/core/supervision/sink-facts.ts';
import { freshnessAnswer, newestGauge } from './now.ts';
import {
  type Answer,
  type Answers,
  type At,
  during,
  grouped,
  mean,
  ofKind,
  one,
  percentile,
  type Question,
  row,
  within,
} from './question.ts';

type Point = At<'gateway-measured'>;
const bit = (value: boolean): number => (value ? 1 : 0);
const most = (values: readonly number[]): number => Math.max(...values);

/** Points by the intervals of the screen, which begin at full multiples since 1970. */
const buckets = (question: Question): readonly (readonly [number, readonly Point[]])[] =>
  [...grouped(during(question, 'gateway-measured'), ({ atMs }) => String(Math.floor(atMs / question.intervalMs)))].map(
    ([number, points]) => [Number(number) * question.intervalMs, points],
  );

type Lines = Readonly<
  Record<string, readonly [of: (values: readonly number[]) => number, figure: (gateway: GatewayFigures) => number]>
>;

const lines =
  (columns: Lines): Answer =>
  (question) =>
    buckets(question).map(([time, points]) => ({
      time,
      ...Object.fromEntries(
        Object.entries(columns).map(([name, [of, figure]]) => [
          name,
          of(points.map(({ fact }) => figure(fact.gateway))),
        ]),
      ),
    }));

const channelsOf = (points: readonly Point[]): ReadonlyMap<string, readonly ChannelFigures[]> =>
  grouped(
    points.flatMap(({ fact }) => fact.channels),
    ({ channel }) => channel,
  );
const sinksOf = (points: readonly Point[]): ReadonlyMap<string, readonly SinkFigures[]> =>
  grouped(
    points.flatMap(({ fact }) => fact.sinks),
    ({ sink }) => sink,
  );

function notices(question: Question) {
  const drills = new Set(
    ofKind(question, 'incident-opened').flatMap(({ fact }) => (fact.drill ? [fact.incident] : [])),
  );
  const results = { 'notice-queued': 'queued', 'notice-sent': 'sent', 'notice-failed': 'failed' } as const;
  return ofKind(question, 'notice-queued', 'notice-sent', 'notice-failed')
    .filter(({ atMs, fact }) => within(atMs, question) && !drills.has(fact.incident))
    .map(({ fact }) => ({
      channel: fact.channel,
      result: results[fact.kind],
      took: fact.kind === 'notice-sent' ? fact.tookMs : null,
    }));
}

const LOGGED = [
  'gateway-started',
  'clock-stepped',
  'channel-fault',
  'channel-restored',
  'sink-fault',
  'access-refused',
] as const;

function logged({ atMs, fact }: At<(typeof LOGGED)[number]>) {
  const base = { time: atMs, event: fact.kind.replace('gateway-', ''), channel: 'none', sink: 'none', n: 1 };
  switch (fact.kind) {
    case 'gateway-started':
      return { ...base, code: fact.version };
    case 'clock-stepped':
      return { ...base, by_ms: fact.byMs };
    case 'channel-fault':
      return { ...base, channel: fact.channel, code: fact.code };
    case 'channel-restored':
      return { ...base, channel: fact.channel };
    case 'sink-fault':
      return { ...base, sink: fact.sink, code: fact.code };
    case 'access-refused':
      return { ...base, count: fact.count };
  }
}

export const internalAnswers: Answers = {
  'internals/1/A': freshnessAnswer,
  'internals/2/A': (question) => {
    const last = newestGauge(question);
    return one(last && bit(last.fact.gateway.storageOk));
  },
  'internals/3/A': (question) => {
    const last = newestGauge(question);
    return one(last && bit(last.trusted));
  },
  'internals/4/A': (question) => one(newestGauge(question)?.fact.channels.filter(({ up }) => !up).length),
  'internals/5/A': (question) => one(newestGauge(question)?.fact.sinks.reduce((dead, sink) => dead + sink.dead, 0)),
  'internals/6/A': (question) => one(newestGauge(question)?.fact.gateway.uptimeS),
  'internals/10/A': lines({ hour: [most, (g) => g.alarms1H], ten: [most, (g) => g.alarms10Min] }),
  'internals/11/A': lines({
    p50: [mean, (g) => g.loopP50Ms],
    p99: [mean, (g) => g.loopP99Ms],
    max: [most, (g) => g.loopMaxMs],
  }),
  'internals/12/A': lines({ backlog: [most, (g) => g.journalBacklog] }),
  'internals/13/A': lines({ waiting: [most, (g) => g.noticesWaiting] }),
  'internals/14/A': lines({ rss: [most, (g) => g.rssMb], cpu: [mean, (g) => g.cpuPct] }),
  'internals/15/A': lines({ events: [most, (g) => g.events], rejected: [most, (g) => g.rejected] }),
  'internals/20/A': (question) =>
    buckets(question).flatMap(([time, points]) =>
      [...channelsOf(points)].map(([channel, all]) => ({
        time,
        channel,
        up: Math.min(...all.map(({ up }) => bit(up))),
      })),
    ),
  'internals/21/A': (question) =>
    [...grouped(notices(question), ({ channel, result }) => `${channel} ${result}`)].map(([key, all]) => {
      const [channel = '', result = ''] = key.split(' ');
      return row({
        channel,
        result,
        count: all.length,
        p90: percentile(
          all.flatMap(({ took }) => took ?? []),
          90,
        ),
      });
    }),
  'internals/30/A': (question) =>
    buckets(question).flatMap(([time, points]) =>
      [...sinksOf(points)].map(([sink, all]) => ({
        time,
        sink,
        lines: most(all.map(({ lagLines }) => lagLines)),
        'alarm-lines': most(all.map(({ lagAlarmLines }) => lagAlarmLines)),
      })),
    ),
  'internals/31/A': (question) =>
    (newestGauge(question)?.fact.sinks ?? []).map(({ sink, up, lagS, written, dead, shed }) => ({
      sink,
      up: bit(up),
      lag: lagS,
      written,
      dead,
      shed,
    })),
  'internals/40/A': (question) =>
    during(question, ...LOGGED)
      .slice(-200)
      .map(logged),
};

import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Board } from '../board.ts';
import { AMBER, type Concern } from '../panels/colours.ts';
import { chart } from '../panels/chart.ts';
import { freshness } from '../panels/freshness.ts';
import { matrix } from '../panels/matrix.ts';
import type { Panel } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { table } from '../panels/table.ts';
import type { Plan } from '../plan.ts';
import { chosen, series } from '../query/series.ts';
import { found, listed } from '../variables.ts';
import { ZONE, zoneWords } from '../words/columns.ts';
import { SLOT_WORDS, YES_NO_WORDS } from '../words/values.ts';

const hours = series('zone_hour');
const { at } = hours;

const PLACES = `${chosen(at.zone_name, 'zone')} AND ${chosen(at.blind_spot, 'blind')}`;
const SCOPE = `${PLACES} AND $timeFilter`;

const total = (
  id: number,
  w: number,
  value: string,
  unit: string,
  title: Meaning,
  description: Meaning,
  concern?: Concern,
) =>
  stat({
    id,
    title,
    description,
    unit,
    decimals: unit === 'percentunit' ? 1 : 0,
    empty: 'silent',
    w,
    h: 4,
    ...(concern !== undefined && { concern }),
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT ${value} AS "value" FROM ${hours.from} WHERE ${SCOPE}`,
      },
    ],
  });

const totals: readonly Panel[] = [
  freshness(),
  total(
    2,
    4,
    `sum(${at.presses})`,
    'short',
    ['求助按压', 'Presses'],
    [
      '所选区域和时间里的真实按压；0 是没有人按，不是没有数据。',
      'Real presses in the chosen zones and time; 0 says that nobody pressed, not that data is missing.',
    ],
  ),
  total(
    3,
    4,
    `sum(${at.alarms})`,
    'short',
    ['需要人到场的事件', 'Alarms'],
    ['级别为求助或紧急的新事件。', 'Incidents raised with level help or urgent.'],
  ),
  total(
    4,
    4,
    `sum(${at.uncovered_minutes})`,
    'm',
    ['无人值守', 'Uncovered'],
    [
      '各区域无人看管的分钟之和，算法与值班页相同。',
      'Minutes in which nobody looked after the zone, as on the duty page, summed over the zones.',
    ],
    { amber: 1 },
  ),
  total(
    5,
    4,
    `sum(${at.uncovered_minutes}) / sum(${at.minutes})`,
    'percentunit',
    ['无人值守的比例', 'Share uncovered'],
    ['无人值守分钟占全部分钟的比例。', 'Uncovered minutes in all minutes.'],
    { amber: 0.01, red: 0.1 },
  ),
  total(
    6,
    4,
    `sum(${at.watched_minutes}) / sum(${at.minutes})`,
    'percentunit',
    ['网关在工作的比例', 'Share with the gateway at work'],
    [
      '低于 100%：那段时间没有人能从网关求助。',
      'Below 100 %: in that time nobody could call for help through the gateway.',
    ],
    { amber: 0.999, red: 0.99, low: true },
  ),
];

interface Figure {
  readonly field: string;
  readonly name: string;
  readonly unit: string;
  readonly title: Meaning;
  readonly concern: Concern;
}

const FIGURES: readonly Figure[] = [
  { field: at.presses, name: 'presses', unit: 'short', title: ['求助按压', 'Presses'], concern: { amber: 1, red: 5 } },
  {
    field: at.activity,
    name: 'activity',
    unit: 'short',
    title: ['活动', 'Activity'],
    concern: { calm: 'transparent' },
  },
  {
    field: at.uncovered_minutes,
    name: 'uncovered',
    unit: 'm',
    title: ['无人值守分钟', 'Uncovered minutes'],
    concern: { amber: 1, red: 60 },
  },
];

const grid = (plan: Plan, id: number, figure: Figure, across: 'hour' | 'slot'): Panel =>
  matrix({
    id,
    title:
      across === 'hour'
        ? [`${figure.title[0]}：区域 × 钟点`, `${figure.title[1]}: zone × hour`]
        : [`${figure.title[0]}：区域 × 时段`, `${figure.title[1]}: zone × window`],
    description: [
      '所选时间里的合计。0 是没有发生，空格是那里没有数据。',
      'Summed over the chosen time. 0 says that nothing happened, a blank that no data was gathered there.',
    ],
    unit: figure.unit,
    empty: 'silent',
    w: across === 'hour' ? 24 : 8,
    h: 12,
    rows: { tag: 'zone_name', caption: ['区域', 'Zone'], words: zoneWords(plan) },
    across: across === 'hour' ? { tag: 'hour' } : { tag: 'slot', words: SLOT_WORDS },
    value: figure.name,
    concern: figure.concern,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT sum(${figure.field}) AS "${figure.name}" FROM ${hours.from} WHERE ${SCOPE}` +
          ` GROUP BY ${at.zone_name}, ${at[across]}`,
      },
    ],
  });

const weekly = (plan: Plan): readonly Panel[] => [
  chart({
    id: 30,
    title: ['十二周：按压与需要人到场的事件', 'Twelve weeks: presses and alarms'],
    description: ['每周合计，一周从周一开始。', 'Weekly sums; weeks begin on Monday.'],
    unit: 'short',
    empty: 'silent',
    w: 12,
    h: 8,
    draw: 'bars',
    last: '84d',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$col',
        query:
          `SELECT sum(${at.presses}) AS "presses", sum(${at.alarms}) AS "alarms" FROM ${hours.from} WHERE ${SCOPE}` +
          ` GROUP BY time(7d, 4d) fill(none) tz('${plan.timeZone}')`,
      },
    ],
    traces: {
      presses: { caption: ['按压', 'Presses'], colour: AMBER },
      alarms: { caption: ['需要人到场', 'Alarms'] },
    },
  }),
  chart({
    id: 31,
    title: ['十二周：无人值守', 'Twelve weeks: uncovered'],
    description: ['每周无人值守分钟，各区域之和。', 'Uncovered minutes of each week, summed over the zones.'],
    unit: 'm',
    empty: 'silent',
    w: 12,
    h: 8,
    draw: 'bars',
    last: '84d',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$col',
        query:
          `SELECT sum(${at.uncovered_minutes}) AS "uncovered" FROM ${hours.from} WHERE ${SCOPE}` +
          ` GROUP BY time(7d, 4d) fill(none) tz('${plan.timeZone}')`,
      },
    ],
    traces: { uncovered: { caption: ['无人值守', 'Uncovered'], colour: AMBER } },
  }),
];

/** How long the two stretches are that are compared. */
const STRETCH_DAYS = 28;

/**
 * Two stretches that end with the range: the offset moves their borders, which else lie at full multiples since 1970. InfluxQL works a
 * subquery out anew for each call upon it, so that one figure a panel stays quick.
 */
const movers = (plan: Plan, id: number, field: string, title: Meaning, concern?: Concern): Panel =>
  table({
    id,
    title,
    description: [
      '近 4 周与之前 4 周相比；没有变化的区域不列。',
      'The last 4 weeks against the 4 before; zones without a change are left out.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT "now" - "before" AS "change", "now", "before" FROM (SELECT last("sum") AS "now", first("sum") AS "before" FROM (SELECT` +
          ` sum(${field}) AS "sum" FROM ${hours.from} WHERE ${PLACES} AND time >= \${__to}ms - ${2 * STRETCH_DAYS}d` +
          ` AND time < \${__to}ms GROUP BY time(${STRETCH_DAYS}d, \${__to}ms), ${at.zone_name} fill(0)) GROUP BY ${at.zone_name})` +
          ` WHERE "now" != "before" GROUP BY ${at.zone_name}`,
      },
    ],
    columns: {
      zone_name: ZONE(plan),
      change: { caption: ['变化', 'Change'], unit: 'short', ...(concern !== undefined && { concern }) },
      now: { caption: ['近 4 周', 'Last 4 weeks'], unit: 'short' },
      before: { caption: ['之前 4 周', '4 weeks before'], unit: 'short' },
    },
    sortBy: { column: 'change', desc: true },
  });

/** Where and when children are alone: for the weekly look at the school's weak places. */
export const blindSpots = (plan: Plan): Board => ({
  id: 'blind-spots',
  title: ['监管盲区', 'Blind spots'],
  description: [
    '哪里、什么时候有人求助，有多少活动，有多少分钟无人值守。数字来自网关每小时的汇总：正在过的这一小时还没有计入，演练不计。',
    'Where and when people call for help, how much goes on there, and how many minutes nobody covers. From the hourly rollups: the hour under way is not in them yet, drills never are.',
  ],
  range: 'now-28d',
  refresh: '5m',
  variables: [
    found('zone', ['区域', 'Zone'], hours.from, at.zone_name),
    listed(
      'blind',
      ['监管盲区', 'Blind spot'],
      { yes: YES_NO_WORDS['yes'] ?? ['是', 'Yes'], no: YES_NO_WORDS['no'] ?? ['否', 'No'] },
      ['yes'],
    ),
  ],
  sections: [
    { title: null, panels: totals },
    { title: ['按钟点', 'By hour of the day'], panels: FIGURES.map((figure, i) => grid(plan, 10 + i, figure, 'hour')) },
    {
      title: ['按时段', 'By window of the timetable'],
      panels: FIGURES.map((figure, i) => grid(plan, 20 + i, figure, 'slot')),
    },
    {
      title: ['变化', 'Over time'],
      panels: [
        ...weekly(plan),
        movers(plan, 32, at.presses, ['变化最大的区域：按压', 'Movers: presses'], { amber: 1 }),
        movers(plan, 33, at.activity, ['变化最大的区域：活动', 'Movers: activity']),
      ],
    },
  ],
});

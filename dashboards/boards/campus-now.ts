import type { Board } from '../board.ts';
import { campusMap } from '../map/campus-map.ts';
import { AMBER, RED } from '../panels/colours.ts';
import { chart } from '../panels/chart.ts';
import { freshness } from '../panels/freshness.ts';
import type { Panel } from '../panels/panel.ts';
import { stat, type StatSpec } from '../panels/stat.ts';
import { table } from '../panels/table.ts';
import type { Plan } from '../plan.ts';
import { series } from '../query/series.ts';
import { consoleAddress } from '../variables.ts';
import { DEVICE, INCIDENT, KIND, LEVEL, MODE, PERSON, ZONE } from '../words/columns.ts';
import { LIFECYCLE_WORDS } from '../words/values.ts';

const gateway = series('gateway');
const incident = series('incident');
const event = series('incident_event');
const door = series('door');

/** A gauge of the gateway as it is now: after five minutes without a point it says that no data arrives, not the last figure. */
const gauge = (field: string, spec: Omit<StatSpec, 'targets' | 'last' | 'empty' | 'w' | 'h'>): Panel =>
  stat({
    ...spec,
    w: 4,
    h: 4,
    empty: 'silent',
    last: '5m',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT last(${field}) AS "value" FROM ${gateway.from} WHERE $timeFilter`,
      },
    ],
  });

const figures: readonly Panel[] = [
  freshness(),
  gauge(gateway.at.incidents_open, {
    id: 2,
    title: ['未办结事件', 'Open incidents'],
    description: ['现在还没有办结的事件，演练也在内。', 'Incidents that are not closed now, drills included.'],
    unit: 'short',
    concern: { amber: 1 },
  }),
  gauge(gateway.at.incidents_unowned, {
    id: 3,
    title: ['无人接手', 'Not taken over'],
    description: ['现在还没有人接手的事件。', 'Incidents that nobody has taken over yet.'],
    unit: 'short',
    concern: { red: 1 },
  }),
  gauge(gateway.at.oldest_unowned_s, {
    id: 4,
    title: ['最久无人接手', 'Oldest not taken over'],
    description: [
      '等得最久、还没有人接手的事件已经等了多久；0 表示没有。',
      'How long the oldest incident has waited to be taken over; 0: there is none.',
    ],
    unit: 's',
    concern: { amber: 1, red: 30 },
  }),
  gauge(gateway.at.devices_silent, {
    id: 5,
    title: ['沉默设备', 'Silent devices'],
    description: ['应有心跳却没有声音的设备。', 'Devices that should be heard and are not.'],
    unit: 'short',
    concern: { amber: 1 },
  }),
  stat({
    id: 6,
    title: ['现在开着的门', 'Doors open now'],
    description: ['每个门磁最近一次的状态为开的个数。', 'Door contacts whose newest state is open.'],
    unit: 'short',
    empty: 'nothing',
    w: 4,
    h: 4,
    last: '30d',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query:
          `SELECT sum("open") AS "value" FROM (SELECT last(${door.at.open}) AS "open" FROM ${door.from}` +
          ` WHERE $timeFilter GROUP BY ${door.at.device})`,
      },
    ],
  }),
];

const map = (plan: Plan): Panel =>
  campusMap(
    {
      id: 10,
      title: ['校园地图', 'Campus map'],
      description: [
        '有未办结事件的区域变红，其余灰色；◇ 和边框是监管盲区。由配置生成。',
        'Zones with an open incident are red, all others grey; ◇ and a frame mark blind spots. Made from the configuration.',
      ],
      unit: 'short',
      empty: 'nothing',
      w: 15,
      h: 16,
      last: '90d',
      targets: [
        {
          refId: 'A',
          resultFormat: 'time_series',
          alias: '$tag_zone',
          query:
            `SELECT sum(${incident.at.open}) AS "open" FROM ${incident.from}` +
            ` WHERE ${incident.at.open} = 1 AND $timeFilter GROUP BY ${incident.at.zone}`,
        },
      ],
    },
    plan,
  );

const openIncidents = (plan: Plan): Panel => {
  const { at } = incident;
  const shown = [at.incident, at.kind, at.zone_name, at.level, at.mode, at.presses, at.unowned, at.taken_by];
  return table({
    id: 11,
    title: ['未办结事件一览', 'Open incidents, one by one'],
    description: [
      '近 90 天里还没有办结的事件，新的在上；点编号进控制台。',
      'Incidents of the last 90 days that are not closed, newest first; the id opens the console.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 9,
    h: 16,
    last: '90d',
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query: `SELECT ${shown.join(', ')} FROM ${incident.from} WHERE ${at.open} = 1 AND $timeFilter ORDER BY time DESC LIMIT 200`,
      },
    ],
    columns: {
      zone_name: ZONE(plan),
      kind: KIND,
      level: LEVEL,
      unowned: {
        caption: ['接手', 'Taken over'],
        words: { '1': ['无人接手', 'Nobody yet'], '0': ['已接手', 'Taken over'] },
        alarming: { '1': RED },
      },
      taken_by: PERSON,
      presses: { caption: ['按压', 'Presses'], unit: 'short' },
      mode: MODE,
      incident: INCIDENT,
    },
  });
};

const doors = (plan: Plan): Panel =>
  table({
    id: 12,
    title: ['门', 'Doors'],
    description: ['每扇门最近一次开关。', 'The newest state of every door.'],
    unit: 'short',
    empty: 'nothing',
    w: 9,
    h: 10,
    last: '30d',
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT last(${door.at.open}) AS "open" FROM ${door.from}` +
          ` WHERE $timeFilter GROUP BY ${door.at.zone_name}, ${door.at.device}`,
      },
    ],
    columns: {
      zone_name: ZONE(plan),
      open: {
        caption: ['状态', 'State'],
        words: { '1': ['开', 'Open'], '0': ['关', 'Closed'] },
        alarming: { '1': AMBER },
      },
      device: DEVICE,
    },
    sortBy: { column: 'open', desc: true },
  });

const latest = (plan: Plan): Panel => {
  const { at } = event;
  const shown = [at.event, at.kind, at.zone_name, at.person, at.incident];
  return table({
    id: 13,
    title: ['刚刚发生', 'What just happened'],
    description: ['事件的最近 50 步。', 'The newest 50 steps in the life of incidents.'],
    unit: 'short',
    empty: 'nothing',
    w: 15,
    h: 10,
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query: `SELECT ${shown.join(', ')} FROM ${event.from} WHERE $timeFilter ORDER BY time DESC LIMIT 50`,
      },
    ],
    columns: {
      event: { caption: ['步骤', 'Step'], words: LIFECYCLE_WORDS, alarming: { 're-alarmed': RED } },
      kind: KIND,
      zone_name: ZONE(plan),
      person: PERSON,
      incident: INCIDENT,
    },
  });
};

const raised: Panel = chart({
  id: 14,
  title: ['每小时新事件', 'Incidents raised each hour'],
  description: ['真实事件（不含演练），按级别。', 'Real incidents, without drills, by level.'],
  unit: 'short',
  empty: 'nothing',
  w: 24,
  h: 7,
  draw: 'bars',
  stacked: true,
  targets: [
    {
      refId: 'A',
      resultFormat: 'time_series',
      alias: '$tag_level',
      query:
        `SELECT sum(${event.at.n}) AS "value" FROM ${event.from} WHERE ${event.is('event', 'raised')}` +
        ` AND ${event.is('mode', 'real')} AND $timeFilter GROUP BY time(1h), ${event.at.level} fill(none)`,
    },
  ],
  traces: {
    info: { caption: ['消息', 'Info'] },
    fault: { caption: ['故障', 'Fault'] },
    help: { caption: ['求助', 'Help'], colour: AMBER },
    urgent: { caption: ['紧急', 'Urgent'], colour: RED },
  },
});

/** What is going on right now: for the wall and the start of a shift. */
export const campusNow = (plan: Plan): Board => ({
  id: 'now',
  title: ['校园现在', 'Campus now'],
  description: [
    '现在有什么未办结、谁还没接手、哪扇门开着、数据是否新鲜。报警从不经过 Grafana，接警请用控制台。',
    'What is open, what nobody has taken over, which doors are open, how fresh the data is. Alarms never pass through Grafana: use the console to take over.',
  ],
  range: 'now-24h',
  refresh: '10s',
  variables: [consoleAddress(plan.console)],
  sections: [{ title: null, panels: [...figures, map(plan), openIncidents(plan), doors(plan), latest(plan), raised] }],
});

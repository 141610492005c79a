/** From validated files to what the core works with: maps, minutes and milliseconds. */

import { type ChannelConfig, channelConfig, channelInfo } from '../../adapters/channels/config.ts';
import {
  type Box,
  type Device,
  DUTY_POSTS,
  type Person,
  type Policy,
  type School,
  type Shift,
  type Step,
  type Target,
} from '../../core/school.ts';
import { PRESENCE_POLICY } from '../../core/duty/presence.ts';
import { days, seconds } from '../../core/time.ts';
import type { AlarmFile } from './alarm-file.ts';
import { buildCalendar } from './build-calendar.ts';
import { buildRoster, hoursOf } from './build-roster.ts';
import { OUTPUT_CHANNEL } from './check-alarm.ts';
import type { BoardsFile } from './boards-file.ts';
import type { BridgesFile } from './bridges-file.ts';
import type { BellPeriod, GatewayConfig } from './config.ts';
import type { DevicesFile } from './devices-file.ts';
import { minuteOf } from './fields.ts';
import type { GatewayFile } from './gateway-file.ts';
import { buildPatrol } from './build-patrol.ts';
import type { PatrolFile } from './patrol-file.ts';
import { buildRules } from './build-rules.ts';
import type { RulesFile } from './rules-file.ts';
import type { SchoolFile } from './school-file.ts';
import type { StaffFile } from './staff-file.ts';

export interface ValidFiles {
  readonly school: SchoolFile;
  readonly devices: DevicesFile;
  readonly staff: StaffFile;
  readonly alarm: AlarmFile;
  readonly gateway: GatewayFile;
  readonly boards: BoardsFile;
  readonly patrol: PatrolFile;
  /** Null: there is no such file, and nothing is judged. */
  readonly rules: RulesFile | null;
  readonly bridges: BridgesFile;
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.id, item]));

/** The enabled channels; sirens and lamps always have theirs. */
export function buildChannels(alarm: AlarmFile): readonly ChannelConfig[] {
  const enabled = alarm.channels.filter((channel) => channel.enabled);
  if (alarm.channels.some((channel) => channel.id === OUTPUT_CHANNEL)) return enabled;
  return [...enabled, channelConfig.parse({ type: 'output', id: OUTPUT_CHANNEL, name: '警号与警灯 Sirens and lamps' })];
}

export function buildSchool(files: ValidFiles, channels: readonly ChannelConfig[]): School {
  const { school, devices, staff, alarm } = files;
  const usable = new Set(channels.map((channel) => channel.id));
  const people = staff.people.map((person) => ({
    ...person,
    addresses: person.addresses.filter((address) => usable.has(address.channel)),
  }));
  const policies = buildPolicies(files, people);
  const policyOfKind = new Map<string, string>([
    ['panic', 'panic'],
    ['default', 'default'],
    ...Object.entries(alarm.policyOf).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ]);
  return {
    name: school.name,
    nameEn: school.nameEn,
    timeZone: school.timeZone,
    language: school.language,
    buildings: school.buildings,
    zones: byId(
      school.zones.map(({ plan, patrolEvery, ...zone }) => ({
        ...zone,
        ...(patrolEvery === undefined ? {} : { patrolEvery: seconds(patrolEvery) }),
        ...(plan ? { plan: boxOf(plan) } : {}),
      })),
    ),
    devices: byId(devices.devices.map(buildDevice)),
    people: byId(people),
    channels: new Map(channels.map((channel) => [channel.id, channelInfo(channel)])),
    calendar: buildCalendar(school),
    shifts: buildShifts(staff),
    roster: buildRoster(staff, school, devices),
    policies,
    policyOfKind,
    fallback: staff.fallback,
    procedures: new Map(Object.entries(alarm.procedures)),
    ...patrolOf(files),
    ...(files.rules === null ? {} : { rules: buildRules(files.rules) }),
  };
}

const boxOf = ([x, y, w, h]: readonly [number, number, number, number]): Box => ({ x, y, w, h });
/** Without the file nobody patrols by card. */
function patrolOf({ patrol, school, devices }: ValidFiles): Pick<School, 'patrol'> {
  if (patrol.checkpoints.length + patrol.cards.length === 0) return {};
  return { patrol: buildPatrol(patrol, { zones: byId(school.zones), devices: byId(devices.devices) }) };
}

type DeviceFile = DevicesFile['devices'][number];

function buildDevice({
  at,
  testEvery,
  profile: _p,
  bridge: _b,
  address: _a,
  channel: _c,
  ...device
}: DeviceFile): Device {
  return {
    ...device,
    silentAfter: seconds(device.silentAfter),
    ...(at ? { at: { x: at[0], y: at[1] } } : {}),
    ...(testEvery === undefined ? {} : { testEvery: days(testEvery) }),
  };
}

function buildShifts(staff: StaffFile): readonly Shift[] {
  return DUTY_POSTS.flatMap((post) =>
    staff.shifts[post].map((shift): Shift => {
      const days = [...new Set(shift.days)].sort((a, b) => a - b);
      return { post, people: shift.people, days, ...hoursOf(shift) };
    }),
  );
}

export function buildBells(school: SchoolFile): readonly BellPeriod[] {
  return school.bells.map(({ from, to, ...bell }) => ({
    ...bell,
    fromMinute: minuteOf(from) ?? 0,
    toMinute: minuteOf(to) ?? 0,
  }));
}

const TIMES = { repeatEvery: 60, arriveWithin: 180, closeWithin: 1800, joinWindow: 120, renotifyEvery: 5 };

function buildPolicies(files: ValidFiles, people: readonly Person[]): ReadonlyMap<string, Policy> {
  const written = Object.entries(files.alarm.policies).map(([id, policy]) =>
    buildPolicy(
      id,
      policy,
      policy.steps.map(({ after, posts, people: named, outputs }) => stepOf(after, posts, named, outputs)),
    ),
  );
  return new Map([...builtIn(files, people), ...written].map((policy) => [policy.id, policy]));
}

function buildPolicy(id: string, times: typeof TIMES, steps: readonly Step[]): Policy {
  return {
    id,
    steps,
    repeatEvery: seconds(times.repeatEvery),
    arriveWithin: seconds(times.arriveWithin),
    closeWithin: seconds(times.closeWithin),
    joinWindow: seconds(times.joinWindow),
    renotifyEvery: seconds(times.renotifyEvery),
  };
}

const stepOf = (
  after: number,
  posts: readonly (typeof DUTY_POSTS)[number][],
  people: readonly string[],
  outputs: readonly string[],
): Step => ({
  after: seconds(after),
  notify: [...posts.map((post): Target => ({ post })), ...people.map((person): Target => ({ person }))],
  outputs,
});

/** What a school gets that writes no policy `panic` or `default`: those on duty, then the leaders. */
function builtIn(files: ValidFiles, people: readonly Person[]): readonly Policy[] {
  const leaders = people.filter((person) => person.role === 'leader').map((person) => person.id);
  const sounding = files.devices.devices
    .filter((device) => device.kind === 'siren' || device.kind === 'lamp')
    .map((device) => device.id);
  const panic = [
    stepOf(0, ['guard', 'gate', 'teacher'], [], sounding),
    stepOf(30, ['leader'], [], sounding),
    stepOf(90, DUTY_POSTS, leaders, sounding),
  ];
  const other = [
    stepOf(0, ['guard', 'gate'], [], []),
    stepOf(600, ['leader'], [], []),
    stepOf(1800, DUTY_POSTS, leaders, []),
  ];
  const presence = [stepOf(0, ['leader', 'gate', 'guard'], [], []), stepOf(300, ['leader'], leaders, [])];
  return [
    buildPolicy('panic', TIMES, panic),
    buildPolicy(PRESENCE_POLICY, { ...TIMES, repeatEvery: 600, arriveWithin: 600, closeWithin: 7200 }, presence),
    buildPolicy('default', { ...TIMES, repeatEvery: 900, arriveWithin: 3600, closeWithin: 86_400 }, other),
  ];
}

const MEGABYTE = 1024 * 1024;

export function buildGateway(file: GatewayFile): GatewayConfig {
  const { limits, storage, supervision } = file;
  return {
    mqtt: file.mqtt,
    http: file.http,
    publicUrl: file.publicUrl === null ? null : file.publicUrl.replace(/\/+$/, ''),
    limits: {
      ...limits,
      handshakeTimeout: seconds(limits.handshakeTimeout),
      keepAliveMin: seconds(limits.keepAliveMin),
      keepAliveMax: seconds(limits.keepAliveMax),
    },
    storage: {
      telemetryDays: storage.telemetryDays,
      maxBytes: storage.maxMegabytes * MEGABYTE,
      reserveBytes: storage.reserveMegabytes * MEGABYTE,
    },
    clock: file.clock,
    supervision: {
      channelProbeEvery: seconds(supervision.channelProbeEvery),
      channelSilentAfter: seconds(supervision.channelSilentAfter),
    },
  };
}

/** What is allowed and still a worry: nobody on a post at night, one channel only, a blind spot without a button. */

import type { ChannelConfig } from '../../adapters/channels/config.ts';
import { DUTY_POSTS, type Person, type School, type Shift } from '../../core/school.ts';
import { gapsOf, gapText } from './coverage.ts';
import { entries, field, type Item, items, listIn, number, rootOf, type Sources, text } from './files.ts';
import { lintPatrol } from './lint-patrol.ts';
import { lintRules } from './lint-rules.ts';
import { lintDuty } from './lint-duty.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

/** @param nowMs wall time: some worries are about the weeks to come */
export function lint(
  sources: Sources,
  school: School,
  channels: readonly ChannelConfig[],
  nowMs: number,
): readonly Problem[] {
  return [
    ...reachability(sources, school, channels),
    ...uncovered(sources, school),
    ...blindSpots(sources, school),
    ...lateFirstSteps(sources),
    ...lintPatrol(sources, school),
    ...lintRules(sources, school),
    ...lintDuty(sources, school, nowMs),
  ];
}

/** Everyone whom an alarm can name: on a shift, in a policy, or as fallback. */
function toldPeople(school: School): ReadonlySet<string> {
  const inSteps = [...school.policies.values()].flatMap((policy) =>
    policy.steps.flatMap((step) => step.notify.flatMap((target) => ('person' in target ? [target.person] : []))),
  );
  const standIns = school.roster.changes.flatMap((change) => change.in);
  return new Set([
    ...hoursByPost(school).flatMap((shift) => shift.people),
    ...standIns,
    ...inSteps,
    ...school.fallback,
  ]);
}

function reachability(sources: Sources, school: School, channels: readonly ChannelConfig[]): readonly Problem[] {
  const told = toldPeople(school);
  const local = new Set(channels.filter((channel) => channel.local).map((channel) => channel.id));
  return listIn(sources, 'staff.yaml', 'people').flatMap((item) => {
    const person = school.people.get(text(field(item, 'id')) ?? '');
    if (person === undefined || !told.has(person.id)) return [];
    const message = unreachable(person, local);
    if (message === null) return [];
    const addresses = field(item, 'addresses');
    return [addresses.source.at(addresses.value === undefined ? item.path : addresses.path, message)];
  });
}

function unreachable(person: Person, local: ReadonlySet<string>): string | null {
  const used = new Set(person.addresses.map((address) => address.channel));
  if (used.size === 0) {
    return say(
      `${person.name} 会被通知，却没有可用的联系方式：请加 addresses`,
      `${person.id} is to be told but has no usable address: add addresses`,
    );
  }
  const hasLocal = [...used].some((channel) => local.has(channel));
  if (used.size < 2) {
    return say(
      `${person.name} 只有一个通道：请再加一个互不依赖的${hasLocal ? '' : '、断网也能用的'}通道`,
      `${person.id} has one channel only: add a second, independent one${hasLocal ? '' : ' that works with no internet'}`,
    );
  }
  if (hasLocal) return null;
  return say(
    `${person.name} 的通道断网都不能用：请加一个 local: true 的通道`,
    `${person.id} has no channel that works with no internet: add one with local: true`,
  );
}

/** Some team has its turn at any time: a rotation covers its hours like a shift. */
const hoursByPost = ({ shifts, roster }: School): readonly Shift[] => [
  ...shifts,
  ...roster.rotations.map(({ teams, ...rotation }) => ({ ...rotation, people: teams.flat() })),
];

function uncovered(sources: Sources, school: School): readonly Problem[] {
  const root = rootOf(sources, 'staff.yaml');
  if (root === null) return [];
  return DUTY_POSTS.flatMap((post) => {
    const gaps = gapsOf(post, hoursByPost(school)).map(gapText);
    if (gaps.length === 0) return [];
    const item = field(root, 'shifts', post);
    const zh = gaps.map((gap) => gap.zh).join('，');
    const en = gaps.map((gap) => gap.en).join(', ');
    return [item.source.atKey(item.path, say(`这些时间没人在岗：${zh}`, `nobody holds this post: ${en}`))];
  });
}

function blindSpots(sources: Sources, school: School): readonly Problem[] {
  const guarded = new Set(
    [...school.devices.values()].filter((device) => device.kind === 'button').map((device) => device.zone),
  );
  return listIn(sources, 'school.yaml', 'zones').flatMap((item) => {
    const zone = school.zones.get(text(field(item, 'id')) ?? '');
    if (zone === undefined || !zone.blindSpot || guarded.has(zone.id)) return [];
    const message = say(
      `监管盲区 ${zone.name} 没有求助按钮：请在 devices.yaml 加一个`,
      `the blind spot ${zone.id} has no help button: add one in devices.yaml`,
    );
    return [item.source.at(item.path, message)];
  });
}

function lateFirstSteps(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'alarm.yaml');
  if (root === null) return [];
  return entries(field(root, 'policies')).flatMap(([, policy]): readonly Problem[] => {
    const first: Item | undefined = items(field(policy, 'steps'))[0];
    if (first === undefined) return [];
    const after = field(first, 'after');
    const late = number(after) ?? 0;
    if (late === 0) return [];
    const message = say(
      `第一级 ${late} 秒后才通知：应从 0 秒开始`,
      `nobody is told for the first ${late} s: the first step should be at 0`,
    );
    return [after.source.at(after.path, message)];
  });
}

/** Channels and policies: every step can be climbed, and the climb ends at a leader. */

import { ROLES } from '../../core/school.ts';
import { duplicates } from './check-places.ts';
import { knownPeople } from './check-roster.ts';
import {
  entries,
  field,
  idsIn,
  isInDoubt,
  type Item,
  items,
  listIn,
  number,
  rootOf,
  type Sources,
  text,
} from './files.ts';
import { type Problem, unknownName } from './problem.ts';
import { say } from './words.ts';

/** Sirens and lamps are addressed by this channel id; it exists whether or not alarm.yaml names it. */
export const OUTPUT_CHANNEL = 'output';

/** Policies that always exist: built in where the school writes none of that name. */
export const BUILT_IN_POLICIES = ['panic', 'default'] as const;

export function checkAlarm(sources: Sources): readonly Problem[] {
  const alarm = rootOf(sources, 'alarm.yaml');
  const policies = alarm === null ? [] : entries(field(alarm, 'policies'));
  const known = isInDoubt(sources, 'alarm.yaml', 'policies')
    ? null
    : [...new Set([...policies.map(([id]) => id), ...BUILT_IN_POLICIES])];
  const channels = listIn(sources, 'alarm.yaml', 'channels');
  return [
    ...duplicates(channels, 'id'),
    ...outputChannel(channels),
    ...policies.flatMap(([, policy]) => steps(sources, policy)),
    ...(alarm === null ? [] : entries(field(alarm, 'policyOf')).flatMap(([, item]) => knownPolicy(item, known))),
    ...listIn(sources, 'school.yaml', 'zones').flatMap((zone) => knownPolicy(field(zone, 'policy'), known)),
    ...someLeader(sources),
  ];
}

function knownPolicy(item: Item, known: readonly string[] | null): readonly Problem[] {
  const id = text(item);
  if (known === null || id === null || known.includes(id)) return [];
  return [item.source.at(item.path, unknownName(['策略', 'policy'], id, known))];
}

/** Sirens and lamps are one channel; the core addresses it as `output`. */
function outputChannel(channels: readonly Item[]): readonly Problem[] {
  return channels.flatMap((channel) => {
    const id = field(channel, 'id');
    const isOutput = text(field(channel, 'type')) === 'output';
    if (isOutput === (text(id) === OUTPUT_CHANNEL) || text(id) === null) return [];
    const message = isOutput
      ? say('type: output 的通道编号必须是 "output"', 'a channel of type output must have the id "output"')
      : say('编号 "output" 留给警号警灯：请换一个', 'the id "output" is kept for sirens and lamps: choose another');
    return [id.source.at(id.path, message)];
  });
}

function steps(sources: Sources, policy: Item): readonly Problem[] {
  const list = items(field(policy, 'steps'));
  const last = list.at(-1);
  return [
    ...list.flatMap((step, index) => ascending(step, list[index - 1])),
    ...list.flatMap(emptyStep),
    ...list.flatMap((step) => knownPeople(sources, field(step, 'people'))),
    ...list.flatMap((step) => outputs(sources, step)),
    ...(last === undefined ? [] : endsAtLeader(sources, last)),
  ];
}

function ascending(step: Item, before: Item | undefined): readonly Problem[] {
  const item = field(step, 'after');
  const after = number(item);
  const earlier = before === undefined ? null : number(field(before, 'after'));
  if (after === null || earlier === null || after > earlier) return [];
  const message = say(
    `步骤时间要递增：应大于上一级的 ${earlier}`,
    `steps go up in time: it must be more than ${earlier}, the step before`,
  );
  return [item.source.at(item.path, message)];
}

function emptyStep(step: Item): readonly Problem[] {
  const named = ['posts', 'people', 'outputs'].some((name) => {
    const value = field(step, name).value;
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  if (named || typeof step.value !== 'object') return [];
  return [
    step.source.at(
      step.path,
      say('这一级谁也不通知：写 posts、people 或 outputs', 'this step reaches nobody: write posts, people or outputs'),
    ),
  ];
}

function outputs(sources: Sources, step: Item): readonly Problem[] {
  if (isInDoubt(sources, 'devices.yaml', 'devices')) return [];
  const devices = listIn(sources, 'devices.yaml', 'devices');
  const kinds = new Map(devices.toReversed().map((device) => [text(field(device, 'id')), text(field(device, 'kind'))]));
  const sounding = [...kinds].filter(([, kind]) => kind === 'siren' || kind === 'lamp').map(([id]) => id ?? '');
  return items(field(step, 'outputs')).flatMap((item) => {
    const id = text(item);
    if (id === null || sounding.includes(id)) return [];
    const kind = kinds.get(id);
    const message =
      typeof kind === 'string'
        ? say(
            `"${id}" 是 ${kind}，不会响也不会亮：这里写 siren 或 lamp`,
            `"${id}" is a ${kind} and cannot sound: name a siren or a lamp`,
          )
        : unknownName(['警号或警灯', 'siren or lamp'], id, sounding);
    return [item.source.at(item.path, message)];
  });
}

function leaders(sources: Sources): readonly string[] {
  return listIn(sources, 'staff.yaml', 'people')
    .filter((person) => text(field(person, 'role')) === 'leader')
    .map((person) => text(field(person, 'id')))
    .filter((id) => id !== null);
}

function endsAtLeader(sources: Sources, last: Item): readonly Problem[] {
  const people = idsIn(sources, 'staff.yaml', 'people');
  const known = leaders(sources);
  // No leaders at all, or a name that does not exist: said elsewhere.
  if (people === null || known.length === 0) return [];
  const named = items(field(last, 'people')).map(text);
  if (named.some((id) => id === null || known.includes(id) || !people.includes(id))) return [];
  const shown = known.slice(0, 6).join(', ');
  const message = say(
    `最后一级必须点名一位校领导（role: leader），例如 people: [${shown}]`,
    `the last step must name a person whose role is leader, e.g. people: [${shown}]`,
  );
  return [last.source.at(last.path, message)];
}

function someLeader(sources: Sources): readonly Problem[] {
  const staff = rootOf(sources, 'staff.yaml');
  if (staff === null || isInDoubt(sources, 'staff.yaml', 'people') || leaders(sources).length > 0) return [];
  const roles = listIn(sources, 'staff.yaml', 'people').map((person) => text(field(person, 'role')));
  // A misspelt role is said where it stands.
  if (roles.some((role) => role === null || !(ROLES as readonly string[]).includes(role))) return [];
  const people = field(staff, 'people');
  return [
    people.source.at(
      people.path,
      say('没有一位校领导：至少一人的 role 要写 leader', 'there is no leader: at least one person needs role: leader'),
    ),
  ];
}

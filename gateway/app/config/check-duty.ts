/** Rotations, leave, overrides and the watch at the desk: everyone and everything named exists, and times go forwards. */

import { knownPeople, shiftTimes } from './check-roster.ts';
import { duplicates } from './check-places.ts';
import { localMomentOf } from './fields.ts';
import { field, type Item, idsIn, items, listIn, number, rootOf, type Sources, text } from './files.ts';
import { type Problem, unknownName } from './problem.ts';
import { say } from './words.ts';

/** One override or leave may not last longer: a slip in the year would empty a post for ever. */
const LONGEST_DAYS = 400;

export function checkDuty(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'staff.yaml');
  if (root === null) return [];
  const rotations = listIn(sources, 'staff.yaml', 'rotations');
  const leave = listIn(sources, 'staff.yaml', 'leave');
  const overrides = listIn(sources, 'staff.yaml', 'overrides');
  return [
    ...duplicates(rotations, 'id'),
    ...rotations.flatMap(shiftTimes),
    ...rotations.flatMap((rotation) => items(field(rotation, 'teams')).flatMap((team) => knownPeople(sources, team))),
    ...leave.flatMap((one) => [
      ...knownPerson(sources, field(one, 'person')),
      ...knownPerson(sources, field(one, 'cover')),
    ]),
    ...leave.flatMap(coveredByOneself),
    ...overrides.flatMap((one) => knownPeople(sources, field(one, 'people'))),
    ...[...leave, ...overrides].flatMap(forwards),
    ...deskDevices(sources, field(root, 'presence', 'devices')),
    ...evenPeriods(field(root, 'presence', 'every')),
  ];
}

function knownPerson(sources: Sources, item: Item): readonly Problem[] {
  const known = idsIn(sources, 'staff.yaml', 'people');
  const id = text(item);
  if (known === null || id === null || known.includes(id)) return [];
  return [item.source.at(item.path, unknownName(['人员', 'person'], id, known))];
}

function coveredByOneself(leave: Item): readonly Problem[] {
  const cover = field(leave, 'cover');
  if (text(cover) === null || text(cover) !== text(field(leave, 'person'))) return [];
  return [cover.source.at(cover.path, say('请假的人不能顶自己的班', 'who is on leave cannot stand in for themselves'))];
}

function forwards(one: Item): readonly Problem[] {
  const to = field(one, 'to');
  const from = localMomentOf(field(one, 'from').value);
  const until = localMomentOf(to.value);
  if (from === null || until === null) return [];
  const minutes = (until.day - from.day) * 1440 + (until.minute ?? 1440) - (from.minute ?? 0);
  if (minutes > 0 && minutes <= LONGEST_DAYS * 1440) return [];
  const message =
    minutes > 0
      ? say(`太长：最多 ${LONGEST_DAYS} 天`, `is too long: at most ${LONGEST_DAYS} days`)
      : say('结束必须晚于开始', '`to` must be later than `from`');
  return [to.source.at(to.path, message)];
}

/** A press always calls for help: it cannot be the sign that all is well. A button counts by its self-test. */
function deskDevices(sources: Sources, list: Item): readonly Problem[] {
  const known = idsIn(sources, 'devices.yaml', 'devices');
  if (known === null) return [];
  const kinds = new Map(
    listIn(sources, 'devices.yaml', 'devices').map((device) => [
      text(field(device, 'id')),
      text(field(device, 'kind')),
    ]),
  );
  return items(list).flatMap((item) => {
    const id = text(item);
    if (id === null) return [];
    if (!known.includes(id)) return [item.source.at(item.path, unknownName(['设备', 'device'], id, known))];
    const kind = kinds.get(id) ?? '';
    if (['reader', 'button', 'node'].includes(kind)) return [];
    const message = say(
      `${id} 是 ${kind}，不能签到：要写 reader、button 或 node`,
      `${id} is a ${kind} and shows nobody's presence: name a reader, a button or a node`,
    );
    return [item.source.at(item.path, message)];
  });
}

function evenPeriods(every: Item): readonly Problem[] {
  const seconds = number(every);
  if (seconds === null || seconds <= 0 || (seconds % 60 === 0 && 86_400 % seconds === 0)) return [];
  const message = say(
    '一天要能整除：如 3600、7200、14400',
    'a day must be a whole number of periods of whole minutes: 3600, 7200, 14400 …',
  );
  return [every.source.at(every.path, message)];
}

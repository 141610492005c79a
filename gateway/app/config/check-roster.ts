/** People, their addresses and their shifts: everyone named exists and can be reached by a channel that exists. */

import { DUTY_POSTS } from '../../core/school.ts';
import { duplicates } from './check-places.ts';
import { minuteOf } from './fields.ts';
import { field, type Item, idsIn, isInDoubt, items, listIn, rootOf, type Sources, text } from './files.ts';
import { type Problem, unknownName } from './problem.ts';
import { say } from './words.ts';

export function checkRoster(sources: Sources): readonly Problem[] {
  const staff = rootOf(sources, 'staff.yaml');
  if (staff === null) return [];
  const people = listIn(sources, 'staff.yaml', 'people');
  const shifts = DUTY_POSTS.flatMap((post) => items(field(staff, 'shifts', post)));
  return [
    ...duplicates(people, 'id'),
    ...people.flatMap((person) => addresses(sources, person)),
    ...shifts.flatMap(shiftTimes),
    ...shifts.flatMap((shift) => knownPeople(sources, field(shift, 'people'))),
    ...knownPeople(sources, field(staff, 'fallback')),
  ];
}

/** Every name in the list is a person of staff.yaml. */
export function knownPeople(sources: Sources, list: Item): readonly Problem[] {
  const known = idsIn(sources, 'staff.yaml', 'people');
  if (known === null) return [];
  return items(list).flatMap((item) => {
    const id = text(item);
    if (id === null || known.includes(id)) return [];
    return [item.source.at(item.path, unknownName(['人员', 'person'], id, known))];
  });
}

function addresses(sources: Sources, person: Item): readonly Problem[] {
  const channels = listIn(sources, 'alarm.yaml', 'channels');
  if (isInDoubt(sources, 'alarm.yaml', 'channels')) return [];
  const known = new Map(channels.map((channel) => [text(field(channel, 'id')), text(field(channel, 'type'))]));
  const seen = new Set<string>();
  return items(field(person, 'addresses')).flatMap((address) => {
    const channelItem = field(address, 'channel');
    const id = text(channelItem);
    if (id === null) return [];
    const to = field(address, 'to');
    const type = known.get(id);
    if (type === undefined) {
      const names = [...known.keys()].filter((name) => name !== null);
      return [channelItem.source.at(channelItem.path, unknownName(['通道', 'channel'], id, names))];
    }
    if (type === 'output') {
      const message = say(
        '警号和警灯不是人的联系方式：请换一个通道',
        'sirens and lamps reach no person: choose another channel',
      );
      return [channelItem.source.at(channelItem.path, message)];
    }
    const same = `${id}\n${text(to)}`;
    if (seen.has(same)) {
      return [
        channelItem.source.at(
          channelItem.path,
          say('这个地址写了两次：只留一个', 'this address is written twice: keep one'),
        ),
      ];
    }
    seen.add(same);
    if (type === 'smtp' && text(to) !== null && !/^[^@\s]+@[^@\s]+$/.test(text(to) ?? '')) {
      return [
        to.source.at(
          to.path,
          say(
            '这个通道要写邮箱，如 "name@school.example"',
            'this channel needs a mail address, e.g. "name@school.example"',
          ),
        ),
      ];
    }
    return [];
  });
}

/** From and to make a stretch of time. */
export function shiftTimes(shift: Item): readonly Problem[] {
  const to = field(shift, 'to');
  const fromMinute = minuteOf(field(shift, 'from').value);
  const toMinute = minuteOf(to.value);
  if (fromMinute === null || toMinute === null) return [];
  if (fromMinute === 1440) {
    const from = field(shift, 'from');
    return [
      from.source.at(from.path, say('开始写 "00:00"，不写 "24:00"', 'a shift starts at "00:00", not at "24:00"')),
    ];
  }
  if (fromMinute !== toMinute) return [];
  const message = say(
    '上下班时刻相同，分不清是 0 小时还是 24 小时：整天写 from: "00:00", to: "24:00"，或分成两班',
    'from and to are the same, which could mean 0 or 24 hours: write from: "00:00", to: "24:00" for a whole day, or split it into two shifts',
  );
  return [to.source.at(to.path, message)];
}

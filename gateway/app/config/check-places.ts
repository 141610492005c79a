/** Buildings, zones, bells and devices: everything stands somewhere that exists. */

import { ZONE_KINDS } from '../../core/school.ts';
import { minuteOf } from './fields.ts';
import { field, type Item, idsIn, items, listIn, number, rootOf, type Sources, text } from './files.ts';
import { type Problem, unknownName } from './problem.ts';
import { nearest } from './suggestion.ts';
import { quote, say } from './words.ts';

export function checkPlaces(sources: Sources): readonly Problem[] {
  const buildings = listIn(sources, 'school.yaml', 'buildings');
  const zones = listIn(sources, 'school.yaml', 'zones');
  const devices = listIn(sources, 'devices.yaml', 'devices');
  return [
    ...timeZone(sources),
    ...duplicates(buildings, 'id'),
    ...buildings.flatMap((building) => duplicates(items(field(building, 'floors')), 'level')),
    ...duplicates(zones, 'id'),
    ...zones.flatMap((zone) => zonePlace(zone, buildings)),
    ...duplicates(devices, 'id'),
    ...deviceZones(sources, devices),
    ...bells(listIn(sources, 'school.yaml', 'bells')),
  ];
}

/** The same id (or level) twice in one list; the problem stands at the second and names the first. */
export function duplicates(list: readonly Item[], name: string): readonly Problem[] {
  const first = new Map<unknown, Item>();
  return list.flatMap((entry) => {
    const item = field(entry, name);
    if (typeof item.value !== 'string' && typeof item.value !== 'number') return [];
    const before = first.get(item.value);
    if (before === undefined) {
      first.set(item.value, item);
      return [];
    }
    const line = before.source.line(before.path);
    const message = say(
      `${quote(String(item.value))} 重复：第 ${line} 行已经用了，请换一个`,
      `${quote(String(item.value))} is used twice: line ${line} has it already, choose another`,
    );
    return [item.source.at(item.path, message)];
  });
}

function timeZone(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'school.yaml');
  if (root === null) return [];
  const item = field(root, 'timeZone');
  const written = text(item);
  if (written === null || isTimeZone(written)) return [];
  const guess = nearest(written, Intl.supportedValuesOf('timeZone')) ?? 'Asia/Shanghai';
  const message = say(
    `没有这个时区 ${quote(written)}，是不是想写 "${guess}"？`,
    `there is no time zone ${quote(written)}, did you mean "${guess}"?`,
  );
  return [item.source.at(item.path, message)];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function zonePlace(zone: Item, buildings: readonly Item[]): readonly Problem[] {
  const buildingItem = field(zone, 'building');
  const floorItem = field(zone, 'floor');
  const id = text(buildingItem);
  const level = number(floorItem);
  if (id === null) {
    if (level === null || buildingItem.value !== undefined) return [];
    return [
      floorItem.source.at(floorItem.path, say('写了楼层，还要写 building', 'a floor needs a building beside it')),
    ];
  }
  const building = buildings.find((candidate) => text(field(candidate, 'id')) === id);
  if (building === undefined) {
    const known = buildings.map((candidate) => text(field(candidate, 'id'))).filter((name) => name !== null);
    return [buildingItem.source.at(buildingItem.path, unknownName(['楼栋', 'building'], id, known))];
  }
  const levels = items(field(building, 'floors')).map((floor) => number(field(floor, 'level')));
  if (level === null || levels.includes(level)) return [];
  const shown = levels.filter((known) => known !== null).join(', ');
  const message = say(
    `"${id}" 没有 ${level} 层，可以写：${shown}`,
    `"${id}" has no floor ${level}; write one of: ${shown}`,
  );
  return [floorItem.source.at(floorItem.path, message)];
}

function deviceZones(sources: Sources, devices: readonly Item[]): readonly Problem[] {
  const known = idsIn(sources, 'school.yaml', 'zones');
  if (known === null) return [];
  return devices.flatMap((device) => {
    const item = field(device, 'zone');
    const zone = text(item);
    if (zone === null || known.includes(zone)) return [];
    const isKind = (ZONE_KINDS as readonly string[]).includes(zone);
    const message = isKind
      ? say(
          `"${zone}" 是区域类型，这里要写 school.yaml 里的区域编号`,
          `"${zone}" is a kind of zone; write a zone id from school.yaml`,
        )
      : unknownName(['区域', 'zone'], zone, known);
    return [item.source.at(item.path, message)];
  });
}

function bells(list: readonly Item[]): readonly Problem[] {
  const periods = list.flatMap((item) => {
    const from = minuteOf(field(item, 'from').value);
    const to = minuteOf(field(item, 'to').value);
    const days = items(field(item, 'days')).map((day) => day.value);
    const grades = items(field(item, 'grades')).map((grade) => grade.value);
    return from === null || to === null ? [] : [{ item, from, to, days, grades }];
  });
  const backwards = periods
    .filter((period) => period.to <= period.from)
    .map(({ item }) => {
      const to = field(item, 'to');
      return to.source.at(to.path, say('结束必须晚于开始', '`to` must be later than `from`'));
    });
  const overlaps = periods.flatMap((later, index) => {
    const earlier = periods
      .slice(0, index)
      .find(
        (other) =>
          other.from < later.to &&
          later.from < other.to &&
          shares(other.days, later.days) &&
          (other.grades.length === 0 || later.grades.length === 0 || shares(other.grades, later.grades)),
      );
    if (earlier === undefined) return [];
    const from = field(later.item, 'from');
    const line = from.source.line(earlier.item.path);
    return [
      from.source.at(
        from.path,
        say(`和第 ${line} 行的时段重叠：请错开`, `overlaps the period on line ${line}: move one of them`),
      ),
    ];
  });
  return [...backwards, ...overlaps];
}

const shares = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.some((one) => others.includes(one));

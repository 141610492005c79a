/**
 * `patrol.yaml` against the rest and against itself: everything named exists, a card is one person's, and every round can be
 * walked in its time. Card numbers are never shown: a problem names their lines.
 */

import { checkFile } from './check.ts';
import { duplicates } from './check-places.ts';
import { field, type Item, idsIn, items, listIn, rootOf, type Sources, text } from './files.ts';
import { patrolFile } from './patrol-file.ts';
import { type Problem, unknownName } from './problem.ts';
import { checkWalks } from './check-walks.ts';
import { say } from './words.ts';

export function checkPatrol(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'patrol.yaml');
  if (root === null) return [];
  const checkpoints = items(field(root, 'checkpoints'));
  const rules = [...items(field(root, 'rounds')), ...items(field(root, 'generated'))];
  const problems = [
    ...duplicates(checkpoints, 'id'),
    ...duplicates(items(field(root, 'routes')), 'id'),
    ...duplicates(rules, 'id'),
    ...checkpoints.flatMap((one) => checkpointProblems(sources, one)),
    ...twice(checkpoints.map((one) => field(one, 'device'))),
    ...names(sources, root, rules),
    ...handhelds(sources, root, checkpoints),
    ...cards(root, checkpoints),
    ...items(field(root, 'walking', 'legs')).flatMap(legProblems),
    ...rules.flatMap(sameTimes),
  ];
  // What follows needs every name to mean something.
  if (problems.length > 0) return problems;
  const checked = checkFile(patrolFile, root.source, root.value);
  if (checked.value === null) return [];
  return checkWalks(root, checked.value, sources);
}

function checkpointProblems(sources: Sources, one: Item): readonly Problem[] {
  const [device, tag, camera, zone] = [
    field(one, 'device'),
    field(one, 'tag'),
    field(one, 'camera'),
    field(one, 'zone'),
  ];
  const problems: Problem[] = [];
  const at = (item: Item, zh: string, en: string): void => void problems.push(item.source.at(item.path, say(zh, en)));
  if (device.value === undefined && tag.value === undefined && camera.value === undefined) {
    at(one, '要写 device、tag 或 camera 之一', 'needs one of device, tag and camera');
  }
  if (camera.value !== undefined && (device.value !== undefined || tag.value !== undefined)) {
    at(
      camera,
      '画面不能同时是读卡器或标签：分成两个巡查点',
      'a camera view is no reader and no tag: make two checkpoints',
    );
  }
  if (
    device.value === undefined &&
    zone.value === undefined &&
    (tag.value !== undefined || camera.value !== undefined)
  ) {
    at(one, '没有读卡器，要写 zone', 'without a reader it needs a zone');
  }
  problems.push(...readers(sources, device));
  const zones = idsIn(sources, 'school.yaml', 'zones');
  for (const item of [zone, ...items(field(one, 'covers'))]) {
    const id = text(item);
    if (id === null || zones === null || zones.includes(id)) continue;
    problems.push(item.source.at(item.path, unknownName(['区域', 'zone'], id, zones)));
  }
  return problems;
}

/** Named device exists and reads cards. */
function readers(sources: Sources, item: Item): readonly Problem[] {
  const known = idsIn(sources, 'devices.yaml', 'devices');
  const id = text(item);
  if (id === null || known === null) return [];
  const device = listIn(sources, 'devices.yaml', 'devices').find((one) => text(field(one, 'id')) === id);
  if (device === undefined) return [item.source.at(item.path, unknownName(['设备', 'device'], id, known))];
  const kind = text(field(device, 'kind'));
  if (kind === null || kind === 'reader' || kind === 'node') return [];
  return [
    item.source.at(
      item.path,
      say(`"${id}" 是 ${kind}，不是读卡器 reader`, `"${id}" is a ${kind}: write a device of kind reader`),
    ),
  ];
}

/** The same text twice; the problem stands at the second and names the line of the first. */
function twice(list: readonly Item[], hidden = false): readonly Problem[] {
  const first = new Map<string, Item>();
  return list.flatMap((item) => {
    const written = text(item);
    if (written === null) return [];
    const before = first.get(written.toUpperCase());
    if (before === undefined) {
      first.set(written.toUpperCase(), item);
      return [];
    }
    const line = before.source.line(before.path);
    const shown = hidden ? '' : `"${written}" `;
    const message = say(`${shown}第 ${line} 行已经用了`, `${shown}is used on line ${line} already`);
    return [item.source.at(item.path, message)];
  });
}

/** Names of checkpoints, routes and people. */
function names(sources: Sources, root: Item, rules: readonly Item[]): readonly Problem[] {
  const idsOf = (list: string): readonly string[] =>
    items(field(root, list)).flatMap((one) => text(field(one, 'id')) ?? []);
  const known = (item: Item, what: readonly [string, string], among: readonly string[] | null): readonly Problem[] => {
    const id = text(item);
    if (id === null || among === null || among.includes(id)) return [];
    return [item.source.at(item.path, unknownName(what, id, among))];
  };
  const checkpoint = (item: Item) => known(item, ['巡查点', 'checkpoint'], idsOf('checkpoints'));
  const person = (item: Item) => known(item, ['人员', 'person'], idsIn(sources, 'staff.yaml', 'people'));
  return [
    ...items(field(root, 'routes')).flatMap((route) => {
      const list = items(field(route, 'checkpoints'));
      return [...list.flatMap(checkpoint), ...twice(list)];
    }),
    ...items(field(root, 'walking', 'legs')).flatMap((leg) => [
      ...checkpoint(field(leg, 'from')),
      ...checkpoint(field(leg, 'to')),
    ]),
    ...rules.flatMap((rule) => [
      ...known(field(rule, 'route'), ['路线', 'route'], idsOf('routes')),
      ...person(field(rule, 'guard')),
    ]),
    ...['cards', 'lostCards', 'handhelds'].flatMap((list) =>
      items(field(root, list)).flatMap((one) => person(field(one, 'person'))),
    ),
  ];
}

function handhelds(sources: Sources, root: Item, checkpoints: readonly Item[]): readonly Problem[] {
  const devices = items(field(root, 'handhelds')).map((one) => field(one, 'device'));
  const fixed = checkpoints.map((one) => field(one, 'device'));
  return [...devices.flatMap((item) => readers(sources, item)), ...twice([...fixed, ...devices]).filter(isIn(devices))];
}

const isIn =
  (list: readonly Item[]) =>
  ({ line, col }: Problem): boolean =>
    list.some((item) => {
      const here = item.source.at(item.path, '');
      return here.line === line && here.col === col;
    });

/** A card is one person's; a lost card is nobody's; a tag on the wall is no card. */
function cards(root: Item, checkpoints: readonly Item[]): readonly Problem[] {
  const first = new Map<string, { readonly item: Item; readonly person: string | null; readonly list: string }>();
  return ['cards', 'lostCards', 'tags'].flatMap((list) => {
    const holders = list === 'tags' ? checkpoints : items(field(root, list));
    return holders.flatMap((holder): readonly Problem[] => {
      const item = field(holder, list === 'tags' ? 'tag' : 'card');
      const number = numberOf(item);
      if (number === null) return [];
      const person = text(field(holder, 'person'));
      const before = first.get(number);
      if (before === undefined) {
        first.set(number, { item, person, list });
        return [];
      }
      const line = before.item.source.line(before.item.path);
      return [item.source.at(item.path, usedTwice(list, before.list, line, person !== before.person))];
    });
  });
}

/** As typed: YAML would read `94E8` as a number and drop the zeros of `013800001111`. */
function numberOf(item: Item): string | null {
  const written = item.source.typed(item.path) ?? text(item);
  return written === null || written === '' ? null : written.toUpperCase();
}

function usedTwice(list: string, before: string, line: number, others: boolean): string {
  if (list === 'lostCards' && before === 'cards') {
    return say(
      `第 ${line} 行这张卡还在用：挂失了就从 cards 里删掉`,
      `line ${line} still has this card in use: take it out of cards`,
    );
  }
  if (list === 'tags') {
    return say(
      `第 ${line} 行已把这个号写成卡或标签：请换一个`,
      `line ${line} has this number as a card or tag already`,
    );
  }
  return others
    ? say(
        `第 ${line} 行这张卡已属于另一个人：一张卡只属于一个人`,
        `line ${line} gives this card to another person: a card is one person's`,
      )
    : say(`第 ${line} 行已经写了这张卡：只留一个`, `line ${line} has this card already: keep one of them`);
}

function legProblems(leg: Item): readonly Problem[] {
  const [from, to, min, max] = [field(leg, 'from'), field(leg, 'to'), field(leg, 'min'), field(leg, 'max')];
  const problems: Problem[] = [];
  if (text(from) !== null && text(from) === text(to)) {
    problems.push(to.source.at(to.path, say('起点和终点相同', 'from and to are the same checkpoint')));
  }
  if (typeof min.value === 'number' && typeof max.value === 'number' && min.value > max.value) {
    problems.push(max.source.at(max.path, say('最慢不能少于最快', 'max must not be less than min')));
  }
  return problems;
}

function sameTimes(rule: Item): readonly Problem[] {
  const to = field(rule, 'to');
  if (text(to) === null || text(to) !== text(field(rule, 'from'))) return [];
  return [to.source.at(to.path, say('结束不能等于开始', '`to` must differ from `from`'))];
}

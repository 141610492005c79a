/**
 * Rules name places that exist and say what they need, and none of them speaks of presses. A rule can only add an alarm; a file
 * that tries to hold a press back in any way is not a file we guess the meaning of (promises 1 and 6).
 */

import { duplicates } from './check-places.ts';
import { entries, field, idsIn, type Item, items, listIn, number, rootOf, type Sources, text } from './files.ts';
import { type Problem, unknownName } from './problem.ts';
import { quote, say } from './words.ts';

const TIMED = ['door-held', 'dwell', 'crowding'];
const CLOSED_ONLY = ['door-forced', 'motion-closed'];

export function checkRules(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'rules.yaml');
  if (root === null) return [];
  const rules = listIn(sources, 'rules.yaml', 'rules');
  return [
    ...duplicates(rules, 'id'),
    ...rules.flatMap((rule) => [...threshold(rule), ...windows(rule), ...zoneIds(sources, rule)]),
    ...speaksOfPresses(root, { buttons: buttonsOf(sources), zones: idsIn(sources, 'school.yaml', 'zones') ?? [] }),
  ];
}

const whatOf = (rule: Item): string => text(field(rule, 'what')) ?? '';

function threshold(rule: Item): readonly Problem[] {
  const item = field(rule, 'threshold');
  const what = whatOf(rule);
  if (TIMED.includes(what) && item.value === undefined) {
    const unit = what === 'crowding' ? ['人数', 'people'] : ['秒', 'seconds'];
    const message = say(`${what} 要写 threshold（${unit[0]}）`, `${what} needs a threshold (${unit[1]})`);
    return [rule.source.at(field(rule, 'what').path, message)];
  }
  if (CLOSED_ONLY.includes(what) && item.value !== undefined) {
    return [item.source.atKey(item.path, say(`${what} 没有 threshold：请删掉`, `${what} has no threshold: remove it`))];
  }
  const people = number(item);
  if (what !== 'crowding' || people === null || Number.isInteger(people)) return [];
  return [item.source.at(item.path, say('人数要写整数', 'people are a whole number'))];
}

/** Without a window every opening of a door would be a forced one. */
function windows(rule: Item): readonly Problem[] {
  const what = whatOf(rule);
  const item = field(rule, 'windows');
  if (!CLOSED_ONLY.includes(what) || (item.value !== undefined && items(item).length !== 0)) return [];
  const message = say(
    `${what} 要写 windows，例如 [night, closed]：否则每次开门、走动都会报警`,
    `${what} needs windows, e.g. [night, closed]: or every opening and every step would alarm`,
  );
  return [item.source.at(item.value === undefined ? field(rule, 'what').path : item.path, message)];
}

function zoneIds(sources: Sources, rule: Item): readonly Problem[] {
  const known = idsIn(sources, 'school.yaml', 'zones');
  const buttons = buttonsOf(sources);
  if (known === null) return [];
  return items(field(rule, 'zones', 'ids')).flatMap((item) => {
    const zone = text(item);
    if (zone === null || known.includes(zone) || buttons.has(zone)) return [];
    return [item.source.at(item.path, unknownName(['区域', 'zone'], zone, known))];
  });
}

function buttonsOf(sources: Sources): ReadonlySet<string> {
  const buttons = listIn(sources, 'devices.yaml', 'devices').filter(
    (device) => text(field(device, 'kind')) === 'button',
  );
  return new Set(buttons.map((device) => text(field(device, 'id')) ?? ''));
}

/** Free text that nobody acts on. */
const FREE = ['id', 'name', 'nameEn'];
const PRESS = /(^|[^a-z])(panic|press|presses|button|buttons|sos|help-button|help-buttons)($|[^a-z])|求助|按钮/i;
const HOLDS_BACK =
  /^(mute|muted|silence|silent|suppress|ignore|skip|block|drop|disable|disarm|bypass|require|requires|confirm|delay|limit|rate|except|unless|only-if|onlyIf|quiet)/i;

interface Known {
  readonly buttons: ReadonlySet<string>;
  /** A place may be called as it likes. */
  readonly zones: readonly string[];
}

/** Every key and every word of the file, wherever it stands. */
function speaksOfPresses(item: Item, known: Known): readonly Problem[] {
  const word = text(item);
  if (word !== null) return isPress(word, known) ? [item.source.at(item.path, neverPresses(word))] : [];
  if (Array.isArray(item.value)) return items(item).flatMap((one) => speaksOfPresses(one, known));
  return entries(item).flatMap(([name, child]) => {
    if (FREE.includes(name)) return [];
    const here = [...keyProblem(name, child, known)];
    return here.length > 0 ? here : speaksOfPresses(child, known);
  });
}

const isPress = (word: string, { buttons, zones }: Known): boolean =>
  !zones.includes(word) && (PRESS.test(word) || buttons.has(word));

function keyProblem(name: string, child: Item, known: Known): readonly Problem[] {
  if (isPress(name, known)) return [child.source.atKey(child.path, neverPresses(name))];
  if (!HOLDS_BACK.test(name) || name === 'quietFor') return [];
  const message = say(
    `${quote(name)} 想要压住报警：规则只能多报，不能压住任何东西`,
    `${quote(name)} would hold alarms back: a rule can only add, it holds nothing back`,
  );
  return [child.source.atKey(child.path, message)];
}

const neverPresses = (word: string): string =>
  say(
    `${quote(word)}：规则管不到求助按钮，按下必报，不能静音、限制、加条件或隔离`,
    `${quote(word)}: no rule reaches a help button; a press always alarms and cannot be muted, limited, made conditional or quarantined`,
  );

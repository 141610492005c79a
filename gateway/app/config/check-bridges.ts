/** Bridges, profiles and the devices that use them: every name exists, and no two devices say they are the same one. */

import { duplicates } from './check-places.ts';
import { field, type Item, idsIn, items, listIn, number, rootOf, type Sources, text } from './files.ts';
import type { Library } from './load-profiles.ts';
import { type Problem, unknownName } from './problem.ts';
import { quote, say } from './words.ts';

/** Promise 7: a bridge that is connected to us is known to be gone within this many seconds. */
const BRIDGE_SILENT_MAX = 90;

export function checkBridges(sources: Sources, library: Library): readonly Problem[] {
  const bridges = listIn(sources, 'bridges.yaml', 'bridges');
  const devices = listIn(sources, 'devices.yaml', 'devices');
  const problems = [
    ...duplicates(bridges, 'id'),
    ...duplicates(listIn(sources, 'bridges.yaml', 'upstreams'), 'id'),
    ...bridges.flatMap((bridge) => checkBridge(bridge, devices, sources, library)),
    ...devices.flatMap((device) => checkDevice(device, bridges, sources, library)),
    ...sameAddress(devices),
    ...checkHomeAssistant(sources),
  ];
  const families = [...library.families.keys()];
  for (const profile of library.profiles.values()) {
    if (library.families.has(profile.family) || library.problems.length > 0) continue;
    const message = unknownName(['系列', 'family'], profile.family, families);
    problems.push({ file: `profiles/${profile.id}.yaml`, line: 1, col: 1, key: 'family', message });
  }
  return problems;
}

function refers(item: Item, what: readonly [string, string], known: readonly string[] | null): readonly Problem[] {
  const written = text(item);
  if (written === null || known === null || known.includes(written)) return [];
  return [item.source.at(item.path, unknownName(what, written, known))];
}

function checkBridge(bridge: Item, devices: readonly Item[], sources: Sources, library: Library): readonly Problem[] {
  const id = text(field(bridge, 'id'));
  const taken = devices.find((device) => id !== null && text(field(device, 'id')) === id);
  const silent = field(bridge, 'silentAfter');
  const problems = [
    ...refers(field(bridge, 'zone'), ['区域', 'zone'], idsIn(sources, 'school.yaml', 'zones')),
    ...refers(field(bridge, 'upstream'), ['上级 MQTT', 'upstream'], idsIn(sources, 'bridges.yaml', 'upstreams')),
    ...(library.problems.length > 0
      ? []
      : refers(field(bridge, 'family'), ['系列', 'family'], [...library.families.keys()])),
  ];
  if (taken) {
    const message = say(
      `编号 ${quote(id ?? '')} 已经是一台设备的：请换一个`,
      `${quote(id ?? '')} is the id of a device already: choose another`,
    );
    problems.push(bridge.source.at(field(bridge, 'id').path, message));
  }
  if (field(bridge, 'upstream').value === undefined && (number(silent) ?? 0) > BRIDGE_SILENT_MAX) {
    const message = say(
      `连到本网关的桥最多沉默 ${BRIDGE_SILENT_MAX} 秒就必须算故障`,
      `a bridge connected to this gateway must count as a fault after ${BRIDGE_SILENT_MAX} s of silence at most`,
    );
    problems.push(silent.source.at(silent.path, message));
  }
  return problems;
}

function checkDevice(device: Item, bridges: readonly Item[], sources: Sources, library: Library): readonly Problem[] {
  const profileItem = field(device, 'profile');
  const bridgeItem = field(device, 'bridge');
  const written = text(profileItem);
  if (written === null) {
    const stray = ['bridge', 'address', 'channel']
      .map((name) => field(device, name))
      .find((item) => item.value !== undefined);
    if (!stray) return [];
    const message = say('只有写了 profile 的设备才有这一项', 'only a device with a `profile` has this');
    return [stray.source.atKey(stray.path, message)];
  }
  const bridgeId = text(bridgeItem);
  const problems = [...refers(bridgeItem, ['桥', 'bridge'], idsIn(sources, 'bridges.yaml', 'bridges'))];
  if (library.problems.length > 0) return problems;
  problems.push(...refers(profileItem, ['档案', 'profile'], [...library.profiles.keys()]));
  const profile = library.profiles.get(written);
  if (!profile) return problems;
  const kind = field(device, 'kind');
  if (!profile.kinds.some((known) => known === kind.value)) {
    const list = profile.kinds.join(', ');
    const message = say(`档案 "${written}" 只适用于：${list}`, `the profile "${written}" is for: ${list}`);
    problems.push(profileItem.source.at(profileItem.path, message));
  }
  const bridge = bridges.find((candidate) => bridgeId !== null && text(field(candidate, 'id')) === bridgeId);
  const family = bridge ? text(field(bridge, 'family')) : null;
  if (family !== null && family !== profile.family) {
    const message = say(
      `桥 "${bridgeId ?? ''}" 是 ${family} 系列，档案是 ${profile.family} 系列`,
      `the bridge "${bridgeId ?? ''}" is of the family ${family}, the profile of ${profile.family}`,
    );
    problems.push(profileItem.source.at(profileItem.path, message));
  }
  if (!bridgeId && profile.reads.some((read) => read.topic.includes('{base}'))) {
    const message = say(
      `档案 "${written}" 的设备都在桥后面：请写 bridge`,
      `devices of "${written}" are behind a bridge: write \`bridge\``,
    );
    problems.push(profileItem.source.at(profileItem.path, message));
  }
  return problems;
}

/** The same address and input behind the same bridge, read by the same profile, would be one press of two buttons. */
function sameAddress(devices: readonly Item[]): readonly Problem[] {
  const first = new Map<string, Item>();
  return devices.flatMap((device) => {
    if (text(field(device, 'profile')) === null) return [];
    const place = ['bridge', 'address', 'channel', 'profile'].map((name) => text(field(device, name)) ?? '');
    if (place[1] === '') return [];
    const before = first.get(place.join('\n'));
    if (!before) {
      first.set(place.join('\n'), device);
      return [];
    }
    const address = field(device, 'address');
    const line = before.source.line(before.path);
    const message = say(
      `第 ${line} 行已经是这个地址：一台设备有好几路时写 channel`,
      `line ${line} has this address already: write \`channel\` where one device has several inputs`,
    );
    return [address.source.at(address.path, message)];
  });
}

function checkHomeAssistant(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'bridges.yaml');
  if (root === null) return [];
  const known = idsIn(sources, 'bridges.yaml', 'upstreams');
  const devices = new Set(idsIn(sources, 'devices.yaml', 'devices') ?? []);
  const users = items(field(root, 'homeAssistant', 'users')).flatMap((user) => {
    if (!devices.has(text(user) ?? '')) return [];
    const message = say(
      '这是一台设备的编号：读者要有自己的编号',
      'this is the id of a device: a reader needs an id of its own',
    );
    return [user.source.at(user.path, message)];
  });
  const upstreams = items(field(root, 'homeAssistant', 'upstreams')).flatMap((item) =>
    refers(item, ['上级 MQTT', 'upstream'], known),
  );
  return [...users, ...upstreams];
}

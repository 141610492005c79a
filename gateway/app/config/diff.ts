/** What changes between two configurations, for the reload message and the record. */

import type { School } from '../../core/school.ts';
import type { AppConfig } from './config.ts';
import { canonical } from './fingerprint.ts';
import { gatewayFile } from './gateway-file.ts';
import { needsRestart } from './schema-walk.ts';
import { say } from './words.ts';

export interface Change {
  /** Which part, e.g. `devices.btn-gym-behind` or `gateway.mqtt.port`. */
  readonly key: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Takes effect only after a restart. */
  readonly restart: boolean;
}

/** Changes in a fixed order: school, places, devices, people, duty, channels, boards, policies, gateway. No values: some are secret. */
export function diffConfig(before: AppConfig, after: AppConfig): readonly Change[] {
  const a = before.school;
  const b = after.school;
  return [
    ...whole('school.name', a.name, b.name),
    ...whole('school.nameEn', a.nameEn, b.nameEn),
    ...whole('school.timeZone', a.timeZone, b.timeZone),
    ...whole('school.language', a.language, b.language),
    ...whole('buildings', a.buildings, b.buildings),
    ...whole('bells', before.bells, after.bells),
    ...each('zones', a.zones, b.zones),
    ...each('devices', a.devices, b.devices),
    ...each('people', a.people, b.people),
    ...whole('calendar', beside(a), beside(b)),
    ...whole('shifts', a.shifts, b.shifts),
    ...whole('patrol', a.patrol, b.patrol),
    ...whole('roster', a.roster, b.roster),
    ...whole('fallback', a.fallback, b.fallback),
    ...each('rules', byId(a.rules?.rules ?? []), byId(b.rules?.rules ?? [])),
    ...whole('rules.quarantine', a.rules?.quarantine, b.rules?.quarantine),
    ...each('channels', byId(before.channels), byId(after.channels)),
    ...each('boards', byId(before.boards), byId(after.boards)),
    ...each('bridges', a.foreign?.bridges ?? new Map(), b.foreign?.bridges ?? new Map()),
    ...each('profiles', a.foreign?.profiles ?? new Map(), b.foreign?.profiles ?? new Map()),
    ...each('profiles.families', a.foreign?.families ?? new Map(), b.foreign?.families ?? new Map()),
    ...whole('homeAssistant', a.foreign?.homeAssistant, b.foreign?.homeAssistant),
    ...whole('gateway.series', before.series, after.series).map((change) => ({ ...change, restart: true })),
    ...each('upstreams', byId(before.upstreams), byId(after.upstreams)),
    ...each('policies', a.policies, b.policies),
    ...each('policyOf', a.policyOfKind, b.policyOfKind),
    ...gatewayChanges(before.gateway, after.gateway, []),
  ];
}

/** One line for a person, e.g. `devices.btn-7 added, gateway.mqtt.port changed (needs a restart)`. */
export function describeChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return say('没有变化', 'nothing changed');
  const zh = { added: '新增', removed: '删除', changed: '修改' };
  const shown = changes.slice(0, 20);
  const more = changes.length - shown.length;
  return say(
    shown.map(({ key, change, restart }) => `${zh[change]} ${key}${restart ? '（重启后生效）' : ''}`).join('，') +
      (more > 0 ? `，另有 ${more} 处` : ''),
    shown.map(({ key, change, restart }) => `${key} ${change}${restart ? ' (needs a restart)' : ''}`).join(', ') +
      (more > 0 ? `, and ${more} more` : ''),
  );
}

/** The calendar without what is shown as a change of its own. */
const beside = ({ calendar }: School) => ({ ...calendar, bells: [], timeZone: '' });

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.id, item]));

function whole(key: string, a: unknown, b: unknown): readonly Change[] {
  return same(a, b) ? [] : [{ key, change: 'changed', restart: false }];
}

function each(part: string, a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): readonly Change[] {
  const change = (id: string): Change['change'] | null =>
    !b.has(id) ? 'removed' : !a.has(id) ? 'added' : same(a.get(id), b.get(id)) ? null : 'changed';
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((id) => {
    const what = change(id);
    return what === null ? [] : [{ key: `${part}.${id}`, change: what, restart: false }];
  });
}

/** Names as the file has them; storage sizes are megabytes there and bytes here. */
const FILE_NAMES: Readonly<Record<string, string>> = { maxBytes: 'maxMegabytes', reserveBytes: 'reserveMegabytes' };

function gatewayChanges(a: unknown, b: unknown, path: readonly string[]): readonly Change[] {
  if (same(a, b)) return [];
  if (!isRecord(a) || !isRecord(b)) {
    return [{ key: ['gateway', ...path].join('.'), change: 'changed', restart: needsRestart(gatewayFile, path) }];
  }
  return Object.keys(a).flatMap((name) => gatewayChanges(a[name], b[name], [...path, FILE_NAMES[name] ?? name]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

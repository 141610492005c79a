/** What a replay found, for a person and for a machine. */

import { isoInZone } from '../../../flow/notify/message.ts';
import type { School } from '../../../core/school.ts';
import { type LoadRating, ratingOf } from '../../../core/warning/alarm-load.ts';
import type { Raised, Replay } from '../../../core/warning/replay.ts';
import type { Terminal } from '../terminal.ts';

const HOUR_MS = 3_600_000;
/** Lines of one rule that a person reads; `--json` has all. */
const SHOWN = 20;

interface RuleReport {
  readonly id: string;
  readonly what: string;
  readonly name: string;
  readonly raised: readonly {
    readonly at: string;
    readonly device: string;
    readonly zone: string | null;
    readonly place: string;
  }[];
  /** Begun, but too soon after the last time. */
  readonly heldBack: number;
}

export interface Report {
  readonly from: string | null;
  readonly to: string | null;
  readonly facts: number;
  readonly readings: number;
  /** Of them while the clock was not trusted: rules with windows were suspended. */
  readonly untrusted: number;
  readonly presses: number;
  readonly rules: readonly RuleReport[];
  readonly quarantined: readonly { readonly at: string; readonly device: string; readonly why: string }[];
  /** The most that would have been raised within an hour, in the terms of ISA-18.2. */
  readonly worstHour: { readonly alarms: number; readonly rating: LoadRating };
  readonly suppressed: readonly { readonly at: string; readonly device: string | null; readonly why: string }[];
}

function worstHour(raised: readonly Raised[]): Report['worstHour'] {
  const times = raised.map(({ at }) => at).sort((a, b) => a - b);
  let alarms = 0;
  let from = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[from] ?? at) >= HOUR_MS) from += 1;
    alarms = Math.max(alarms, index - from + 1);
  }
  return { alarms, rating: ratingOf(alarms) };
}

export function reportOf(
  replay: Replay,
  school: School,
  range: { readonly fromMs: number | null; readonly toMs: number | null },
): Report {
  const at = (wall: number): string => isoInZone(wall, school.timeZone);
  const atOrNull = (wall: number | null): string | null => (wall === null ? null : at(wall));
  const placeOf = (zone: string | null): string => (zone === null ? '?' : (school.zones.get(zone)?.name ?? zone));
  return {
    from: atOrNull(range.fromMs),
    to: atOrNull(range.toMs),
    facts: replay.facts,
    readings: replay.readings,
    untrusted: replay.untrusted,
    presses: replay.presses,
    rules: (school.rules?.rules ?? []).map(({ id, what, name }) => ({
      id,
      what,
      name,
      raised: replay.raised
        .filter(({ rule }) => rule === id)
        .map((one) => ({ at: at(one.at), device: one.device, zone: one.zone, place: placeOf(one.zone) })),
      heldBack: replay.heldBack.get(id) ?? 0,
    })),
    quarantined: replay.quarantined.map(({ device, why, at: wall }) => ({ at: at(wall), device, why })),
    worstHour: worstHour(replay.raised),
    suppressed: replay.suppressions.map(({ device, why, at: wall }) => ({ at: at(wall), device, why })),
  };
}

const local = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

function printRule(terminal: Terminal, { id, name, raised, heldBack }: RuleReport): void {
  const { pick } = terminal;
  const held =
    heldBack === 0 ? '' : pick(`，另有 ${heldBack} 次因间隔太短不报`, `; ${heldBack} more came too soon to be raised`);
  terminal.out(`${id}  ${name}: ${pick(`${raised.length} 次`, `${raised.length} times`)}${held}`);
  for (const one of raised.slice(0, SHOWN)) terminal.out(`    ${local(one.at)}  ${one.place}  ${one.device}`);
  const more = raised.length - SHOWN;
  if (more > 0)
    terminal.out(`    ${pick(`…… 还有 ${more} 次（--json 全部列出）`, `… and ${more} more (--json lists all)`)}`);
}

const RATINGS: Readonly<Record<LoadRating, readonly [string, string]>> = {
  fine: ['合适', 'fine'],
  manageable: ['还能应付', 'manageable'],
  'too-many': ['太多了，人会麻木', 'too many: people will grow numb'],
};

export function printReport(terminal: Terminal, report: Report): void {
  const { pick } = terminal;
  terminal.out(
    pick(
      `回放 ${report.facts} 条记录，其中传感器读数 ${report.readings} 条、求助 ${report.presses} 次`,
      `${report.facts} facts replayed, ${report.readings} of them readings of sensors, ${report.presses} presses`,
    ),
  );
  if (report.untrusted > 0)
    terminal.out(
      pick(
        `其中 ${report.untrusted} 条读数时钟不可信：写了时段的规则当时暂停`,
        `the clock was not trusted at ${report.untrusted} readings: rules with windows were suspended then`,
      ),
    );
  for (const rule of report.rules) printRule(terminal, rule);
  for (const { at, device, why } of report.quarantined.slice(0, SHOWN))
    terminal.out(`${pick('隔离', 'quarantine')}  ${local(at)}  ${device}  ${why}`);
  const { alarms, rating } = report.worstHour;
  const [zh, en] = RATINGS[rating];
  terminal.out(pick(`最忙的一小时会报 ${alarms} 次：${zh}`, `the worst hour would have had ${alarms} alarms: ${en}`));
  if (report.suppressed.length === 0)
    terminal.out(
      pick(
        `${report.presses} 次求助：有没有这套规则，结果完全一样`,
        `${report.presses} presses: decided the same with these rules as without them`,
      ),
    );
}

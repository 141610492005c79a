/** `coverage`: at which minutes of the days to come nobody would look after a key area. Exit code 1 when there are any. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { JOURNAL_FILE, openReadOnly } from '../../adapters/sqlite/database.ts';
import { itemLine } from '../../adapters/sqlite/ledger-rows.ts';
import { factRows } from '../../adapters/sqlite/queries.ts';
import { ledgerItem } from '../../contract/api.ts';
import type { CoverageView } from '../../contract/duty-api.ts';
import { momentText } from '../../core/calendar/school-clock.ts';
import type { GapReason } from '../../core/duty/duty-facts.ts';
import { type DutyState, emptyDuty, evolveDuty } from '../../core/duty/duty-state.ts';
import type { FactKind } from '../../core/facts.ts';
import { happenedFrom } from '../../flow/engine/snapshot.ts';
import { coverageView } from '../../flow/serve/duty-view.ts';
import { badUsage, wrong } from './cli-error.ts';
import { configOrFail, type Folders, verb } from './common.ts';

import type { Terminal } from './terminal.ts';

interface CoverageOptions extends Folders {
  readonly days: string;
  readonly json?: boolean;
}

const MOST_DAYS = 60;
/** A line for each gap of a bad roster would bury the rest. */
const SHOWN = 10;
const CHANGES: readonly FactKind[] = ['duty-overridden', 'duty-swapped', 'leave-granted', 'duty-change-withdrawn'];

export function coverageVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(terminal, 'coverage', '预测重点区域无人照看的时间', 'forecast when nobody looks after a key area')
    .option('--days <n>', pick('看多少天（最多 60）', 'how many days ahead (at most 60)'), '14')
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((options: CoverageOptions) => coverage(terminal, options));
}

function daysOf(written: string): number {
  const days = Number(written);
  if (/^\d{1,2}$/.test(written) && days >= 1 && days <= MOST_DAYS) return days;
  throw badUsage(`--days 要写 1 到 ${MOST_DAYS}`, `--days takes 1 to ${MOST_DAYS}`);
}

/** Overrides, swaps and leave that the record of this data folder holds; none where there is no record yet. */
function recordedDuty(data: string): DutyState {
  const file = join(data, JOURNAL_FILE);
  if (!existsSync(file)) return emptyDuty;
  const db = openReadOnly(file);
  try {
    let duty = emptyDuty;
    const query = { accountableOnly: true, kinds: CHANGES, limit: Number.MAX_SAFE_INTEGER };
    for (const row of factRows(db, query)) {
      const { fact, at } = happenedFrom(ledgerItem.parse(JSON.parse(itemLine(row))));
      duty = evolveDuty(duty, fact, at);
    }
    return duty;
  } finally {
    db.close();
  }
}

function coverage(terminal: Terminal, options: CoverageOptions): void {
  const days = daysOf(options.days);
  const { school } = configOrFail(terminal, options.config);
  const view = coverageView(school, recordedDuty(options.data), Date.now(), days);
  if (options.json) terminal.out(JSON.stringify(view));
  else for (const line of linesOf(view, school.timeZone, terminal)) terminal.out(line);
  if (view.uncoveredMinutes === 0) return;
  const bare = view.areas.filter((area) => area.uncoveredMinutes > 0).length;
  throw wrong(
    `${bare} 个重点区域共有 ${view.uncoveredMinutes} 分钟无人照看`,
    `${bare} key areas are not looked after for ${view.uncoveredMinutes} minutes in all`,
  );
}

const REASONS: Readonly<Record<GapReason, readonly [string, string]>> = {
  'nobody-reachable': ['联系不上任何值班人员', 'nobody on duty can be reached'],
  'no-patrol': ['超过巡查间隔', 'no patrol within its period'],
  'no-sensor': ['没有任何按钮或传感器', 'no button or sensor'],
};

function linesOf(view: CoverageView, timeZone: string, { pick }: Terminal): readonly string[] {
  const clock = (iso: string): string => momentText(timeZone, Date.parse(iso));
  const areas = view.areas.flatMap((area) => {
    const gaps = area.gaps.slice(0, SHOWN).map(({ why, from, to }) => {
      return `  ${clock(from)} – ${clock(to)}  ${pick(...REASONS[why])}`;
    });
    const more = area.gaps.length - gaps.length;
    return [
      `${area.zone}  ${area.name}  ${pick(`${area.uncoveredMinutes} 分钟`, `${area.uncoveredMinutes} min`)}`,
      ...gaps,
      ...(more > 0 ? [pick(`  另有 ${more} 段`, `  and ${more} more`)] : []),
    ];
  });
  const findings = view.findings.map(({ code, about, from, to }) => {
    const when = from === null || to === null ? '' : `  ${clock(from)} – ${clock(to)}`;
    return `! ${code}  ${about}${when}`;
  });
  const head = pick(
    `${clock(view.from)} 起 ${view.days} 天，${view.areas.length} 个重点区域，无人照看共 ${view.uncoveredMinutes} 分钟`,
    `${view.days} days from ${clock(view.from)}, ${view.areas.length} key areas, ${view.uncoveredMinutes} uncovered minutes`,
  );
  return [head, ...areas, ...findings];
}

/**
 * `patrol plan`: the rounds of a date with what they guarantee, for staff at this machine only; that somebody read a plan
 * that is still to come is on record. `patrol audit`: were the rounds on record the ones that the secret draws?
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { openKeyRing } from '../../../adapters/identity/key-ring.ts';
import { JOURNAL_FILE } from '../../../adapters/sqlite/database.ts';
import { type DayNumber, dayNumber, isoDate } from '../../../core/calendar/civil-date.ts';
import { localTime } from '../../../core/calendar/school-clock.ts';
import { guaranteeOf } from '../../../core/patrol/guarantee.ts';
import type { Patrol } from '../../../core/patrol/patrol.ts';
import type { School } from '../../../core/school.ts';
import { PatrolDesk } from '../../../flow/patrol/patrol-desk.ts';
import { commitmentTo, daySeed } from '../../../flow/patrol/seeds.ts';
import { badUsage, wrong } from '../cli-error.ts';
import { configOrFail, type Folders, verb } from '../common.ts';
import { recordFact } from '../record.ts';
import type { Terminal } from '../terminal.ts';
import { auditRounds, recordedRounds } from './audit.ts';
import { guaranteeLines, roundLine } from './plan-text.ts';

interface PlanOptions extends Folders {
  readonly date?: string;
  readonly json?: boolean;
}

export function patrolVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const day = pick('哪天，如 2026-09-07（默认今天）', 'which date, e.g. 2026-09-07 (default: today)');
  const plan = verb(
    terminal,
    'plan',
    '某天的巡查安排和保证（含随机安排，请勿外传）',
    'the rounds of a date, the drawn ones too (keep them to yourself), and what they guarantee',
  )
    .option('--date <date>', day)
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((options: PlanOptions) => printPlan(terminal, options));
  const audit = verb(
    terminal,
    'audit',
    '核对某天台账里的随机巡查确由本机密钥排出',
    'check that the drawn rounds on record are those that the secret of this gateway draws',
  )
    .option('--date <date>', day)
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((options: PlanOptions) => printAudit(terminal, options));
  return new Command('patrol')
    .description(pick('巡查：安排、核对', 'the patrol: its plan, its audit'))
    .addCommand(plan)
    .addCommand(audit);
}

interface Asked {
  readonly school: School;
  readonly patrol: Patrol;
  readonly secret: Uint8Array;
  readonly day: DayNumber;
  readonly today: DayNumber;
}

function asked(terminal: Terminal, options: PlanOptions): Asked {
  const { school } = configOrFail(terminal, options.config);
  const { patrol } = school;
  if (!patrol) throw wrong('配置里没有 patrol.yaml', 'there is no patrol.yaml in the configuration');
  const today = localTime(school.timeZone, Date.now()).day;
  const day = options.date === undefined ? today : dayNumber(options.date);
  if (day === null) throw badUsage('--date 写成 2026-09-07', '--date is like 2026-09-07');
  return { school, patrol, secret: openKeyRing(options.data).patrol, day, today };
}

function printPlan(terminal: Terminal, options: PlanOptions): void {
  const { school, patrol, secret, day, today } = asked(terminal, options);
  if (day >= today && patrol.generated.length > 0)
    recordFact(options.data, { kind: 'patrol-plan-read', date: isoDate(day) });
  const rounds = new PatrolDesk(secret).plan(school, day);
  const guarantees = patrol.generated.map((rule) => guaranteeOf(patrol, rule));
  if (options.json) {
    const seeds = patrol.generated.map(({ id }) => seedOf(secret, id, day, today));
    terminal.out(JSON.stringify({ date: isoDate(day), timeZone: school.timeZone, rounds, guarantees, seeds }));
    return;
  }
  terminal.out(
    terminal.pick(`${isoDate(day)} 的巡查：${rounds.length} 轮`, `${isoDate(day)}: ${rounds.length} rounds`),
  );
  for (const round of rounds) terminal.out(roundLine(round, school, terminal.pick));
  for (const line of guarantees.flatMap((one) => guaranteeLines(one, patrol, terminal.pick))) terminal.out(line);
}

/** A day that is over may show its seed: with it anybody can draw that day again, and no other. */
function seedOf(secret: Uint8Array, plan: string, day: DayNumber, today: DayNumber) {
  const seed = daySeed(secret, plan, isoDate(day));
  // Rounds of yesterday may still be walked across midnight.
  const isOver = day < today - 1;
  return { plan, commitment: commitmentTo(seed), seed: isOver ? seed.toString('hex') : null };
}

function printAudit(terminal: Terminal, options: PlanOptions): void {
  const { school, secret, day } = asked(terminal, options);
  if (!existsSync(join(options.data, JOURNAL_FILE)))
    throw wrong(`${options.data} 里没有台账`, `there is no ledger in ${options.data}`);
  const recorded = recordedRounds(options.data, isoDate(day));
  const verdict = auditRounds(recorded, new PatrolDesk(secret).plan(school, day), (plan) =>
    commitmentTo(daySeed(secret, plan, isoDate(day))),
  );
  if (options.json) terminal.out(JSON.stringify({ date: isoDate(day), ...verdict }));
  for (const { round, what } of verdict.wrong) {
    const [zh, en] = what === 'commitment' ? FORGED : MOVED;
    terminal.err(`${round}: ${terminal.pick(zh, en)}`);
  }
  if (verdict.wrong.length > 0)
    throw wrong(`${verdict.wrong.length} 轮对不上（见上）`, `${verdict.wrong.length} rounds do not agree, see above`);
  if (options.json) return;
  terminal.out(
    terminal.pick(
      `${isoDate(day)}：台账里 ${verdict.drawn} 轮随机巡查都与密钥相符`,
      `${isoDate(day)}: all ${verdict.drawn} drawn rounds on record are those that the secret draws`,
    ),
  );
}

const FORGED = ['不是由本机的密钥排出', 'was not drawn from the secret of this gateway'] as const;
const MOVED = [
  '时间或顺序与密钥排出的不同（此后改过配置？）',
  'its times or order are not those that are drawn (was the configuration changed since?)',
] as const;

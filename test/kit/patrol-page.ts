/**
 * The measured tables of docs/patrol.md: cheats found, honest rounds accused, and how well drawn rounds can be guessed. Run
 * `npx tsx test/kit/patrol-page.ts` after changing a rule; a test fails while the page is stale.
 */

import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateDay, spacingOf } from '../../gateway/core/patrol/generate.ts';
import { GUESS_MINUTES, guaranteeOf } from '../../gateway/core/patrol/guarantee.ts';
import { daySeed, drawsFrom } from '../../gateway/flow/patrol/seeds.ts';
import { judgeAll } from './patrol-cheats.ts';
import { patrolOfSix } from './patrol-of-six.ts';
import { measure, type SeenRound } from './patrol-predictors.ts';

const PAGE = new URL('../../docs/patrol.md', import.meta.url);
const ROUNDS = 500;
const DAYS = 500;
/** How much longer than `min` a usual walk takes. */
const USUAL = [1.6, 2] as const;

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;

function cheats(): string {
  const patrol = patrolOfSix();
  const columns = USUAL.map((usual) => judgeAll(ROUNDS, { patrol, usual }));
  const rows = (columns[0] ?? []).map(({ walker }, index) => {
    const shares = columns.map((column) => percent(column[index]?.accused ?? 0, ROUNDS));
    return `| ${walker.honest ? '—' : '✗'} | ${walker.zh} ${walker.en} | ${shares.join(' | ')} |`;
  });
  const head = USUAL.map((usual) => `\`min\` = ${Math.round(100 / usual)} % of a usual walk`);
  return [`| | | ${head.join(' | ')} |`, '|---|---|---|---|', ...rows].join('\n');
}

/** The rounds of that many days, drawn as the gateway draws them. */
function drawnRounds(): readonly SeenRound[] {
  const patrol = patrolOfSix();
  const secret = new Uint8Array(32).fill(42);
  return Array.from({ length: DAYS }, (_, day) =>
    patrol.generated.flatMap((rule) =>
      generateDay(patrol, rule, drawsFrom(daySeed(secret, rule.id, String(day))).draws).map((round) => ({
        start: day * 1440 + round.startMinute,
        first: round.checkpoints[0] ?? '',
      })),
    ),
  ).flat();
}

function guesses(): string {
  const patrol = patrolOfSix();
  const [rule] = patrol.generated;
  if (!rule) throw new Error('the patrol of six has drawn rounds');
  const { startBound, firstBound } = guaranteeOf(patrol, rule);
  const rows = measure(drawnRounds(), spacingOf(rule), GUESS_MINUTES).map(
    ({ name, guesses: n, starts, firsts }) => `| ${name} | ${n} | ${percent(starts, n)} | ${percent(firsts, n)} |`,
  );
  return [
    `| method | guesses | start within ${GUESS_MINUTES} min | first checkpoint |`,
    '|---|---|---|---|',
    ...rows,
    `| **bound** | | **${percent(startBound, 1)}** | **${percent(firstBound, 1)}** |`,
  ].join('\n');
}

/** The page with its tables made anew. */
export function patrolPage(): string {
  const fill = (page: string, name: string, table: string): string => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/patrol.md has no place for ${name}`);
    return `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`;
  };
  return fill(fill(readPage(), 'cheats', cheats()), 'guesses', guesses());
}

export const readPage = (): string => readFileSync(PAGE, 'utf8');

const here = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === here) writeFileSync(PAGE, patrolPage());

/** The plan of a day and its guarantees, as a person reads them. */

import { localTime } from '../../../core/calendar/school-clock.ts';
import type { Guarantee } from '../../../core/patrol/guarantee.ts';
import type { Patrol } from '../../../core/patrol/patrol.ts';
import type { PlannedRound } from '../../../core/patrol/patrol-facts.ts';
import type { School } from '../../../core/school.ts';
import type { Pick } from '../tongue.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `07:42–08:22  key-areas  大门 → 宿舍 → …  (赵刚)`. */
export function roundLine(round: PlannedRound, school: School, pick: Pick): string {
  const clock = (wallMs: number): string => {
    const { minute } = localTime(school.timeZone, wallMs);
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  };
  const places = round.checkpoints.map(({ checkpoint }) => {
    const known = school.patrol?.checkpoints.get(checkpoint);
    return pick(known?.name ?? checkpoint, known?.nameEn ?? known?.name ?? checkpoint);
  });
  const guard = round.guard === null ? '' : `  (${school.people.get(round.guard)?.name ?? round.guard})`;
  const arrow = round.order === 'strict' ? ' → ' : ', ';
  return `${clock(round.dueFromMs)}–${clock(round.dueToMs)}  ${round.route}  ${places.join(arrow)}${guard}`;
}

export function guaranteeLines(guarantee: Guarantee, patrol: Patrol, pick: Pick): readonly string[] {
  const { plan, roundsAtLeast, least, most, guessMinutes, startBound, firstBound } = guarantee;
  return [
    pick(`${plan} 无论怎么排，都保证：`, `${plan} guarantees, whatever is drawn:`),
    pick(
      `  每天至少 ${roundsAtLeast} 轮，两轮开始相隔 ${least}–${most} 分钟`,
      `  at least ${roundsAtLeast} rounds a day, ${least} to ${most} minutes from start to start`,
    ),
    ...guarantee.checkpoints.map(({ checkpoint, risk, visitsAtLeast, gapAtMostMinutes }) => {
      const name = patrol.checkpoints.get(checkpoint);
      const [zh, en] = [name?.name ?? checkpoint, name?.nameEn ?? name?.name ?? checkpoint];
      return pick(
        `  ${zh}（风险 ${risk}）：至少 ${visitsAtLeast} 次，最长间隔 ${gapAtMostMinutes} 分钟`,
        `  ${en} (risk ${risk}): at least ${visitsAtLeast} visits, never more than ${gapAtMostMinutes} minutes apart`,
      );
    }),
    pick(
      `  知道以往每一轮的人，猜下一轮开始（前后 ${guessMinutes} 分钟）最多猜中 ${percent(startBound)}，猜第一个点最多 ${percent(firstBound)}`,
      `  whoever knows every round before hits the next start (within ${guessMinutes} minutes) at most ${percent(startBound)}, its first checkpoint at most ${percent(firstBound)}`,
    ),
  ];
}

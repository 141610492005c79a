/** The facts as lines, by the real encoder and the real rollup, and into a database. */

import type { Bucket } from '../../../gateway/contract/series/measurement.ts';
import type { School } from '../../../gateway/core/school.ts';
import { encodeFact } from '../../../gateway/flow/series/encode/encode.ts';
import type { Line } from '../../../gateway/flow/series/encode/line.ts';
import { emptyMemory } from '../../../gateway/flow/series/encode/memory.ts';
import { addUp, countFact } from '../../../gateway/flow/series/rollup/counts.ts';
import { hourLines, wholeHour } from '../../../gateway/flow/series/rollup/hour-lines.ts';
import { HOUR_MS } from '../../../gateway/flow/series/rollup/hours.ts';
import type { HourRow, Recorded } from '../../../gateway/ports/series.ts';
import type { Influxd } from '../influxd.ts';

/** @param nowMs hours that are not over yet are not rolled up */
export function linesOf(school: School, facts: readonly Recorded[], nowMs: number): readonly Line[] {
  const context = { school, memory: emptyMemory() };
  const lines: Line[] = [];
  const counted: HourRow[] = [];
  for (const at of facts) {
    counted.push(...countFact(at, context));
    lines.push(...encodeFact(at, context));
  }
  const hours = new Map<number, HourRow[]>();
  for (const row of addUp(counted)) hours.set(row.startMs, [...(hours.get(row.startMs) ?? []), row]);
  for (const [startMs, rows] of hours)
    if (startMs + HOUR_MS <= nowMs) lines.push(...hourLines(school, startMs, wholeHour(school, startMs, rows)));
  return lines;
}

const BATCH = 20_000;

/** Returns how many lines were written. */
export async function fill(influxd: Influxd, lines: readonly Line[]): Promise<number> {
  const byBucket = new Map<Bucket, string[]>();
  for (const { bucket, text } of lines) {
    const texts = byBucket.get(bucket);
    if (texts) texts.push(text);
    else byBucket.set(bucket, [text]);
  }
  for (const [bucket, texts] of byBucket)
    for (let i = 0; i < texts.length; i += BATCH) await influxd.write(texts.slice(i, i + BATCH).join('\n'), bucket);
  return lines.length;
}

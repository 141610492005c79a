/**
 * Reads the journal behind two cursors, accountable facts and telemetry apart, and puts what it renders into the store together with
 * the cursor: after a crash the same facts are either rendered and stored, or will be.
 */

import type { SeriesSchool } from './encode/context.ts';
import type { Bucket } from '../../contract/series/measurement.ts';
import type { Block, FactSource, Feed, HourRow, Lane, Recorded, SeriesStore } from '../../ports/series.ts';
import { encodeFact } from './encode/encode.ts';
import { freezeMemory, type Memory, thawMemory } from './encode/memory.ts';
import { addUp, countFact } from './rollup/counts.ts';

/** Facts read at once: a page is one transaction, and must not hold the thread for long. */
export const PAGE = 2000;
const BLOCK_LINES = 1000;

const LANE_OF: Readonly<Record<Feed, Lane>> = { ledger: 'alarms', telemetry: 'telemetry' };

export interface FeederDeps {
  readonly source: FactSource;
  readonly store: SeriesStore;
  /** A fact that cannot be rendered is a bug of ours: it is passed over, and said. */
  readonly onBug: (where: string, error: unknown) => void;
}

/** Lines of one lane, parted by bucket and into blocks. */
export function blocksOf(
  lane: Lane,
  lines: readonly { readonly bucket: Bucket; readonly text: string }[],
  atMs: number,
): readonly Block[] {
  const byBucket = new Map<Bucket, string[]>();
  for (const { bucket, text } of lines) {
    const texts = byBucket.get(bucket);
    if (texts) texts.push(text);
    else byBucket.set(bucket, [text]);
  }
  return [...byBucket].flatMap(([bucket, texts]) => {
    const blocks: Block[] = [];
    for (let i = 0; i < texts.length; i += BLOCK_LINES)
      blocks.push({ lane, bucket, lines: texts.slice(i, i + BLOCK_LINES), atMs });
    return blocks;
  });
}

export class Feeder {
  private readonly deps: FeederDeps;
  private school: SeriesSchool;
  private memory: Memory;
  /** Moment of the newest fact read, by feed: how far history has been told. */
  private readonly readTo: Record<Feed, number> = { ledger: 0, telemetry: 0 };

  constructor(deps: FeederDeps, school: SeriesSchool) {
    this.deps = deps;
    this.school = school;
    this.memory = thawMemory(deps.store.memory());
  }

  setSchool(school: SeriesSchool): void {
    this.school = school;
  }

  /** Epoch ms up to which both feeds have been read. */
  toldMs(): number {
    return Math.min(...Object.values(this.readTo));
  }

  /** One page. Returns how many facts were read; throws what the disk throws, and has then changed nothing. */
  async read(feed: Feed, nowMs: number): Promise<number> {
    const { source, store } = this.deps;
    const page = await source.read(feed, store.cursor(feed), PAGE);
    const last = page.at(-1);
    if (!last) {
      this.readTo[feed] = nowMs;
      return 0;
    }
    try {
      store.put({ feed, cursor: last.seq, ...this.render(feed, page, nowMs), memory: freezeMemory(this.memory) });
    } catch (error) {
      this.memory = thawMemory(store.memory());
      throw error;
    }
    this.readTo[feed] = last.atMs;
    return page.length;
  }

  private render(
    feed: Feed,
    page: readonly Recorded[],
    nowMs: number,
  ): { blocks: readonly Block[]; hours: readonly HourRow[] } {
    const context = { school: this.school, memory: this.memory };
    const lines = [];
    const counts: HourRow[] = [];
    for (const at of page) {
      try {
        counts.push(...countFact(at, context));
        lines.push(...encodeFact(at, context));
      } catch (error) {
        this.deps.onBug(`encode ${at.fact.kind}`, error);
      }
    }
    return { blocks: blocksOf(LANE_OF[feed], lines, nowMs), hours: addUp(counts) };
  }
}

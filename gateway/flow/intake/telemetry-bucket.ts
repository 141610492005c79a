/**
 * A rate bucket per device. What is over the rate is not lost without a trace: it is counted by type and written as one
 * `coalesced` fact a second, and only then acknowledged. Presses never pass through here (promise 1).
 */

import type { TelemetryFact } from '../../core/facts.ts';

export type Settle = (stored: boolean) => void;

interface Bucket {
  tokens: number;
  refilledT: number;
  overflow: { counts: Record<string, number>; last: unknown; settle: Settle[] } | null;
}

export interface TelemetryRate {
  readonly perSecond: number;
  readonly burst: number;
}

export class TelemetryBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly full = new Set<string>();
  private rate: TelemetryRate;

  constructor(rate: TelemetryRate) {
    this.rate = rate;
  }

  setRate(rate: TelemetryRate): void {
    this.rate = rate;
  }

  /** Takes a token; false when the device is over its rate. */
  take(device: string, nowT: number): boolean {
    let bucket = this.buckets.get(device);
    if (!bucket) {
      bucket = { tokens: this.rate.burst, refilledT: nowT, overflow: null };
      this.buckets.set(device, bucket);
    }
    bucket.tokens = Math.min(this.rate.burst, bucket.tokens + ((nowT - bucket.refilledT) * this.rate.perSecond) / 1000);
    bucket.refilledT = nowT;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Counts an event that is over the rate; `settle` is called once the summary is on disk. */
  overflow(device: string, what: string, body: unknown, settle: Settle): void {
    const bucket = this.buckets.get(device);
    if (!bucket) return settle(false);
    bucket.overflow ??= { counts: {}, last: null, settle: [] };
    bucket.overflow.counts[what] = (bucket.overflow.counts[what] ?? 0) + 1;
    bucket.overflow.last = body;
    bucket.overflow.settle.push(settle);
    this.full.add(device);
  }

  hasOverflow(): boolean {
    return this.full.size > 0;
  }

  /** The summaries gathered so far, each with what to call once it is stored. */
  flush(): { readonly fact: Extract<TelemetryFact, { kind: 'coalesced' }>; readonly settle: Settle }[] {
    const summaries = [];
    for (const device of this.full) {
      const overflow = this.buckets.get(device)?.overflow;
      const bucket = this.buckets.get(device);
      if (!overflow || !bucket) continue;
      bucket.overflow = null;
      const { counts, last, settle } = overflow;
      summaries.push({
        fact: { kind: 'coalesced' as const, device, counts, last },
        settle: (stored: boolean) => {
          for (const one of settle) one(stored);
        },
      });
    }
    this.full.clear();
    return summaries;
  }
}

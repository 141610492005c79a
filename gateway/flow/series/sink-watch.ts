/** A sink that takes nothing for its time, while lines wait for it, is an incident: once, until it takes some again (promise 7). */

import { decideRestored, decideSink } from '../../core/supervision/faults.ts';
import type { Ms } from '../../core/time.ts';
import type { SinkView } from '../../ports/series.ts';
import type { Engine } from '../engine/engine.ts';

export class SinkWatch {
  private readonly engine: Engine;
  private readonly silentAfter: Ms;

  constructor(engine: Engine, silentAfter: Ms) {
    this.engine = engine;
    this.silentAfter = silentAfter;
  }

  /** As the export thread tells, about once a second. */
  hear(views: readonly SinkView[]): void {
    for (const view of views) this.engine.guard('sink', () => this.judge(view));
  }

  /** Sinks that are not configured any more are nobody's fault. */
  keepOnly(sinks: readonly string[]): void {
    for (const sink of this.engine.state.sinksDown) {
      if (!sinks.includes(sink)) this.engine.guard('sink', () => this.restore(sink));
    }
  }

  private judge({ sink, state, silentMs, code, detail }: SinkView): void {
    const { engine } = this;
    const down = engine.state.sinksDown.has(sink);
    if (down && state !== 'fault') return this.restore(sink);
    if (down || state !== 'fault' || silentMs < this.silentAfter) return;
    const facts = decideSink(sink, code ?? 'internal', detail ?? '', engine.findOpen, engine.context());
    engine.commit(facts, 'gateway', engine.clock.now(), { keep: true });
  }

  private restore(sink: string): void {
    const { engine } = this;
    const facts = decideRestored({ kind: 'sink-restored', sink }, `sink:${sink}`, engine.findOpen);
    engine.commit(facts, 'gateway', engine.clock.now(), { keep: true });
  }
}

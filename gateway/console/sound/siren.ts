/**
 * The speaker of this screen. It starts only from a person's tap (browsers forbid it otherwise), loops what it is told to
 * sound, and says honestly whether it is running: a suspended or stuck audio clock is "off", whatever was asked of it.
 */

import type { Sound } from '../state/alarm.ts';
import { PATTERNS, render } from './pattern.ts';

export type SirenState = 'off' | 'running';

export class Siren {
  private context: AudioContext | null = null;
  private source: AudioBufferSourceNode | null = null;
  private wanted: Sound | null = null;
  private sounding: Sound | null = null;
  private clockAt = { audio: -1, sinceMs: 0 };
  private readonly listeners = new Set<() => void>();
  private state: SirenState = 'off';

  /** Call inside a tap or key press. Plays the test tone; false where this browser has no sound or keeps it blocked. */
  async start(): Promise<boolean> {
    if (typeof AudioContext === 'undefined') return false;
    if (this.context?.state === 'closed') this.context = null;
    if (this.context === null) {
      this.context = new AudioContext();
      this.context.onstatechange = () => this.check(performance.now());
    }
    try {
      await this.context.resume();
    } catch {
      return false;
    }
    this.clockAt = { audio: -1, sinceMs: performance.now() };
    this.check(performance.now());
    this.playTest();
    this.play();
    return this.state === 'running';
  }

  /** From now on sound this, again and again, until told otherwise. Remembered while the siren is off. */
  sound(what: Sound | null): void {
    this.wanted = what;
    this.play();
  }

  /** Looks whether the audio clock really runs; call it now and then with the page's monotonic ms. */
  check(nowMs: number): void {
    const running = this.context?.state === 'running' && this.clockMoves(this.context, nowMs);
    this.become(running ? 'running' : 'off');
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  current(): SirenState {
    return this.state;
  }

  /** What is looping now; for the screen and for tests. */
  nowSounding(): Sound | null {
    return this.state === 'running' ? this.sounding : null;
  }

  playTest(): void {
    if (this.context === null) return;
    const source = this.sourceFor(this.context, 'test', false);
    source.start();
  }

  private clockMoves(context: AudioContext, nowMs: number): boolean {
    if (context.currentTime !== this.clockAt.audio) {
      this.clockAt = { audio: context.currentTime, sinceMs: nowMs };
      return true;
    }
    // An output device that vanished leaves the context "running" with a clock that stands still.
    return nowMs - this.clockAt.sinceMs < 3000;
  }

  private play(): void {
    if (this.context === null || this.sounding === this.wanted) return;
    this.source?.stop();
    this.source = null;
    this.sounding = this.wanted;
    if (this.wanted !== null) {
      this.source = this.sourceFor(this.context, this.wanted, true);
      this.source.start();
    }
    this.tell();
  }

  private sourceFor(context: AudioContext, what: Sound | 'test', loop: boolean): AudioBufferSourceNode {
    const samples = render(PATTERNS[what], context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = loop;
    source.connect(context.destination);
    return source;
  }

  private become(state: SirenState): void {
    if (this.state === state) return;
    this.state = state;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

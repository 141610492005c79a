/** The brokers of the school that we are clients of: started, and started anew where a reload changes them. */

import { startUpstream } from '../adapters/upstream/upstream.ts';
import { statusTopic } from '../core/profile/home-assistant.ts';
import { seconds } from '../core/time.ts';
import type { UpstreamDesk } from '../flow/foreign/upstream-desk.ts';
import type { Upstream } from '../ports/upstream.ts';
import type { AppConfig } from './config/config.ts';
import { canonical } from './config/fingerprint.ts';

export class UpstreamSet {
  private readonly desk: UpstreamDesk;
  private readonly running = new Map<string, { readonly upstream: Upstream; readonly settings: string }>();

  constructor(desk: UpstreamDesk) {
    this.desk = desk;
  }

  /** Connections that are configured as before go on. */
  use(config: AppConfig): void {
    const wanted = new Map(config.upstreams.map((upstream) => [upstream.id, upstream]));
    this.desk.watch(new Map(config.upstreams.map(({ id, goneAfter }) => [id, seconds(goneAfter)])));
    for (const [id, { upstream }] of this.running) if (!wanted.has(id)) this.drop(id, upstream);
    for (const [id, { goneAfter: _goneAfter, name: _name, ...rest }] of wanted) {
      const options = { ...rest, ...topicsOf(id, config) };
      const settings = canonical(options);
      const before = this.running.get(id);
      if (before?.settings === settings) continue;
      if (before) this.drop(id, before.upstream);
      this.start(id, options, settings);
    }
  }

  /** A certificate file that is not there, a scheme that nobody speaks: this one is down, the rest goes on. */
  private start(id: string, options: Parameters<typeof startUpstream>[0], settings: string): void {
    try {
      this.running.set(id, { upstream: startUpstream(options, this.desk), settings });
    } catch {
      this.desk.down(id, 'settings');
    }
  }

  publish(upstream: string, topic: string, payload: string): void {
    this.running.get(upstream)?.upstream.publish(topic, payload);
  }

  async stop(): Promise<void> {
    this.desk.stop();
    await Promise.all([...this.running.values()].map(({ upstream }) => upstream.stop()));
    this.running.clear();
  }

  private drop(id: string, upstream: Upstream): void {
    this.running.delete(id);
    // Its own end is waited for by nobody: it fails alone.
    void upstream.stop();
  }
}

/** What it is asked for, and what it is told of us. */
function topicsOf(id: string, { school }: AppConfig): { filters: readonly string[]; statusTopic: string | null } {
  const { foreign } = school;
  const bridges = [...(foreign?.bridges.values() ?? [])].filter(({ upstream }) => upstream === id);
  const filters = bridges.flatMap(({ topics }) => topics.map((base) => `${base}/#`));
  const out = foreign?.homeAssistant;
  if (!out?.upstreams.includes(id)) return { filters, statusTopic: null };
  return { filters: [...filters, `${out.discovery}/status`], statusTopic: statusTopic(out) };
}

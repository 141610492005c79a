/** Prometheus text format 0.0.4. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metric } from '../../ports/campus.ts';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const PREFIX = 'campus_guard_';

const help = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const label = (text: string): string => help(text).replaceAll('"', '\\"');
const clean = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_]/g, '_');

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

/** One family of samples under its HELP and TYPE. */
export function renderMetric(metric: Metric, prefix = PREFIX): string {
  const name = prefix + clean(metric.name);
  const lines = metric.samples.map(({ labels, value, suffix }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${clean(key)}="${label(text)}"`);
    return `${name}${suffix ?? ''}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${number(value)}`;
  });
  return [`# HELP ${name} ${help(metric.help)}`, `# TYPE ${name} ${metric.type}`, ...lines, ''].join('\n');
}

/** The process itself, under the names every Prometheus client uses. */
export class ProcessMetrics {
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  readonly #startedSeconds = Date.now() / 1000 - process.uptime();

  constructor() {
    this.#delay.enable();
  }

  /** The delay figures cover the time since the last reading. */
  read(): readonly Metric[] {
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage();
    const lag = { p99: this.#delay.percentile(99) / 1e9, max: this.#delay.max / 1e9 };
    this.#delay.reset();
    return [
      one(
        'process_cpu_seconds_total',
        'User and system CPU time spent, in seconds.',
        'counter',
        (cpu.user + cpu.system) / 1e6,
      ),
      one('process_resident_memory_bytes', 'Resident memory size in bytes.', 'gauge', memory.rss),
      one(
        'process_start_time_seconds',
        'Start time of the process since the epoch, in seconds.',
        'gauge',
        this.#startedSeconds,
      ),
      one('nodejs_heap_size_used_bytes', 'Heap in use, in bytes.', 'gauge', memory.heapUsed),
      one(
        'nodejs_eventloop_lag_p99_seconds',
        'Event loop delay, 99th percentile since the last scrape.',
        'gauge',
        lag.p99,
      ),
      one('nodejs_eventloop_lag_max_seconds', 'Event loop delay, longest since the last scrape.', 'gauge', lag.max),
    ];
  }

  close(): void {
    this.#delay.disable();
  }
}

const one = (name: string, text: string, type: Metric['type'], value: number): Metric => ({
  name,
  help: text,
  type,
  samples: [{ labels: {}, value }],
});

/** Requests answered, by method, route and status: routes are the table's, so that labels stay bounded. */
export class RequestCounter {
  readonly #counts = new Map<string, { method: string; route: string; status: string; value: number }>();

  count(method: string, route: string, status: number): void {
    const key = `${method} ${route} ${status}`;
    const held = this.#counts.get(key) ?? { method, route, status: String(status), value: 0 };
    held.value += 1;
    this.#counts.set(key, held);
  }

  read(): Metric {
    const samples = [...this.#counts.values()].map(({ value, ...labels }) => ({ labels, value }));
    return { name: 'http_requests_total', help: 'HTTP requests answered.', type: 'counter', samples };
  }
}

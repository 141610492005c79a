/** A school's worth of buttons at once; what one alarm costs, channel included; and how much memory a day's load takes. */

import { atMost, figure, type Scenario } from '../scenario.ts';
import { cpuSeconds, residentMegabytes } from '../subjects/measure.ts';

export const burst: Scenario = {
  id: 'burst',
  title: '200 presses at once, each in a zone of its own',
  rows: [
    { label: 'press → webhook p99', unit: 'ms', of: figure('p99'), target: atMost(150) },
    { label: 'p50', unit: 'ms', of: figure('p50') },
    { label: 'lost', unit: '', of: figure('lost'), target: atMost(0) },
    { label: 'CPU of one alarm: decided, stored, sent by webhook', unit: 'ms', of: figure('cpu') },
  ],
  async run(stage) {
    const { burst: count, buttons } = stage.sizes;
    try {
      const { hand: probe, webhook } = await stage.probe();
      const server = await stage.gateway(webhook, { sensors: 0 });
      await probe.ask('connect', {
        port: server.port,
        buttons: stage.credentials.buttons.slice(0, Math.min(2 * count, buttons)),
      });
      // One earlier, on its own: a gateway that has never spoken to the phone is not what a school has.
      await probe.ask('press', { count: 1, perSecond: 1, ahead: 0 });
      const before = cpuSeconds(server.pid);
      const { p50, p99, lost } = await probe.ask('press', { count, perSecond: Number.POSITIVE_INFINITY, ahead: 0 });
      return { p50, p99, lost, cpu: ((cpuSeconds(server.pid) - before) / count) * 1000 };
    } finally {
      await stage.clear();
    }
  },
};

export const memory: Scenario = {
  id: 'memory',
  title: 'Memory with 1,000 devices at 5k msg/s',
  rows: [{ label: 'largest RSS', unit: 'MB', of: figure('largest'), target: atMost(180) }],
  async run(stage) {
    const { devices, load, watchMs } = stage.sizes;
    try {
      const server = await stage.gateway('http://127.0.0.1:9/alarm');
      const flood = stage.flood();
      await flood.ask('connect', {
        port: server.port,
        devices: stage.credentials.sensors.slice(0, devices),
        subscribe: true,
      });
      let largest = 0;
      const watching = setInterval(() => {
        largest = Math.max(largest, residentMegabytes(server.pid));
      }, 100);
      await flood.ask('pour', { perSecond: load.some, ms: watchMs });
      clearInterval(watching);
      return { largest };
    } finally {
      await stage.clear();
    }
  },
};

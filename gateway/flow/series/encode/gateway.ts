/** The gateway itself: what it measured, and what happened to it. */

import type { GATEWAY_EVENTS } from '../../../contract/series/raw.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import type { Fact } from '../../../core/facts.ts';
import type { DeviceFigures, GatewayFigures } from '../../../core/supervision/sink-facts.ts';
import type { Recorded } from '../../../ports/series.ts';
import { deviceKindOf, deviceTag, type EncodeContext, placeOf, zoneOfDevice } from './context.ts';
import { type Line, line, nanos } from './line.ts';

interface Event {
  readonly event: (typeof GATEWAY_EVENTS)[number];
  readonly channel?: string;
  readonly sink?: string;
  readonly code?: string;
  readonly count?: number;
  readonly byMs?: number;
}

/** Null for facts that say nothing of the gateway. Details are left out: they quote what others wrote. */
function eventOf(fact: Fact): Event | null {
  switch (fact.kind) {
    case 'gateway-started':
      return { event: 'started', code: fact.version };
    case 'gateway-stopped':
      return { event: 'stopped' };
    case 'clock-stepped':
      return { event: 'clock-stepped', byMs: fact.byMs };
    case 'storage-fault':
      return { event: 'storage-fault', code: fact.code };
    case 'storage-restored':
      return { event: 'storage-restored' };
    case 'channel-fault':
      return { event: 'channel-fault', channel: fact.channel, code: fact.code };
    case 'channel-restored':
      return { event: 'channel-restored', channel: fact.channel };
    case 'sink-fault':
      return { event: 'sink-fault', sink: fact.sink, code: fact.code };
    case 'sink-restored':
      return { event: 'sink-restored', sink: fact.sink };
    case 'wire-fault':
      return { event: 'wire-fault', code: fact.code };
    case 'wire-restored':
      return { event: 'wire-restored' };
    case 'config-loaded':
      return { event: 'config-loaded' };
    case 'config-refused':
      return { event: 'config-refused' };
    case 'access-refused':
      return { event: 'access-refused', count: fact.count };
    case 'sign-in-refused':
      return { event: 'sign-in-refused', count: fact.count };
    default:
      return null;
  }
}

const bit = (value: boolean): number => (value ? 1 : 0);

function figureLine(figures: GatewayFigures, trusted: boolean, ns: bigint): Line {
  return line(
    'gateway',
    {},
    {
      loop_p50_ms: figures.loopP50Ms,
      loop_p99_ms: figures.loopP99Ms,
      loop_max_ms: figures.loopMaxMs,
      rss_mb: figures.rssMb,
      cpu_pct: figures.cpuPct,
      journal_backlog: figures.journalBacklog,
      journal_facts: figures.journalFacts,
      storage_ok: bit(figures.storageOk),
      notices_waiting: figures.noticesWaiting,
      incidents_open: figures.incidentsOpen,
      incidents_unowned: figures.incidentsUnowned,
      oldest_unowned_s: figures.oldestUnownedS,
      alarms_10min: figures.alarms10Min,
      alarms_1h: figures.alarms1H,
      devices: figures.devices,
      devices_online: figures.devicesOnline,
      devices_silent: figures.devicesSilent,
      events: figures.events,
      presses: figures.presses,
      rejected: figures.rejected,
      clock_trusted: bit(trusted),
      uptime_s: figures.uptimeS,
    },
    ns,
  );
}

function measuredLines(fact: Extract<Fact, { kind: 'gateway-measured' }>, trusted: boolean, ns: bigint): Line[] {
  return [
    figureLine(fact.gateway, trusted, ns),
    ...fact.channels.map(({ channel, up, waiting }) =>
      line('gateway_channel', { channel }, { up: bit(up), waiting }, ns),
    ),
    ...fact.sinks.map(({ sink, up, lagLines, lagAlarmLines, lagS, written, dead, shed }) =>
      line(
        'gateway_sink',
        { sink },
        { up: bit(up), lag_lines: lagLines, lag_alarm_lines: lagAlarmLines, lag_s: lagS, written, dead, shed },
        ns,
      ),
    ),
  ];
}

function statusLine(one: DeviceFigures, ns: bigint, { school }: EncodeContext): Line {
  return line(
    'device_status',
    {
      device: deviceTag(school, one.device),
      device_kind: deviceKindOf(school, one.device),
      ...placeOf(school, zoneOfDevice(school, one.device)),
    },
    {
      n: 1,
      online: bit(one.online),
      silent: bit(one.silent),
      lid_open: bit(one.lidOpen),
      faults: one.faults,
      quarantined: bit(one.quarantined),
      seen_s: one.seenS,
      tested_s: one.testedS,
      unproven: bit(one.unproven),
      battery_pct: one.battery,
    },
    ns,
  );
}

export function encodeGateway(at: Recorded, context: EncodeContext): Line[] {
  const { fact } = at;
  const ns = nanos(at.atMs, at.seq);
  if (fact.kind === 'gateway-measured') return measuredLines(fact, at.trusted, ns);
  // A device that is not configured any more would share its tag with others: only configured ones have a series.
  if (fact.kind === 'devices-measured')
    return fact.devices
      .filter((one) => context.school.devices.has(one.device))
      .map((one) => statusLine(one, ns, context));
  const event = eventOf(fact);
  if (event === null) return [];
  return [
    line(
      'gateway_event',
      { event: event.event, channel: event.channel ?? NONE, sink: event.sink ?? NONE },
      { n: 1, code: event.code ?? null, count: event.count ?? null, by_ms: event.byMs ?? null },
      ns,
    ),
  ];
}

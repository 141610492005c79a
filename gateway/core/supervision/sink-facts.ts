/** What is recorded of the time-series sinks, and what the gateway measures of itself for them. No alarm depends on any of it. */

export type SinkFact =
  /** Lines wait and the sink has taken none for its time. `code` tells a wrong token or bucket from a broken line. */
  | { kind: 'sink-fault'; sink: string; code: string; detail: string }
  | { kind: 'sink-restored'; sink: string }
  /** Refused lines were put back. `sink` null: of every sink. */
  | { kind: 'lines-retried'; sink: string | null; count: number };

export interface GatewayFigures {
  readonly loopP50Ms: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly rssMb: number;
  /** 100 is one core. */
  readonly cpuPct: number;
  readonly journalBacklog: number;
  readonly journalFacts: number;
  readonly storageOk: boolean;
  readonly noticesWaiting: number;
  readonly incidentsOpen: number;
  readonly incidentsUnowned: number;
  /** 0 where there is none. */
  readonly oldestUnownedS: number;
  readonly alarms10Min: number;
  readonly alarms1H: number;
  readonly devices: number;
  readonly devicesOnline: number;
  readonly devicesSilent: number;
  /** Since the start of the gateway. */
  readonly events: number;
  readonly presses: number;
  readonly rejected: number;
  readonly uptimeS: number;
}

export interface ChannelFigures {
  readonly channel: string;
  readonly up: boolean;
  readonly waiting: number;
}

export interface SinkFigures {
  readonly sink: string;
  readonly up: boolean;
  readonly lagLines: number;
  readonly lagAlarmLines: number;
  readonly lagS: number;
  readonly written: number;
  readonly dead: number;
  readonly shed: number;
}

export interface DeviceFigures {
  readonly device: string;
  readonly online: boolean;
  readonly silent: boolean;
  readonly lidOpen: boolean;
  readonly faults: number;
  readonly quarantined: boolean;
  /** Since it was last heard; null where it never was. */
  readonly seenS: number | null;
  /** Since its last press or self-test; null where there was none. */
  readonly testedS: number | null;
  readonly unproven: boolean;
  readonly battery: number | null;
}

/** Telemetry: written only where there is a sink. */
export type MeasuredFact =
  | {
      kind: 'gateway-measured';
      /** The time this point stands for. */
      everyMs: number;
      /** Key areas that nobody looks after (core/duty/coverage.ts); none while the clock is not trusted. */
      uncovered: readonly string[];
      gateway: GatewayFigures;
      channels: readonly ChannelFigures[];
      sinks: readonly SinkFigures[];
    }
  | { kind: 'devices-measured'; devices: readonly DeviceFigures[] };

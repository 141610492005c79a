/** What the bridge needs to know of a school: plain data, made by the command line from the config and the identity store. */

export interface DevicePlan {
  readonly id: string;
  /** The device's own secret: the bridge is nobody but its devices (promise 8). */
  readonly password: string;
}

interface OnAPort {
  readonly id: string;
  readonly port: string;
  readonly baud: number;
}

export interface NodePlan extends OnAPort {
  readonly type: 'node';
  readonly device: string;
  /** Null: whichever signs with the key. */
  readonly node: number | null;
  /** 64 hex digits; null: the button was never enrolled. */
  readonly key: string | null;
  readonly quiet: boolean;
}

export interface ReaderPlan extends OnAPort {
  readonly type: 'rdm6300' | 'wiegand' | 'pn532';
  readonly device: string;
  readonly repeatWindowMs: number;
}

export interface PinPlan {
  readonly pin: number;
  readonly as: 'reed' | 'motion' | 'analog';
  readonly device: string;
  readonly invert: boolean;
  readonly above: number;
}

export interface FirmataPlan extends OnAPort {
  readonly type: 'firmata';
  readonly pins: readonly PinPlan[];
}

export type BoardPlan = NodePlan | ReaderPlan | FirmataPlan;

export interface BridgePlan {
  readonly boards: readonly BoardPlan[];
  readonly devices: readonly DevicePlan[];
  /** Broker, e.g. mqtt://127.0.0.1:1883. */
  readonly url: string;
  /** Where the bridge keeps what must survive a crash. */
  readonly folder: string;
  /** Telemetry events a second and device that the gateway takes one by one. */
  readonly telemetryPerSecond: number;
}

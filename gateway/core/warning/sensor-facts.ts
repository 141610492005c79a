/** Facts of doors and corridors below the level of a press. Devices and places only, never a person who passes by (promise 10). */

export const QUARANTINE_WHYS = ['chattering', 'stuck', 'flooding'] as const;
export type QuarantineWhy = (typeof QUARANTINE_WHYS)[number];

export type AccountableSensorFact =
  /** Its readings are still recorded; rules do not raise on them until it is released. */
  | { kind: 'sensor-quarantined'; device: string; why: QuarantineWhy }
  /** By itself after a quiet time, or by the person who is its actor. */
  | { kind: 'sensor-released'; device: string };

/** How rules stand with a subject, a device or (for crowding) a zone: prunable, because what they raised is an incident of its own. */
export type SensorTelemetryFact =
  /** What the rule looks for has begun. `raised` false: too soon after the last time (hysteresis). */
  | { kind: 'rule-met'; rule: string; subject: string; device: string; raised: boolean }
  /** It is over (crowding only: of doors and motion the readings tell). */
  | { kind: 'rule-cleared'; rule: string; subject: string; device: string };

/** What is recorded of looking after devices and what carries them: mutes, proofs, upstream brokers, devices nobody has named. */

export type UpkeepFact =
  /** It needs replacing: its faults tell nobody until then. A press of it alarms all the same. `untilT`: campus timeline. */
  | { kind: 'device-muted'; device: string; untilT: number; untilMs: number; reason: string }
  | { kind: 'device-unmuted'; device: string; why: 'over' | 'person'; reason: string | null }
  /** From here on a press that proves the button is waited for. */
  | { kind: 'proof-awaited'; device: string }
  /** Nobody has pressed it for longer than its period: it may be dead (epoch ms of the last proof, or of the beginning). */
  | { kind: 'button-unproven'; device: string; sinceMs: number }
  | { kind: 'button-proven'; device: string }
  /** A broker of the school that we are a client of is gone: what is behind it is not supervised. */
  | { kind: 'upstream-lost'; upstream: string; code: string; detail: string }
  | { kind: 'upstream-restored'; upstream: string }
  /** A device behind a bridge that nobody has named has spoken for the first time since the start. */
  | { kind: 'stranger-heard'; bridge: string; address: string; profile: string | null }
  /** A device tells of something that happened before (`history[]`): for the record, no alarm. `atMs`: by its own clock. */
  | { kind: 'past-event-told'; device: string; of: string; atMs: number | null };

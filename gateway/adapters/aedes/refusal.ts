/** Why the broker refused something: the words of `LinkEvents.refused` and of the counters `refused_<word>`. */

export const REFUSALS = [
  'not-connect',
  'second-connect',
  'protocol-level',
  'malformed',
  'oversize',
  'handshake-timeout',
  'client-id',
  'credential',
  'certificate',
  'keep-alive',
  'will',
  'foreign-topic',
  'bad-topic',
  'qos-2',
  'subscription',
  'too-many-subscriptions',
  'too-many-connections',
  'too-many-from-address',
  'too-many-unacknowledged',
  'idle',
  'websocket',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What people look for in the ledger, and which kinds of facts that is. Kinds are recognised by how their names begin. */

export const LEDGER_TOPICS = ['alarms', 'notices', 'devices', 'duty', 'patrol', 'access', 'gateway'] as const;
export type LedgerTopic = (typeof LEDGER_TOPICS)[number];

const BEGINNINGS: readonly (readonly [LedgerTopic, readonly string[]])[] = [
  ['alarms', ['press', 'incident-', 'step-', 'notice-seen']],
  ['notices', ['notice-', 'channel-']],
  ['devices', ['device-', 'tamper', 'rejected', 'sensor-', 'rule-', 'credential-']],
  ['duty', ['duty-', 'roster-', 'schedules-', 'leave-']],
  ['patrol', ['round-', 'checkpoint-', 'card-']],
  ['access', ['signed-', 'sign-in-', 'password-', 'user-', 'token-', 'access-', 'ledger-', 'backup-']],
];

/** What no other topic claims is about the gateway itself: a new kind of fact is never out of reach. */
export const topicOf = (kind: string): LedgerTopic =>
  BEGINNINGS.find(([, beginnings]) => beginnings.some((beginning) => kind.startsWith(beginning)))?.[0] ?? 'gateway';

/** The kinds of a topic among those that there are. */
export const kindsOf = (topic: LedgerTopic, kinds: readonly string[]): readonly string[] =>
  kinds.filter((kind) => topicOf(kind) === topic);

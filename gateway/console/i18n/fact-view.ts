/** A ledger entry as the sentences of a dictionary read it: by key, never failing, names in place of ids. */

export interface FactView {
  /** Name of the person who did it, or the gateway. */
  readonly actor: string;
  text(key: string): string;
  number(key: string): number | null;
  yes(key: string): boolean;
  /** Something stands under the key. */
  has(key: string): boolean;
  /** Name of the person whose id stands under the key. */
  person(key: string): string;
  channel(key: string): string;
  /** Words of a known value (level, kind, outcome, reason, why), else the value itself. */
  word(key: string): string;
  /** The `skipped` of a step: who was left out and why. */
  skipped(): readonly string[];
}

/** Randomness for ids and jitter, injected so that a seed replays a run. */
export interface Random {
  /** 16 lower-case characters of [0-9a-z], unique within a journal for all practical purposes. */
  id(): string;
  /** Uniform in [0, 1). */
  fraction(): number;
}

/** What the composition root decides about the journal; every figure has a default that suits a Raspberry Pi. */

import type { Journal, StorageHealth } from '../../ports/journal.ts';

export interface JournalOptions {
  /** The data folder; made (0700) where missing. */
  readonly dir: string;
  /** Disk space held back for presses, given back when the disk is full. Default 16 MiB; at most 10 % of the free space is taken. */
  readonly reserveBytes?: number;
  /** Facts that wait for the disk in memory. Beyond it telemetry is shed first, presses last. Default 32 MiB. */
  readonly maxBytes?: number;
  /** Used share of the disk at which health turns to `low-space`. Default 0.8. */
  readonly lowSpaceAt?: number;
  /** A commit that takes longer turns health to `slow`. Default 2000. */
  readonly slowAfterMs?: number;
  /** How often free space is looked at and a failed opening is tried again. Defaults 5000 and 1000. */
  readonly checkEveryMs?: number;
  readonly retryEveryMs?: number;
}

export interface SqliteJournal extends Journal {
  /** As last told to the listeners, with the newest figures. */
  health(): StorageHealth;
  /** A consistent copy of the whole journal, made beside running commits. Rejects with JournalError. */
  backupTo(file: string): Promise<void>;
}

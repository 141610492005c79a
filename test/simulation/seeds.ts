/** Seeds that once broke a promise, and what they found: each is run again, whatever else is. */

export interface KnownSeed {
  readonly seed: number;
  readonly found: string;
}

export const KNOWN_SEEDS: readonly KnownSeed[] = [
  { seed: 1269, found: 'a second button put off the re-notification of the first' },
];

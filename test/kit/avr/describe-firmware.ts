/** `describe` for tests that need the firmware built. Without avr-gcc they are skipped by name, loudly; CI, which skips nothing, fails. */

import { describe } from 'vitest';
import { hasAvrGcc } from './firmware-build.ts';

if (!hasAvrGcc)
  process.stderr.write(
    'avr-gcc or avr-libc is missing: the firmware tests do NOT run (Debian: gcc-avr binutils-avr avr-libc make)\n',
  );

/** Virtual time takes as long as the machine likes: a busy one is no failure. */
const LIMIT = { timeout: 300_000 };

export function describeFirmware(name: string, tests: () => void): void {
  if (hasAvrGcc) describe(name, LIMIT, tests);
  else describe.skip(`${name} (NOT RUN: no avr-gcc)`, tests);
}

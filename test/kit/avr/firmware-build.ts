/**
 * Firmware built by its own Makefile, once for each state of its sources. Without avr-gcc the tests that need it must say so:
 * see describe-firmware.ts.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIRMWARE = fileURLToPath(new URL('../../../firmware-bridge/firmware/', import.meta.url));
const BUILT = fileURLToPath(new URL('../../../test-output/firmware/', import.meta.url));

export const hasAvrGcc = existsSync('/usr/bin/avr-gcc') && existsSync('/usr/lib/avr/include/avr/io.h');

export type FirmwareName = 'node' | 'firmata';

function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder)
    .filter((file) => /\.[ch]$|^Makefile$/.test(file))
    .sort())
    hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Folder that holds `<name>.hex` and `<name>.elf`. Throws with the compiler's words where it does not compile. */
export function buildFirmware(name: FirmwareName): string {
  const source = join(FIRMWARE, name);
  const done = join(BUILT, `${name}-${fingerprint(source)}`);
  if (existsSync(done)) return done;
  mkdirSync(BUILT, { recursive: true });
  const fresh = mkdtempSync(join(BUILT, 'making-'));
  execFileSync('make', ['-C', source, `BUILD=${fresh}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    renameSync(fresh, done);
  } catch (error) {
    // Another test file was quicker: its result is the same.
    if (!existsSync(done)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return done;
}

export const hexOf = (name: FirmwareName): string => readFileSync(join(buildFirmware(name), `${name}.hex`), 'utf8');

/** Bytes of flash (code and constants) and of static RAM, as `avr-size` counts them. */
export function sizeOf(name: FirmwareName): { flash: number; ram: number } {
  const table = execFileSync('avr-size', [join(buildFirmware(name), `${name}.elf`)], { encoding: 'utf8' });
  const [text = 0, data = 0, bss = 0] = table.split('\n')[1]?.trim().split(/\s+/).map(Number) ?? [];
  return { flash: text + data, ram: data + bss };
}

/**
 * Boot counters, kept like a device's EEPROM: a boot number is on disk before it is used, so that (device, boot, seq)
 * never names two different events.
 */

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

export interface BootCounter {
  /** The number of this boot: one more than the last, whatever became of the last. */
  next(device: string): number;
}

const counters = z.record(z.string(), z.number().int().nonnegative());

/** Throws where the file is there and is not what it should be: counting from 1 again would repeat names. */
export function fileBootCounter(file: string): BootCounter {
  const boots = new Map<string, number>(Object.entries(readCounters(file)));
  return {
    next(device) {
      const boot = (boots.get(device) ?? 0) + 1;
      boots.set(device, boot);
      writeDurably(file, JSON.stringify(Object.fromEntries(boots)));
      return boot;
    },
  };
}

function readCounters(file: string): Record<string, number> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw new Error(`cannot read the simulated devices' boot counters in ${file}`, { cause });
  }
  return counters.parse(JSON.parse(text));
}

function writeDurably(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = join(dirname(file), `.boots-${process.pid}.tmp`);
  const handle = openSync(next, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(next, file);
}

/**
 * One gateway per data folder: two would decide the same press twice. The claim dies with its process (kill -9 and reboot
 * included), so that it never keeps an alarm system from starting.
 */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { wrong } from './cli-error.ts';

const FILE = 'gateway.pid';
const BRIDGE_FILE = 'bridge.pid';
const ports = z.object({ mqttPort: z.number(), mqttsPort: z.number().nullable(), httpPort: z.number() });
const claim = z.object({
  pid: z.number().int().positive(),
  boot: z.string(),
  started: z.string(),
  /** Null until it listens. */
  ports: ports.nullable().default(null),
});
type Claim = z.infer<typeof claim>;
export type Ports = z.infer<typeof ports>;

export interface RunningGateway {
  readonly pid: number;
  readonly ports: Ports | null;
}

export interface DataClaim {
  /** Where the gateway listens, for `doctor`. */
  listening(ports: Ports): void;
  release(): void;
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

const bootId = (): string => firstLine('/proc/sys/kernel/random/boot_id') ?? 'unknown';

/** Field 22 of /proc/<pid>/stat: tells a process from a later one with the same number. Null: no such process. */
function startOf(pid: number): string | null {
  const stat = firstLine(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function readClaim(data: string, file = FILE): Claim | null {
  const text = firstLine(join(data, file));
  if (text === null) return null;
  try {
    const read = claim.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** The gateway that runs on this data folder, or null. */
export const runningGateway = (data: string): RunningGateway | null => holderOf(data, FILE);

function holderOf(data: string, file: string): RunningGateway | null {
  const held = readClaim(data, file);
  if (held === null || held.boot !== bootId() || held.pid === process.pid) return null;
  return startOf(held.pid) === held.started ? { pid: held.pid, ports: held.ports } : null;
}

/** Takes the folder. Fails with a CliError where a living gateway has it. */
export function claimData(data: string): DataClaim {
  const other = runningGateway(data);
  if (other !== null)
    throw wrong(
      `${data} 已有网关在运行（进程 ${other.pid}）`,
      `a gateway already runs on ${data} (process ${other.pid})`,
    );
  const mine = myClaim();
  writeClaim(data, FILE, mine);
  return {
    listening: (where) => writeClaim(data, FILE, { ...mine, ports: where }),
    release: () => {
      if (readClaim(data)?.pid === process.pid) rmSync(join(data, FILE), { force: true });
    },
  };
}

/** One firmware bridge per data folder: two would be the same devices, and throw each other out of the broker. */
export function claimBridge(data: string): () => void {
  const other = holderOf(data, BRIDGE_FILE);
  if (other !== null)
    throw wrong(
      `${data} 已有串口桥在运行（进程 ${other.pid}；有启用的板时网关会自己启动它）`,
      `a firmware bridge already runs on ${data} (process ${other.pid}; with an enabled board the gateway starts it by itself)`,
    );
  writeClaim(data, BRIDGE_FILE, myClaim());
  return () => {
    if (readClaim(data, BRIDGE_FILE)?.pid === process.pid) rmSync(join(data, BRIDGE_FILE), { force: true });
  };
}

const myClaim = (): Claim => ({
  pid: process.pid,
  boot: bootId(),
  started: startOf(process.pid) ?? 'unknown',
  ports: null,
});

/** A full or read-only disk must not stop the alarm (promise 3): the claim is lost then, and the journal reports the disk. */
function writeClaim(data: string, file: string, mine: Claim): void {
  const draft = join(data, `.${file}.${process.pid}`);
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
    renameSync(draft, join(data, file));
  } catch {
    rmSync(draft, { force: true });
  }
}

/** Who is there: the gateway's own heartbeat table (the broker's count of connections drifts). */

import type { Heard } from '../../core/supervision/silence.ts';

interface Presence {
  lastT: number;
  lastMs: number;
  connected: boolean;
  lost: boolean;
}

export class PresenceTable {
  private readonly table = new Map<string, Presence>();

  /** A packet of any kind from the device. */
  heard(device: string, t: number, wallMs: number): void {
    const row = this.table.get(device);
    if (row) {
      row.lastT = t;
      row.lastMs = wallMs;
      row.lost = false;
    } else {
      this.table.set(device, { lastT: t, lastMs: wallMs, connected: false, lost: false });
    }
  }

  /** It pings. A bridge that says that it is offline may do so still: only its words take that back. */
  alive(device: string, t: number, wallMs: number): void {
    const row = this.table.get(device);
    if (!row?.lost) this.heard(device, t, wallMs);
  }

  /** A device known from the journal; its silence is counted from now, since nobody was listening meanwhile. */
  recall(device: string, lastMs: number, nowT: number): void {
    if (!this.table.has(device)) this.table.set(device, { lastT: nowT, lastMs, connected: false, lost: false });
  }

  /** Somebody who knows says that it is gone: that is silence from now on, until it is heard. */
  lose(device: string, t: number, wallMs: number): void {
    const row = this.table.get(device);
    if (row) row.lost = true;
    else this.table.set(device, { lastT: t, lastMs: wallMs, connected: false, lost: true });
  }

  /** Nobody was listening meanwhile: its silence is counted from now. */
  excuse(device: string, nowT: number): void {
    const row = this.table.get(device);
    if (row) row.lastT = Math.max(row.lastT, nowT);
  }

  setConnected(device: string, connected: boolean, t: number, wallMs: number): void {
    this.heard(device, t, wallMs);
    const row = this.table.get(device);
    if (row) row.connected = connected;
  }

  isConnected(device: string): boolean {
    return this.table.get(device)?.connected ?? false;
  }

  /** Heard of since the start, and not called gone since. */
  isHeard(device: string): boolean {
    return this.table.get(device)?.lost === false;
  }

  lastMs(device: string): number | null {
    return this.table.get(device)?.lastMs ?? null;
  }

  connected(): number {
    let count = 0;
    for (const row of this.table.values()) if (row.connected) count += 1;
    return count;
  }

  *all(): Iterable<Heard> {
    for (const [device, row] of this.table) yield { device, lastT: row.lastT, lost: row.lost };
  }
}

/** With everything on the disk, what a restart would know is what memory knows: with the snapshot, and from the facts alone. */

import type { CampusState } from '../../../gateway/core/campus.ts';
import { canonical } from '../../../gateway/core/ledger/chain.ts';
import { recover } from '../../../gateway/flow/engine/recover.ts';
import { freeze } from '../../../gateway/flow/engine/snapshot.ts';
import type { Journal } from '../../../gateway/ports/journal.ts';
import type { SimulatedDisk } from '../../kit/memory-journal.ts';
import type { Fail } from './violation.ts';

/** The same journal without its snapshots. */
function factsOnly(journal: Journal): Journal {
  return new Proxy(journal, {
    get: (target, key) => {
      if (key === 'latestSnapshot') return async () => null;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

type Parts = Map<string, string>;

/**
 * The state in comparable parts. Telemetry that the disk refused has moved `lastT`, battery and the like in memory only, by
 * design; `lenient` leaves those out.
 */
function partsOf(state: CampusState, lenient: boolean): Parts {
  const parts: Parts = new Map();
  for (const incident of state.incidents.values()) parts.set(`incident ${incident.id}`, canonical(incident));
  for (const order of state.outbox.values()) parts.set(`outbox ${order.notice}`, canonical(order));
  for (const [id, device] of state.devices) {
    const { silent, lidOpen, faults, pressT } = device;
    const presses = { silent, lidOpen, faults, pressT };
    const blank = !silent && !lidOpen && faults.length + pressT.length === 0;
    if (!lenient || !blank) parts.set(`device ${id}`, canonical(lenient ? presses : device));
  }
  for (const [key, id] of state.openByKey) parts.set(`key ${key}`, id);
  const rest = freeze(state) as Record<string, unknown>;
  parts.set('channelsDown', canonical([...state.channelsDown].sort()));
  parts.set('storageFault', canonical(rest.storageFault));
  const { devices, told, startedT } = state.sensors;
  for (const [id, sensor] of devices) {
    const { quarantine } = sensor;
    if (!lenient || quarantine) parts.set(`sensor ${id}`, canonical(lenient ? quarantine : sensor));
  }
  // Of one moment, in any order: facts that the disk refused at first stand later.
  for (const [person, alarms] of told) parts.set(`told ${person}`, canonical(alarms.map(canonical).sort()));
  parts.set('startedT', canonical(startedT));
  if (!lenient) for (const key of ['lastT', 'lastMs', 'lastBoot', 'offsetMs']) parts.set(key, canonical(rest[key]));
  return parts;
}

function difference(memory: Parts, disk: Parts): string | null {
  for (const key of new Set([...memory.keys(), ...disk.keys()])) {
    const [a, b] = [memory.get(key) ?? 'nothing', disk.get(key) ?? 'nothing'];
    if (a === b) continue;
    let at = 0;
    while (at < a.length && a[at] === b[at]) at += 1;
    const from = Math.max(0, at - 40);
    return `${key}: in memory …${a.slice(from, at + 60)}…, from the disk …${b.slice(from, at + 60)}…`;
  }
  return null;
}

export async function checkRecovery(
  memory: CampusState,
  journal: Journal,
  disk: SimulatedDisk,
  lenient: boolean,
  fail: Fail,
): Promise<void> {
  const mine = partsOf(memory, lenient);
  const fromFacts = difference(mine, partsOf((await recover(factsOnly(journal))).state, lenient));
  if (fromFacts) fail('recovered-differs', fromFacts);
  if (disk.snapshots.length > 0) {
    const fromSnapshot = difference(mine, partsOf((await recover(journal)).state, lenient));
    if (fromSnapshot) fail('recovered-differs', `with its snapshot: ${fromSnapshot}`);
  }
  for (const incident of memory.incidents.values()) {
    const row = disk.rows.get(incident.id);
    const stale = !row || canonical(JSON.parse(row.json)) !== canonical(incident);
    if (stale)
      fail('row-stale', `the row of ${incident.id} says ${row?.status ?? 'nothing'}, memory ${incident.status}`);
  }
}

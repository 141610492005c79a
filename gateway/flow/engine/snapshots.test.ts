import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CampusState, emptyCampus, evolve } from '../../core/campus.ts';
import type { Fact } from '../../core/facts.ts';
import { minutes, ms } from '../../core/time.ts';
import { FakeClock, settle } from '../../../test/kit/fake-clock.ts';
import { MemoryJournal, SimulatedDisk } from '../../../test/kit/memory-journal.ts';
import { freeze } from './snapshot.ts';
import { Snapshots } from './snapshots.ts';
import { Spool } from './spool.ts';

/** A gateway reduced to its fold and its disk, with a door sensor that never stops talking. */
describe('a snapshot on a day when the disk is never idle', () => {
  let clock: FakeClock;
  let disk: SimulatedDisk;
  let state: CampusState;
  let spool: Spool;
  let snapshots: Snapshots;
  const bugs: unknown[] = [];
  let said = 0;

  beforeEach(() => {
    clock = new FakeClock();
    disk = new SimulatedDisk();
    disk.fsyncMs = 40;
    state = emptyCampus();
    const journal = new MemoryJournal({ clock, disk });
    spool = new Spool(journal, clock, () => {});
    snapshots = new Snapshots({ state, spool, journal, clock, onBug: (_where, error) => bugs.push(error) });
    bugs.length = 0;
    said = 0;
  });
  afterEach(() => expect(bugs).toEqual([]));

  const reading = (seq: number): Fact => ({
    kind: 'reading',
    device: 'door-hall',
    type: 'door',
    boot: 1,
    seq,
    body: { type: 'door', open: seq % 2 === 0 },
  });

  /** Says something every 10 ms: when one commit ends, the next is under way. */
  async function chatter(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      said += 1;
      const entry = { at: clock.now(), actor: 'device:door-hall', fact: reading(said) };
      evolve(state, entry);
      spool.offer(entry, () => {});
      await clock.advance(ms(10));
    }
  }

  /** What a restart would make of the facts up to `seq`. */
  function folded(seq: number): unknown {
    const again = emptyCampus();
    for (const { at, t, boot, trusted, kind, actor, data } of disk.items.filter((item) => item.seq <= seq)) {
      const wall = Date.parse(at);
      evolve(again, { at: { t, wall, boot, trusted }, actor, fact: { kind, ...data } } as Parameters<typeof evolve>[1]);
    }
    return JSON.parse(JSON.stringify(freeze(again)));
  }

  test('holds exactly the facts up to its number, whatever was said while the disk took them', async () => {
    await chatter(10);
    expect(spool.idle()).toBe(false);
    const saving = snapshots.save();
    const saidThen = said;
    await chatter(20);
    await saving;
    const [snapshot] = disk.snapshots;
    expect(snapshot?.seq).toBe(saidThen);
    expect(snapshot?.state).toEqual(folded(saidThen));
  });

  test('is not taken where the disk refuses one of its facts, and is taken later', async () => {
    await chatter(5);
    disk.fault = 'io';
    const saving = snapshots.save();
    await chatter(10);
    await saving;
    expect(disk.snapshots).toEqual([]);
    disk.fault = null;
    await chatter(10);
    const again = snapshots.save();
    await chatter(10);
    await again;
    expect(disk.snapshots).toHaveLength(1);
  });

  test('comes every five minutes', async () => {
    await chatter(3);
    snapshots.start();
    await clock.advance(minutes(6));
    await settle();
    expect(disk.snapshots).toHaveLength(1);
    snapshots.stop();
  });

  test('comes at latest every 40,000 facts', async () => {
    disk.lastSeq = 40_000;
    snapshots.start();
    await chatter(300);
    expect(disk.snapshots).toHaveLength(1);
    snapshots.stop();
  });
});

/** The simulated disk keeps the contract, and fails as told. */

import { expect, it } from 'vitest';
import type { StorageHealth } from '../../gateway/ports/journal.ts';
import { type JournalBench, journalContract } from '../contracts/journal.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { press, put } from './journal-samples.ts';
import { MemoryJournal, SimulatedDisk } from './memory-journal.ts';

async function until<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  watched.catch(() => {});
  await settle();
  while (!settled) await clock.advance(1);
  return watched;
}

async function bench(): Promise<JournalBench> {
  const clock = new FakeClock();
  const disk = new SimulatedDisk();
  return {
    open: async (options) => new MemoryJournal({ clock, disk, ...options }),
    wait: (promise) => until(clock, promise),
    dispose: async () => {},
  };
}

journalContract('simulated disk', bench);

it('forgets what was not synced when the power goes, and keeps what was', async () => {
  const clock = new FakeClock();
  const disk = new SimulatedDisk();
  const journal = new MemoryJournal({ clock, disk });
  const first = put(journal, [press('btn-1', 1)]);
  await clock.advance(1);
  expect((await first).error).toBeNull();
  let heard = 0;
  disk.fsyncMs = 50;
  journal.append([press('btn-1', 2)], [], () => {
    heard += 1;
  });
  await clock.advance(49);
  disk.crash();
  await clock.advance(1000);
  expect(heard).toBe(0);
  const after = new MemoryJournal({ clock, disk });
  expect((await after.read({ accountableOnly: true, limit: 10 })).map((item) => item.data.seq)).toEqual([1]);
});

it('refuses a whole batch on a faulty disk, tells health first, and is well after a good commit', async () => {
  const clock = new FakeClock();
  const disk = new SimulatedDisk();
  const journal = new MemoryJournal({ clock, disk });
  const heard: string[] = [];
  journal.onHealth((health: StorageHealth) => heard.push(health.state === 'ok' ? 'ok' : health.code));
  disk.fault = 'full';
  const refused = [put(journal, [press('btn-1', 1)]), put(journal, [press('btn-1', 2)])];
  await clock.advance(2);
  for (const answer of await Promise.all(refused)) expect(answer.error?.code).toBe('full');
  expect(journal.head().count).toBe(0);
  disk.fault = null;
  const kept = put(journal, [press('btn-1', 1)]);
  await clock.advance(1);
  expect(await kept).toEqual({ error: null, seq: 1 });
  expect(heard).toEqual(['ok', 'full', 'ok']);
});

it('calls a commit slow while it still hangs', async () => {
  const clock = new FakeClock();
  const disk = new SimulatedDisk();
  const journal = new MemoryJournal({ clock, disk });
  const heard: string[] = [];
  journal.onHealth((health: StorageHealth) => heard.push(health.state === 'ok' ? 'ok' : health.code));
  disk.fsyncMs = 5000;
  const slow = put(journal, [press('btn-1', 1)]);
  await clock.advance(2500);
  expect(heard).toEqual(['ok', 'slow']);
  disk.fsyncMs = 1;
  await clock.advance(2500);
  expect((await slow).error).toBeNull();
  const quick = put(journal, [press('btn-1', 2)]);
  await clock.advance(1);
  expect((await quick).error).toBeNull();
  expect(heard).toEqual(['ok', 'slow', 'ok']);
});

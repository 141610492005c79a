/** A writer thread that dies takes nothing silently with it, and another one takes its place. */

import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { JournalError } from '../../ports/journal.ts';
import type { FromWriter, ToWriter } from './wire.ts';
import { WriterLink, type WriterThread } from './writer-link.ts';

class FakeThread extends EventEmitter {
  readonly told: ToWriter[] = [];
  postMessage(message: ToWriter): void {
    this.told.push(message);
    if (message.type === 'close') this.emit('message', { type: 'closed' } satisfies FromWriter);
  }
  async terminate(): Promise<number> {
    this.emit('exit', 1);
    return 1;
  }
}

function house() {
  const threads: FakeThread[] = [];
  const births = new EventEmitter();
  const lost: JournalError[] = [];
  const heard: FromWriter[] = [];
  const link = new WriterLink(
    { dir: '/nowhere', retryEveryMs: 1 },
    { hear: (message) => heard.push(message), lost: (error) => lost.push(error) },
    () => {
      const thread = new FakeThread();
      threads.push(thread);
      births.emit('born');
      return thread as unknown as WriterThread;
    },
  );
  return { link, threads, births, lost, heard };
}

describe('the link to the writer thread', () => {
  it('says that the thread died, refuses what it owed, and starts another', async () => {
    const { link, threads, births, lost, heard } = house();
    const pruned = link.prune(0, 0);
    const born = once(births, 'born');
    threads[0]?.emit('error', new Error('out of memory'));
    threads[0]?.emit('exit', 1);
    await expect(pruned).rejects.toMatchObject({ code: 'io' });
    expect(lost.map((error) => error.message)).toEqual(['the writer thread ended: out of memory']);
    await born;
    link.tell({ type: 'probe' });
    expect(threads[1]?.told).toEqual([{ type: 'probe' }]);
    threads[1]?.emit('message', { type: 'lean', given: 5 });
    expect(heard).toEqual([{ type: 'lean', given: 5 }]);
    await link.close(1000);
  });

  it('closes without calling it a loss', async () => {
    const { link, threads, lost } = house();
    await link.close(1000);
    expect(threads[0]?.told).toEqual([{ type: 'close' }]);
    expect(lost).toEqual([]);
    expect(threads).toHaveLength(1);
  });
});

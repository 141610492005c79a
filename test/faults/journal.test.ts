/** The journal on disks that are really full, read-only, broken or busy, and under kill -9. Linux; the mounts need root. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JournalOptions, openJournal, type SqliteJournal } from '../../gateway/adapters/sqlite/journal.ts';
import { verifyJournal } from '../../gateway/adapters/sqlite/verify.ts';
import { visitLedger } from '../kit/ledger-visit.ts';
import type { Journal, LedgerItem, StorageHealth } from '../../gateway/ports/journal.ts';
import { type Answer, entry, NOON, press, put, reading, row } from '../kit/journal-samples.ts';

const PROCESS = fileURLToPath(new URL('../kit/journal-process.ts', import.meta.url));

let dir: string;
let mounted: boolean;
const open: SqliteJournal[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-fault-'));
  mounted = false;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((journal) => journal.close()));
  for (const child of children.splice(0)) child.kill('SIGKILL');
  if (mounted) execFileSync('umount', [dir]);
  rmSync(dir, { recursive: true, force: true });
});

async function journalIn(options: Partial<JournalOptions> = {}): Promise<SqliteJournal> {
  const quick = { reserveBytes: 65_536, lowSpaceAt: 1.1, checkEveryMs: 50, retryEveryMs: 50 };
  const journal = await openJournal({ dir, ...quick, ...options });
  open.push(journal);
  return journal;
}

async function closed(journal: SqliteJournal): Promise<void> {
  open.splice(open.indexOf(journal), 1);
  await journal.close();
}

/** Resolves with the first health that is in this state: `ok` or a fault code. */
const healthOf = (journal: Journal, state: string): Promise<StorageHealth> =>
  new Promise((resolve) => {
    journal.onHealth((health) => {
      if ((health.state === 'ok' ? 'ok' : health.code) === state) resolve(health);
    });
  });

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

const exit = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code)));

async function everything(journal: Journal): Promise<readonly LedgerItem[]> {
  const items: LedgerItem[] = [];
  for (;;) {
    const page = await journal.read({ accountableOnly: true, afterSeq: items.at(-1)?.seq ?? 0, limit: 10_000 });
    items.push(...page);
    if (page.length < 10_000) return items;
  }
}

describe('kill -9', () => {
  it('loses no press that was acknowledged, and the chain stays whole', async () => {
    let acknowledged = 0;
    for (const acks of [1, 700, 2500, 333]) {
      const child = start('press', dir);
      const gone = exit(child);
      const seen: number[] = [];
      for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
        seen.push(Number(line));
        if (seen.length === acks) child.kill('SIGKILL');
      }
      await gone;
      const journal = await journalIn();
      const items = await everything(journal);
      const ours = new Set(items.slice(-seen.length - 5000).map((item) => item.data.seq));
      expect(seen.filter((counter) => !ours.has(counter))).toEqual([]);
      expect(items.length).toBeGreaterThanOrEqual(acknowledged + seen.length);
      acknowledged += seen.length;
      expect(journal.health().state).toBe('ok');
      await closed(journal);
      expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: items.length });
    }
    console.log(`kill -9: ${acknowledged} acknowledged, 0 lost`);
  });
});

describe('a disk that refuses a write in the middle', () => {
  it('is told at once; nothing that was acknowledged is missing afterwards', async () => {
    // The kernel answers EFBIG beyond 800 KB: SQLite reports an I/O error, as it does for EIO.
    const command = `ulimit -f 800; exec "$0" --import tsx "$1" until-it-fails "$2"`;
    const said = execFileSync('bash', ['-c', command, process.execPath, PROCESS, dir], { encoding: 'utf8' });
    const { stored, codes, health } = JSON.parse(said);
    expect(stored).toBeGreaterThan(100);
    expect(new Set(codes)).toEqual(new Set(['io']));
    expect(health.slice(0, 2)).toEqual(['ok', 'io']);
    const journal = await journalIn();
    const items = await everything(journal);
    expect(items.map((item) => item.data.seq)).toEqual(Array.from({ length: stored }, (_, i) => i));
    expect(journal.health().state).toBe('ok');
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: stored });
  });
});

describe('another process writes at the same time', () => {
  it('the gateway and the command line share one unbroken chain', async () => {
    const journal = await journalIn();
    const visits = [start('visit', dir, '150'), start('visit', dir, '150')].map(exit);
    const answers: Answer[] = [];
    let busy = true;
    const over = Promise.all(visits).finally(() => {
      busy = false;
    });
    for (let i = 0; busy || i < 200; i += 1)
      answers.push(await put(journal, [press('btn-1', i), reading('door-1', i)]));
    expect(await over).toEqual([0, 0]);
    expect(answers.every(({ error }) => error === null)).toBe(true);
    const items = await everything(journal);
    expect(items.filter((item) => item.kind === 'credential-issued')).toHaveLength(300);
    expect(items.filter((item) => item.kind === 'press')).toHaveLength(answers.length);
    for (const { seq } of answers.slice(0, 20)) expect(items.find((item) => item.seq === seq)?.kind).toBe('press');
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: items.length });
  });

  it('turn by turn, each goes on from what the other wrote', async () => {
    const journal = await journalIn();
    const visit = visitLedger(dir);
    for (let i = 0; i < 20; i += 1) {
      expect(await put(journal, [press('btn-1', i)])).toEqual({ error: null, seq: 2 * i + 1 });
      expect(visit.append([entry({ kind: 'credential-issued', device: 'btn-1' }, 0, 'cli')])).toBe(2 * i + 2);
      expect(visit.head().count).toBe(2 * i + 2);
    }
    visit.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: 40 });
  });

  it('a commit that must wait is slow, not failed, and health says so while it waits', async () => {
    const journal = await journalIn({ slowAfterMs: 200 });
    expect((await put(journal, [press('btn-1', 1)])).error).toBeNull();
    const other = new Database(join(dir, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    const waiting = put(journal, [press('btn-1', 2)]);
    expect(await healthOf(journal, 'slow')).toMatchObject({ state: 'fault', code: 'slow' });
    other.exec('ROLLBACK');
    other.close();
    expect(await waiting).toEqual({ error: null, seq: 2 });
    await put(journal, [press('btn-1', 3)]);
    expect(journal.health().state).toBe('ok');
  });
});

describe('a corrupt journal', () => {
  /** A journal with a snapshot, closed, and then damaged. */
  async function damaged(damage: (file: string) => void): Promise<SqliteJournal> {
    const before = await journalIn();
    for (let i = 0; i < 50; i += 1) await put(before, [press('btn-1', i)], [row(`i-${i}`, NOON)]);
    await before.saveSnapshot({ seq: 50, state: { open: ['i-49'] } });
    await closed(before);
    damage(join(dir, 'journal.db'));
    return journalIn();
  }

  it.each([
    ['garbage at its head', (file: string) => writeFileSync(file, Buffer.alloc(8192, 'x'), { flag: 'r+' })],
    [
      'no database at all',
      (file: string) => writeFileSync(file, 'hello, this is not a database, not even nearly '.repeat(99)),
    ],
    [
      'garbage in its pages',
      (file: string) => {
        const bytes = readFileSync(file);
        writeFileSync(file, bytes.fill(0xa5, 4096));
      },
    ],
    [
      'another program’s tables',
      (file: string) => {
        rmSync(file);
        const other = new Database(file);
        other.exec('CREATE TABLE recipes (id INTEGER)');
        other.close();
      },
    ],
  ])('with %s is kept aside; a new one starts, people are paged, the state lives on', async (_, damage) => {
    const journal = await damaged(damage);
    expect(journal.health()).toMatchObject({ state: 'fault', code: 'corrupt' });
    const heard = healthOf(journal, 'corrupt');
    expect(await heard).toMatchObject({ detail: expect.stringContaining('journal.corrupt-') });
    expect(readdirSync(dir).some((name) => /^journal\.corrupt-\d{8}T\d{6}Z\.db$/.test(name))).toBe(true);
    expect(await journal.latestSnapshot()).toEqual({ seq: 0, state: { open: ['i-49'] } });
    expect(await put(journal, [press('btn-1', 51)])).toEqual({ error: null, seq: 1 });
    expect(journal.health().state).toBe('ok');
    await closed(journal);
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: 1 });
  });

  it('that lost its tail is believed, but not in silence', async () => {
    const before = await journalIn();
    for (let i = 0; i < 10; i += 1) await put(before, [press('btn-1', i)]);
    await closed(before);
    const db = new Database(join(dir, 'journal.db'));
    db.exec('DROP TRIGGER ledger_is_not_deleted; DELETE FROM ledger WHERE seq > 7');
    db.close();
    const journal = await journalIn();
    expect(journal.health()).toMatchObject({ state: 'fault', code: 'corrupt' });
    expect(journal.head().count).toBe(7);
  });
});

const root = process.getuid?.() === 0;
if (!root) console.warn('SKIPPED: the full, read-only and nearly full disk (mounting needs root)');

describe.skipIf(!root)('a disk of its own (needs root to mount)', () => {
  const mount = (size: string): void => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]);
    mounted = true;
  };

  it('full: telemetry is refused, presses still reach the disk; with room again all is taken', async () => {
    mount('3m');
    const ballast = join(dir, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1024 * 1024));
    const journal = await journalIn({ reserveBytes: 1024 * 1024 });
    const reserve = join(dir, 'reserve.bin');
    await expect.poll(() => existsSync(reserve)).toBe(true);
    const size = statSync(reserve).size;
    let refused: string | undefined;
    for (let i = 0; i < 10_000 && refused === undefined; i += 1) {
      const many = Array.from({ length: 50 }, (_, k) => reading('door-1', i * 50 + k));
      refused = (await put(journal, many)).error?.code;
    }
    expect(refused).toBe('full');
    expect(journal.health()).toMatchObject({ state: 'fault', code: 'full' });
    expect(existsSync(reserve)).toBe(false);
    for (let i = 0; i < 100; i += 1) expect(await put(journal, [press('btn-1', i)])).toMatchObject({ error: null });
    expect((await put(journal, [reading('door-1', 1)])).error?.code).toBe('full');
    rmSync(ballast);
    await healthOf(journal, 'ok');
    expect(existsSync(reserve)).toBe(true);
    expect((await put(journal, [reading('door-1', 2)])).error).toBeNull();
    await closed(journal);
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: 100 });
    console.log(`full disk of 3 MB: reserve of ${size} bytes given back, 100 presses stored after the first refusal`);
  });

  it('full to the last byte: presses fail at once, health says full, and nothing is called stored', async () => {
    mount('1m');
    const journal = await journalIn({ reserveBytes: 0 });
    let code: string | undefined;
    let stored = 0;
    for (let i = 0; i < 100_000 && code === undefined; i += 1) {
      code = (await put(journal, [press('btn-1', i)])).error?.code;
      if (code === undefined) stored += 1;
    }
    expect(code).toBe('full');
    expect(journal.health()).toMatchObject({ state: 'fault', code: 'full' });
    expect(journal.head().count).toBe(stored);
    expect((await everything(journal)).length).toBe(stored);
  });

  it('full before the start: the journal waits in memory and writes when there is room', async () => {
    mount('1m');
    const ballast = join(dir, 'ballast');
    try {
      writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024));
    } catch {
      // It holds as much as there was.
    }
    const journal = await journalIn();
    expect(journal.health()).toMatchObject({ state: 'fault', code: 'full' });
    const waiting = put(journal, [press('btn-1', 1)]);
    expect(journal.backlog().entries).toBe(1);
    rmSync(ballast);
    expect(await waiting).toEqual({ error: null, seq: 1 });
    await healthOf(journal, 'ok');
  });

  it('read-only: what was written can be read, what comes waits, and is written when the disk is back', async () => {
    mount('8m');
    const before = await journalIn();
    await put(before, [press('btn-1', 1)], [row('i-1', NOON)]);
    await before.saveSnapshot({ seq: 1, state: { open: ['i-1'] } });
    await closed(before);
    execFileSync('mount', ['-o', 'remount,ro', dir]);
    const journal = await journalIn();
    expect(journal.health()).toMatchObject({ state: 'fault', code: 'read-only' });
    expect(await journal.latestSnapshot()).toEqual({ seq: 1, state: { open: ['i-1'] } });
    expect((await everything(journal)).map((item) => item.data.seq)).toEqual([1]);
    const waiting = put(journal, [press('btn-1', 2)]);
    execFileSync('mount', ['-o', 'remount,rw', dir]);
    expect(await waiting).toEqual({ error: null, seq: 2 });
    expect(journal.health().state).toBe('ok');
    expect(await everything(journal)).toHaveLength(2);
  });

  it('nearly full is told before it is full', async () => {
    mount('4m');
    const journal = await journalIn({ lowSpaceAt: 0.8 });
    expect(journal.health().state).toBe('ok');
    writeFileSync(join(dir, 'ballast'), Buffer.alloc(3.3 * 1024 * 1024));
    const health = await healthOf(journal, 'low-space');
    expect(health.usedShare).toBeGreaterThanOrEqual(0.8);
    expect((await put(journal, [press('btn-1', 1)])).error).toBeNull();
    rmSync(join(dir, 'ballast'));
    await healthOf(journal, 'ok');
  });
});

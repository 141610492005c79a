/**
 * A record that was tampered with does not pass: neither here nor in the auditor's own script, which is run beside every check.
 * Each story says what catches it, and which forgeries only a witness from outside can catch.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, NOON, press, reading } from '../../../test/kit/journal-samples.ts';
import { type ChainItem, exportLine, hashItem, publishedHead } from '../../core/ledger/chain.ts';
import type { Head, LedgerItem } from '../../ports/journal.ts';
import { sha256Hex } from './ledger-file.ts';
import { type Verdict, verifyJournal, verifyJsonl, type Witness } from './verify.ts';
import { type ExportMark, visitLedger } from '../../../test/kit/ledger-visit.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/verify-ledger.mjs', import.meta.url));
const mark: ExportMark = {
  at: entry({ kind: 'gateway-stopped' }, 90).at,
  actor: 'cli',
  format: 'jsonl',
  from: null,
  to: null,
  fromMs: null,
  toMs: null,
};

let dir: string;
/** A whole export of 14 facts, and the head after fact 8, which was published in an alert. */
let whole: readonly string[];
let published: Head;
let newest: Head;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'verify-'));
  const visit = visitLedger(dir);
  for (let i = 0; i < 8; i += 1) visit.append([press('btn-1', i, i)]);
  published = visit.head();
  const head = publishedHead(published);
  const sent = { notice: 'n-1', incident: 'i-1', person: 'li', channel: 'ntfy', tookMs: 40, attempt: 1, head };
  visit.append([entry({ kind: 'notice-sent', ...sent }, 9)]);
  visit.append([entry({ kind: 'incident-noted', incident: 'i-1', text: '误报,"已核实"' }, 10, 'person:li')]);
  for (let i = 0; i < 3; i += 1) visit.append([press('btn-2', i, 11 + i)]);
  whole = [...visit.exportLines(mark)];
  newest = visit.head();
  visit.close();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const itemOf = (line: string): LedgerItem => JSON.parse(line) as LedgerItem;

/** What a forger with all the code can do: number and hash everything anew from a point on. */
function rechain(lines: readonly string[]): string[] {
  let prev = '0'.repeat(64);
  return lines.map((line, index) => {
    const old = itemOf(line);
    const data = old.kind === 'ledger-exported' ? { ...old.data, count: index } : old.data;
    const item: ChainItem = { ...old, data, n: index + 1, prev };
    const hash = hashItem(item, sha256Hex);
    prev = hash;
    return exportLine({ ...item, hash });
  });
}

/** Our verdict; the auditor's script must agree. */
async function judge(lines: readonly string[], witness?: Witness): Promise<Verdict> {
  const file = join(dir, 'export.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const verdict = await verifyJsonl(file, witness);
  const words = witness ? ['--witness', `${witness.count}:${witness.head}`] : [];
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file, ...words], { encoding: 'utf8' });
  expect(status, `the script said: ${stdout}${stderr}`).toBe(verdict.ok ? 0 : 1);
  if (!verdict.ok) expect(stderr).toContain(verdict.what);
  else expect(stdout).toContain(verdict.head);
  return verdict;
}

const found = (what: string, at?: number) => (at === undefined ? { ok: false, what } : { ok: false, what, at });
const without = (index: number): string[] => whole.filter((_, i) => i !== index);
const edited = (index: number, edit: (line: string) => string): string[] =>
  whole.map((line, i) => (i === index ? edit(line) : line));
const outside = (head: Head): Witness => ({ count: head.count, head: head.hash.slice(-8) });

describe('an export', () => {
  it('that nobody touched is whole, and agrees with the head that was published', async () => {
    expect(await judge(whole)).toMatchObject({ ok: true, count: 14, from: 1, witnessed: 1 });
    expect(await judge(whole, outside(published))).toMatchObject({ ok: true, witnessed: 2 });
    expect(await judge(whole, { count: newest.count, head: newest.hash })).toMatchObject({
      ok: true,
      head: newest.hash,
    });
  });

  it('may have been through a Windows editor', async () => {
    const [first = '', ...rest] = whole;
    expect(await judge([`\uFEFF${first}\r`, ...rest.map((line) => `${line}\r`)])).toMatchObject({
      ok: true,
      count: 14,
    });
  });

  it.each([
    ['the text of a note', (line: string) => line.replace('误报', '属实')],
    ['who did it', (line: string) => line.replace('person:li', 'person:wang')],
    ['when it was', (line: string) => line.replace('04:10:00', '04:11:00')],
    ['whether the clock was trusted', (line: string) => line.replace('"trusted":true', '"trusted":false')],
  ])('with an edited item is caught by its hash: %s', async (_, edit) => {
    expect(await judge(edited(9, edit))).toMatchObject(found('altered', 10));
  });

  it.each([
    ['a field more', (line: string) => line.replace('{"seq"', '{"note":"ok","seq"')],
    ['a key twice', (line: string) => line.replace('"actor":', '"actor":"person:wang","actor":')],
    ['a key twice in the data', (line: string) => line.replace('"text":', '"text":"属实","text":')],
    ['a number in another notation', (line: string) => line.replace('"n":10', '"n":1e1')],
    ['half a line', (line: string) => line.slice(0, 100)],
    ['another thing altogether', () => '[]'],
  ])('with %s is not read as if nothing were', async (_, edit) => {
    expect(await judge(edited(9, edit))).toMatchObject(found('unreadable'));
  });

  it('with a deleted item is caught by the gap', async () => {
    expect(await judge(without(3))).toMatchObject(found('gap', 5));
    expect(await judge(without(0))).toMatchObject(found('gap', 2));
  });

  it('with two items exchanged, or one told twice, is caught by their numbers', async () => {
    const [a = '', b = '', ...rest] = whole;
    expect(await judge([b, a, ...rest])).toMatchObject(found('gap', 2));
    expect(await judge([a, a, b, ...rest])).toMatchObject(found('seq-not-ascending', 1));
  });

  it('with its tail cut is caught by the missing export mark', async () => {
    expect(await judge(whole.slice(0, -1))).toMatchObject(found('no-export-mark'));
    expect(await judge(whole.slice(0, 5))).toMatchObject(found('no-export-mark'));
  });

  it('with its tail cut back to the mark of a spreadsheet is caught too', async () => {
    const ended = [...whole.slice(0, -1), ...whole.slice(-1).map((line) => line.replace('"jsonl"', '"csv"'))];
    expect(await judge(rechain(ended))).toMatchObject(found('no-export-mark'));
  });

  it('re-chained after a deletion passes for whole without a witness, and is caught with one', async () => {
    const quiet = rechain(whole.filter((line, i) => i !== 3 && itemOf(line).kind !== 'notice-sent'));
    expect(await judge(quiet)).toMatchObject({ ok: true, witnessed: 0 });
    expect(await judge(quiet, outside(published))).toMatchObject(found('contradicts-witness'));
    expect(await judge(quiet, outside(newest))).toMatchObject(found('tail-cut'));
  });

  it('re-chained with its notices left in contradicts the head that they published', async () => {
    expect(await judge(rechain(without(3)))).toMatchObject(found('contradicts-published-head'));
  });

  it('cut and given a new export mark passes without a witness, and is caught with one', async () => {
    const cut = rechain([...whole.slice(0, 9), whole.at(-1) ?? '']);
    expect(await judge(cut)).toMatchObject({ ok: true, count: 10 });
    expect(await judge(cut, outside(newest))).toMatchObject(found('tail-cut'));
  });

  it('of some days may begin in the middle and end before today; what it does not hold is said, not guessed', async () => {
    const visit = visitLedger(dir);
    const at = (minute: number) => NOON + minute * 60_000;
    const days = { ...mark, from: 'from', to: 'to', fromMs: at(5), toMs: at(11) };
    const part = [...visit.exportLines(days)];
    const head = visit.head();
    visit.close();
    expect(part).toHaveLength(6);
    expect(await judge(part, outside(published))).toMatchObject({ ok: true, from: 6, count: 10, witnessed: 2 });
    expect(await judge(part, { count: 2, head: '0'.repeat(8) })).toMatchObject({ ok: true, notCovered: 1 });
    expect(await judge(part, outside(head))).toMatchObject({ ok: true, witnessed: 2 });
    expect(await judge(part.slice(1))).toMatchObject(found('gap'));
    expect(await judge(part.filter((_, i) => i !== 2))).toMatchObject(found('gap'));
    expect(await judge([...part.slice(0, 4), ...part.slice(5)])).toMatchObject(found('gap'));
    expect(await judge(part.slice(0, -1))).toMatchObject(found('gap', 6));
  });

  it('cannot be asked for without a file, or with half a witness', () => {
    const run = (...words: string[]) => spawnSync(process.execPath, [SCRIPT, ...words], { encoding: 'utf8' }).status;
    expect(run()).toBe(2);
    expect(run(join(dir, 'nothing.jsonl'))).toBe(2);
    expect(run(join(dir, 'export.jsonl'), '--witness', '12')).toBe(2);
  });
});

describe('the journal itself', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'verify-db-'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** The verdict over a copy after somebody with root was at it. */
  async function afterSql(sql: string, witness?: Witness): Promise<Verdict> {
    copyFileSync(join(dir, 'journal.db'), join(copy, 'journal.db'));
    const db = new Database(join(copy, 'journal.db'));
    db.exec(`DROP TRIGGER ledger_is_not_altered; DROP TRIGGER ledger_is_not_deleted; ${sql}`);
    db.close();
    return verifyJournal(copy, witness);
  }

  it('is whole beside an open visit, and says what it saw', async () => {
    const visit = visitLedger(dir);
    expect(await verifyJournal(dir, outside(published))).toMatchObject({
      ok: true,
      count: visit.head().count,
      witnessed: 2,
    });
    visit.close();
  });

  it('refuses changes and deletions by its own triggers', () => {
    const db = new Database(join(dir, 'journal.db'));
    expect(() => db.exec("UPDATE ledger SET actor = 'x' WHERE n = 1")).toThrow('append-only');
    expect(() => db.exec('DELETE FROM ledger WHERE n = 1')).toThrow('append-only');
    db.close();
  });

  it('shows an edited field, a deleted row, a cut tail', async () => {
    expect(await afterSql('')).toMatchObject({ ok: true });
    expect(await afterSql("UPDATE ledger SET data = replace(data, '误报', '属实') WHERE n = 10")).toMatchObject(
      found('altered', 10),
    );
    expect(await afterSql('DELETE FROM ledger WHERE n = 5')).toMatchObject(found('gap', 6));
    expect(await afterSql('DELETE FROM ledger WHERE n > 5')).toMatchObject({ ok: true, count: 5 });
    expect(await afterSql('DELETE FROM ledger WHERE n > 5', outside(published))).toMatchObject(found('tail-cut'));
  });

  it('shows a cut tail by its own witness file as well', async () => {
    const id = new Database(join(dir, 'journal.db'), { readonly: true })
      .prepare("SELECT value FROM meta WHERE key = 'journal'")
      .pluck()
      .get();
    const line = { journal: id, count: published.count, head: published.hash, at: '2026-09-07T04:30:00.000Z' };
    writeFileSync(join(copy, 'witness.jsonl'), `${JSON.stringify(line)}\n{"torn`);
    expect(await afterSql('')).toMatchObject({ ok: true, witnessed: 2 });
    expect(await afterSql('DELETE FROM ledger WHERE n > 5')).toMatchObject(found('tail-cut'));
    rmSync(join(copy, 'witness.jsonl'));
  });

  it('takes no telemetry from the command line', () => {
    const visit = visitLedger(dir);
    expect(() => visit.append([reading('door-1', 1)])).toThrow('telemetry');
    visit.close();
  });

  it('is exported as the script expects it: one file, no dependency', () => {
    const imports = [...readFileSync(SCRIPT, 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.every((from) => from?.startsWith('node:'))).toBe(true);
  });
});

/** `export ledger`: the ledger (台账) for a person, a spreadsheet or a verifier. The export itself is on record. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import writeXlsx from 'write-excel-file/node';
import { JOURNAL_FILE, openReadOnly } from '../../../adapters/sqlite/database.ts';
import { itemLine } from '../../../adapters/sqlite/ledger-rows.ts';
import { factRows } from '../../../adapters/sqlite/queries.ts';
import { ledgerItem } from '../../../contract/api.ts';
import type { LedgerItem } from '../../../ports/journal.ts';
import { loadConfig } from '../../config/load.ts';
import { badUsage, wrong } from '../cli-error.ts';
import { type Folders, verb } from '../common.ts';
import { fillOutput, type Sink } from '../out-file.ts';
import { recordWith } from '../record.ts';
import type { Terminal } from '../terminal.ts';
import { momentOf, type Range, rangeOf } from './export-range.ts';
import { BOM, csvLine, defused, HEADER, rowOf } from './table.ts';

const FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

/** What one worksheet can hold, less its header. */
const XLSX_ROWS = 1_048_575;
const CHUNK_BYTES = 256 * 1024;

interface ExportOptions extends Folders {
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
}

export function exportVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const ledger = verb(terminal, 'ledger', '导出台账', 'export the ledger')
    .requiredOption('--format <format>', 'csv | xlsx | jsonl')
    .option('--from <when>', pick('从哪天（或时刻）起', 'from this day or instant'))
    .option('--to <when>', pick('到哪天（含当天）或时刻（不含）为止', 'to the end of this day, or before this instant'))
    .option('--out <file>', pick('写到文件（默认标准输出）', 'write to a file (default: stdout)'))
    .action((options: ExportOptions) => exportLedger(terminal, options));
  return new Command('export').description(pick('导出', 'exports')).addCommand(ledger);
}

function formatOf(written: string): Format {
  const format = FORMATS.find((one) => one === written);
  if (format !== undefined) return format;
  throw badUsage(`--format 可以写 ${FORMATS.join(', ')}`, `--format is one of ${FORMATS.join(', ')}`);
}

/** The school's zone; without a readable configuration the times are UTC, and that is said. */
function timeZoneOf(terminal: Terminal, config: string): string {
  const loaded = loadConfig(config, terminal.env);
  if (loaded.ok) return loaded.config.school.timeZone;
  terminal.err(
    terminal.pick('提醒: 配置读不了，时间按 UTC', 'warning: the configuration does not load, times are UTC'),
  );
  return 'UTC';
}

async function exportLedger(terminal: Terminal, options: ExportOptions): Promise<void> {
  const format = formatOf(options.format);
  const timeZone = timeZoneOf(terminal, options.config);
  const from = momentOf(options.from, false, timeZone);
  const to = momentOf(options.to, true, timeZone);
  if (!existsSync(join(options.data, JOURNAL_FILE)))
    throw wrong(`${options.data} 里没有台账`, `there is no ledger in ${options.data}`);
  let range: Range = { first: 1, last: 0 };
  const mark = recordWith(options.data, (db) => {
    range = rangeOf(db, from, to);
    const count = Math.max(0, range.last - range.first + 1);
    if (format === 'xlsx' && count > XLSX_ROWS)
      throw badUsage(
        `xlsx 最多 ${XLSX_ROWS} 行，这里有 ${count} 条：用 --from/--to 分段`,
        `xlsx holds ${XLSX_ROWS} rows, here are ${count}: split it with --from/--to`,
      );
    const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
    return { kind: 'ledger-exported', format, from: iso(from), to: iso(to), count };
  });
  await fillOutput(terminal, options.out, (sink) => fill(sink, options.data, format, range, mark, timeZone));
}

/** The lines of the range, then the export's own fact: a reader sees that the file was not cut. */
function* lines(data: string, range: Range, mark: number): Generator<string> {
  const db = openReadOnly(join(data, JOURNAL_FILE));
  try {
    const all = { accountableOnly: true, limit: Number.MAX_SAFE_INTEGER };
    for (const row of factRows(db, all)) {
      const n = row.n ?? 0;
      if ((n >= range.first && n <= range.last && row.seq < mark) || row.seq === mark) yield itemLine(row);
      if (row.seq >= mark) return;
    }
  } finally {
    db.close();
  }
}

const readLine = (line: string): LedgerItem => ledgerItem.parse(JSON.parse(line));

async function fill(
  sink: Sink,
  data: string,
  format: Format,
  range: Range,
  mark: number,
  timeZone: string,
): Promise<void> {
  const all = lines(data, range, mark);
  switch (format) {
    case 'jsonl':
      return inChunks(sink, all, (line) => `${line}\n`);
    case 'csv':
      sink.write(Buffer.from(BOM + csvLine(HEADER)));
      return inChunks(sink, all, (line) => csvLine(rowOf(readLine(line), timeZone)));
    case 'xlsx':
      return sink.write(await workbook(all, timeZone));
  }
}

function inChunks(sink: Sink, all: Iterable<string>, render: (line: string) => string): void {
  let text = '';
  for (const line of all) {
    text += render(line);
    if (text.length < CHUNK_BYTES) continue;
    sink.write(Buffer.from(text));
    text = '';
  }
  sink.write(Buffer.from(text));
}

/** A cell takes 32,767 characters, and XML no control characters. */
const forSheet = (text: string): string => defused(text.replaceAll(/[^\P{Cc}\t\n]/gu, '')).slice(0, 32_000);

async function workbook(all: Iterable<string>, timeZone: string): Promise<Buffer> {
  const cell = (value: string) => ({ type: String, value: forSheet(value) });
  const head = HEADER.map((value) => ({ type: String, value, fontWeight: 'bold' as const }));
  const rows = Array.from(all, (line) => rowOf(readLine(line), timeZone).map(cell));
  const columns = [8, 20, 28, 24, 20, 80, 68, 18].map((width) => ({ width }));
  return writeXlsx([head, ...rows], { sheet: '台账', columns, stickyRowsCount: 1 }).toBuffer();
}

/** `series status|dead|retry`: how far the time-series sinks are behind, and the lines they refused. Works beside a running gateway. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { SERIES_FILE } from '../../adapters/sqlite/series-schema.ts';
import { openSeriesStore } from '../../adapters/sqlite/series-store.ts';
import type { DeadLine, SeriesStore } from '../../ports/series.ts';
import type { AppConfig } from '../config/config.ts';
import { nearest } from '../config/suggestion.ts';
import { badUsage, wrong } from './cli-error.ts';
import { configOrFail, type Folders, verb } from './common.ts';
import { recordFact } from './record.ts';
import type { Terminal } from './terminal.ts';

interface SinkOptions extends Folders {
  readonly sink?: string;
  readonly json?: boolean;
}
interface DeadOptions extends SinkOptions {
  readonly limit: string;
  readonly after: string;
}
interface RetryOptions extends SinkOptions {
  readonly id?: string;
}

export function seriesVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const sink = ['--sink <id>', pick('只看这一个时序库', 'this sink only')] as const;
  const json = ['--json', pick('输出 JSON', 'answer in JSON')] as const;
  const status = verb(terminal, 'status', '各时序库的积压', 'how far each sink is behind')
    .option(...sink)
    .option(...json)
    .action((options: SinkOptions) => showStatus(terminal, options));
  const dead = verb(terminal, 'dead', '被拒收的行', 'the lines that a sink refused')
    .option(...sink)
    .option('--limit <n>', pick('最多列几行', 'how many at most'), '100')
    .option('--after <id>', pick('从这个编号之后', 'after the line with this number'), '0')
    .option(...json)
    .action((options: DeadOptions) => listDead(terminal, options));
  const retry = verb(terminal, 'retry', '把被拒收的行再送一次', 'puts refused lines back, for their sink only')
    .option(...sink)
    .option('--id <n>', pick('只送这一行', 'this line only'))
    .action((options: RetryOptions) => retryDead(terminal, options));
  return new Command('series')
    .description(pick('时序数据：积压、拒收、重送', 'time series: lag, refused lines, retry'))
    .addCommand(status)
    .addCommand(dead)
    .addCommand(retry);
}

/** Runs on the file that the gateway uses; neither waits for the other for longer than a transaction. */
function withStore<T>(
  { config: dir, data, sink }: SinkOptions,
  terminal: Terminal,
  work: (store: SeriesStore, config: AppConfig) => T,
): T {
  const config = configOrFail(terminal, dir);
  const sinks = config.series?.sinks.map(({ id }) => id) ?? [];
  if (sink !== undefined && !sinks.includes(sink)) {
    const guess = nearest(sink, sinks);
    throw wrong(
      `没有时序库 "${sink}"${guess === null ? '' : `，是不是想写 ${guess}？`}`,
      `there is no sink "${sink}"${guess === null ? '' : `, did you mean ${guess}?`}`,
    );
  }
  const file = join(data, SERIES_FILE);
  if (!existsSync(file))
    throw wrong(
      `${data} 里还没有时序数据（gateway.yaml 没写 series，或网关没运行过）`,
      `${data} holds no time series yet (no \`series\` in gateway.yaml, or the gateway has not run)`,
    );
  const store = openSeriesStore(file);
  try {
    return work(store, config);
  } finally {
    store.close();
  }
}

function numberOrFail(written: string, option: string): number {
  if (/^\d{1,9}$/.test(written)) return Number(written);
  throw badUsage(`${option} 要写整数`, `${option} takes a whole number`);
}

function showStatus(terminal: Terminal, options: SinkOptions): void {
  withStore(options, terminal, (store, { series }) => {
    const sinks = (series?.sinks ?? []).filter(({ id }) => options.sink === undefined || id === options.sink);
    const rows = sinks.map(({ id }) => ({ sink: id, ...store.standing(id) }));
    if (options.json) return terminal.out(JSON.stringify(rows));
    for (const { sink, lagLines, lagAlarmLines, dead, shed } of rows)
      terminal.out(
        terminal.pick(
          `${sink}：积压 ${lagLines} 行（其中报警 ${lagAlarmLines}），拒收 ${dead} 行，丢弃 ${shed} 行`,
          `${sink}: ${lagLines} lines wait (${lagAlarmLines} of alarms), ${dead} refused, ${shed} shed`,
        ),
      );
  });
}

const shown = ({ atMs, ...line }: DeadLine) => ({ ...line, at: new Date(atMs).toISOString() });

function listDead(terminal: Terminal, options: DeadOptions): void {
  const limit = numberOrFail(options.limit, '--limit');
  const after = numberOrFail(options.after, '--after');
  withStore(options, terminal, (store) => {
    const lines = store.dead({ sink: options.sink, after, limit });
    if (options.json) return terminal.out(JSON.stringify(lines.map(shown)));
    for (const line of lines.map(shown))
      terminal.out(`${line.id}\t${line.sink}\t${line.at}\t${line.bucket}\t${line.why}\t${JSON.stringify(line.line)}`);
    if (lines.length === 0) terminal.out(terminal.pick('没有被拒收的行', 'no refused lines'));
  });
}

function retryDead(terminal: Terminal, options: RetryOptions): void {
  const id = options.id === undefined ? undefined : numberOrFail(options.id, '--id');
  withStore(options, terminal, (store, { series }) => {
    const one = id === undefined ? undefined : store.dead({ sink: options.sink, after: id - 1, limit: 1 })[0];
    const count = id === undefined ? deadOf(store, series, options.sink) : Number(one?.id === id);
    if (count === 0) throw wrong('没有这样的行', 'there is no such line');
    // On record before it is done (promise 9).
    recordFact(options.data, { kind: 'lines-retried', sink: options.sink ?? null, count });
    store.retry({ sink: options.sink, id }, Date.now());
    terminal.out(terminal.pick(`重新排队 ${count} 行`, `${count} lines put back`));
  });
}

const deadOf = (store: SeriesStore, series: AppConfig['series'], sink: string | undefined): number =>
  (series?.sinks ?? [])
    .filter(({ id }) => sink === undefined || id === sink)
    .reduce((sum, { id }) => sum + store.standing(id).dead, 0);

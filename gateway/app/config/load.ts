/**
 * Reads a config folder. All problems at once, each with file, line and column; a configuration that loads is whole:
 * every name in it exists, every policy ends at a leader, and somebody is told when nobody is on duty.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { z } from 'zod';
import { alarmFile } from './alarm-file.ts';
import { boardsFile } from './boards-file.ts';
import { buildBells, buildChannels, buildGateway, buildSchool, type ValidFiles } from './build.ts';
import { checkFile } from './check.ts';
import { checkAlarm } from './check-alarm.ts';
import { checkBoards } from './check-boards.ts';
import { checkCalendar } from './check-calendar.ts';
import { checkDuty } from './check-duty.ts';
import { checkPlaces } from './check-places.ts';
import { checkPatrol } from './check-patrol.ts';
import { checkRoster } from './check-roster.ts';
import { checkRules } from './check-rules.ts';
import type { AppConfig, LoadResult } from './config.ts';
import { devicesFile } from './devices-file.ts';
import { unsetInDisabled, withoutDisabled } from './disabled-entries.ts';
import { FILES, type FileName, type Sources } from './files.ts';
import { fingerprint } from './fingerprint.ts';
import { gatewayFile } from './gateway-file.ts';
import { lint } from './lint.ts';
import { patrolFile } from './patrol-file.ts';
import { formatProblem, inReadingOrder, type Problem } from './problem.ts';
import { redact } from './redact.ts';
import { rulesFile } from './rules-file.ts';
import { schoolFile } from './school-file.ts';
import { type Env, Source } from './source.ts';
import { staffFile } from './staff-file.ts';
import { nearest } from './suggestion.ts';
import { say } from './words.ts';

export { formatProblem };

export const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Never throws for anything a person can put into the folder. Reads the disk synchronously.
 * @param instead files that stand in for those of the folder, e.g. rules that are to be tried out
 * @param nowMs wall time: some warnings look at the weeks to come
 */
export function loadConfig(dir: string, env: Env, instead: Instead = {}, nowMs = Date.now()): LoadResult {
  const folder = readFolder(dir, env, instead);
  const { sources } = folder;
  const problems: Problem[] = [...folder.problems];
  const files = validFiles(sources, problems);
  problems.push(
    ...checkPlaces(sources),
    ...checkCalendar(sources),
    ...checkRoster(sources),
    ...checkDuty(sources),
    ...checkAlarm(sources),
    ...checkBoards(sources),
    ...checkPatrol(sources),
    ...checkRules(sources),
  );
  if (files === null || problems.length > 0) {
    return { ok: false, problems: firstOf(inReadingOrder(distinct(redact(problems, sources)))) };
  }
  const channels = buildChannels(files.alarm);
  const parts = {
    school: buildSchool(files, channels),
    bells: buildBells(files.school),
    gateway: buildGateway(files.gateway),
  };
  const boards = files.boards.boards.filter((board) => board.enabled);
  const hash = fingerprint(parts, [...channels, ...boards]);
  const config: AppConfig = { ...parts, channels, boards, hash, dir: resolve(dir) };
  return { ok: true, config, warnings: inReadingOrder(redact(lint(sources, config.school, channels, nowMs), sources)) };
}

/** Null where at least one file has problems; they are added to `problems`. */
function validFiles(sources: Sources, problems: Problem[]): ValidFiles | null {
  const check = <T>(file: FileName, schema: z.ZodType<T>): T | null => {
    const found = sources.get(file);
    if (found === null) return null;
    const source = found ?? new Source(file, '', {});
    const excused = unsetInDisabled(source);
    const checked = checkFile(schema, source, source.root);
    const isExcused = (problem: Problem): boolean => excused.some((key) => key === problem.key);
    const unset = source.missing.map((missing) => missing.problem);
    const left = [...checked.problems, ...unset].filter((problem) => !isExcused(problem));
    problems.push(...left);
    if (left.length > 0 || excused.length === 0) return checked.value;
    return checkFile(schema, source, withoutDisabled(source)).value;
  };
  const school = check('school.yaml', schoolFile);
  const devices = check('devices.yaml', devicesFile);
  const staff = check('staff.yaml', staffFile);
  const alarm = check('alarm.yaml', alarmFile);
  const gateway = check('gateway.yaml', gatewayFile);
  const boards = check('boards.yaml', boardsFile);
  const patrol = check('patrol.yaml', patrolFile);
  const written = check('rules.yaml', rulesFile);
  const rules = sources.has('rules.yaml') ? written : null;
  if (school === null || devices === null || staff === null || alarm === null || gateway === null) return null;
  if (boards === null || patrol === null || written === null) return null;
  return { school, devices, staff, alarm, gateway, boards, patrol, rules };
}

type Instead = Readonly<Partial<Record<FileName, string>>>;

interface Folder {
  readonly sources: Sources;
  readonly problems: readonly Problem[];
}

function readFolder(dir: string, env: Env, instead: Instead): Folder {
  let names: readonly string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    const nothing = new Map(FILES.map((file) => [file, null] as const));
    return { sources: nothing, problems: [wholeFile(basename(resolve(dir)), unreadableFolder(error))] };
  }
  const known: readonly string[] = FILES;
  const standIns = Object.values(instead).map((path) => resolve(path));
  const isStandIn = (name: string): boolean => standIns.includes(resolve(dir, name));
  const strange = names.filter((name) => /\.ya?ml$/i.test(name) && !known.includes(name) && !isStandIn(name));
  const problems = strange.map((name) => wholeFile(name, strangeFile(name)));
  const sources = new Map<FileName, Source | null>();
  for (const file of FILES) {
    const path = instead[file] ?? join(dir, file);
    const label = basename(path);
    if (instead[file] === undefined && !names.includes(file)) {
      if (file !== 'school.yaml' && file !== 'staff.yaml') continue;
      problems.push(wholeFile(file, missingFile(file)));
      sources.set(file, null);
      continue;
    }
    const read = readText(path, label);
    sources.set(file, read.problem === null ? new Source(label, read.text, env) : null);
    if (read.problem !== null) problems.push(read.problem);
  }
  return { sources, problems };
}

type ReadText = { readonly text: string; readonly problem: Problem | null };

function readText(path: string, file: string): ReadText {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { text: '', problem: wholeFile(file, say('不是普通文件', 'is not a regular file')) };
    if (stat.size > MAX_FILE_BYTES) return { text: '', problem: wholeFile(file, tooLarge(stat.size)) };
    const text = readFileSync(path).toString('utf8');
    const bad = text.indexOf('\uFFFD');
    return { text, problem: bad < 0 ? null : notUtf8(file, text.slice(0, bad)) };
  } catch (error) {
    return {
      text: '',
      problem: wholeFile(file, say(`读不了（${codeOf(error)}）`, `cannot be read (${codeOf(error)})`)),
    };
  }
}

function notUtf8(file: string, before: string): Problem {
  const lines = before.split('\n');
  const message = say(
    '不是 UTF-8 文字（也许存成了 GBK）：请用 UTF-8 另存',
    'is not UTF-8 text (perhaps saved as GBK): save it again as UTF-8',
  );
  return { file, line: lines.length, col: (lines.at(-1)?.length ?? 0) + 1, key: 'file', message };
}

const wholeFile = (file: string, message: string): Problem => ({ file, line: 1, col: 1, key: 'file', message });

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'error';

const unreadableFolder = (error: unknown): string =>
  say(
    `配置文件夹打不开（${codeOf(error)}）：--config 要指向放 school.yaml 的文件夹`,
    `the config folder cannot be opened (${codeOf(error)}): --config must name the folder that holds school.yaml`,
  );

function strangeFile(name: string): string {
  const guess = nearest(name, FILES);
  const zh = guess === null ? `可以有：${FILES.join(', ')}` : `是不是想写 "${guess}"？`;
  const en = guess === null ? `known files are: ${FILES.join(', ')}` : `did you mean "${guess}"?`;
  return say(`不认识这个配置文件，${zh}`, `is not a known config file; ${en}`);
}

const missingFile = (file: string): string =>
  file === 'school.yaml'
    ? say('缺少这个文件：它写校名和区域', 'is missing: it holds the name and the zones of the school')
    : say(
        '缺少这个文件：至少要有人员和兜底人员',
        'is missing: it holds the people, and the fallback whom alarms reach',
      );

const tooLarge = (bytes: number): string =>
  say(
    `文件太大（${bytes} 字节）：最多 ${MAX_FILE_BYTES}`,
    `is too large (${bytes} bytes): at most ${MAX_FILE_BYTES} are read`,
  );

/** One slip can be seen by two checks. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

const MAX_PROBLEMS = 200;

/** A file of another kind under our name can have any number of problems; nobody reads more than these. */
function firstOf(problems: readonly Problem[]): readonly Problem[] {
  const next = problems[MAX_PROBLEMS];
  if (next === undefined) return problems;
  const more = problems.length - MAX_PROBLEMS;
  const message = say(
    `从这里起还有 ${more} 处错误：先改前面的`,
    `${more} more from here on: mend the ones above first`,
  );
  return [...problems.slice(0, MAX_PROBLEMS), { ...next, key: 'file', message }];
}

/**
 * Reads a config folder. All problems at once, each with file, line and column; a configuration that loads is whole:
 * every name in it exists, every policy ends at a leader, and somebody is told when nobody is on duty.
 */

import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { z } from 'zod';
import { alarmFile } from './alarm-file.ts';
import { boardsFile } from './boards-file.ts';
import { bridgesFile } from './bridges-file.ts';
import { buildForeign } from './build-foreign.ts';
import { buildBells, buildChannels, buildGateway, buildSchool, type ValidFiles } from './build.ts';
import { checkFile } from './check.ts';
import { checkAlarm } from './check-alarm.ts';
import { checkBoards } from './check-boards.ts';
import { checkCalendar } from './check-calendar.ts';
import { checkDuty } from './check-duty.ts';
import { checkBridges } from './check-bridges.ts';
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
import { loadProfiles } from './load-profiles.ts';
import { formatProblem, inReadingOrder, type Problem } from './problem.ts';
import { MAX_FILE_BYTES, codeOf, readText, wholeFile } from './read-text.ts';
import { redact } from './redact.ts';
import { rulesFile } from './rules-file.ts';
import { buildSeries } from './series-section.ts';
import { schoolFile } from './school-file.ts';
import { type Env, Source } from './source.ts';
import { staffFile } from './staff-file.ts';
import { nearest } from './suggestion.ts';
import { say } from './words.ts';

export { formatProblem, MAX_FILE_BYTES };

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
  const library = loadProfiles(dir, env, sources);
  problems.push(...library.problems, ...checkBridges(sources, library));
  if (files === null || problems.length > 0) {
    return { ok: false, problems: firstOf(inReadingOrder(distinct(redact(problems, sources)))) };
  }
  const channels = buildChannels(files.alarm);
  const parts = {
    school: buildForeign(buildSchool(files, channels), files, library),
    bells: buildBells(files.school),
    gateway: buildGateway(files.gateway),
  };
  const boards = files.boards.boards.filter((board) => board.enabled);
  const { upstreams } = files.bridges;
  const series = buildSeries(files.gateway.series);
  const hash = fingerprint(parts, [...channels, ...boards, ...upstreams, ...(series === null ? [] : [series])]);
  const config: AppConfig = { ...parts, channels, boards, upstreams, series, hash, dir: resolve(dir) };
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
  const bridges = check('bridges.yaml', bridgesFile);
  if (boards === null || patrol === null || written === null || bridges === null) return null;
  return { school, devices, staff, alarm, gateway, boards, patrol, rules, bridges };
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

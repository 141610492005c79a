/** `profile list` and `profile test FILE`: a device of another maker is added by a file, and checked before it hangs on a wall. */

import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { type Rehearsed, rehearse } from '../../core/profile/rehearse.ts';
import { buildFamily, buildProfile } from '../config/build-profile.ts';
import { checkProfile, loadProfiles, shippedProfiles } from '../config/load-profiles.ts';
import { formatProblem, type Problem } from '../config/problem.ts';
import { familyFile, profileFile } from '../config/profile-file.ts';
import { readText } from '../config/read-text.ts';
import { type CliError, wrong } from './cli-error.ts';
import { type Folders, verb } from './common.ts';
import type { Terminal } from './terminal.ts';

export function profileVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const list = verb(terminal, 'list', '列出可用的设备档案', 'list the device profiles')
    .option('--json', pick('输出 JSON 数组', 'a JSON array'))
    .action((options: Folders & { readonly json?: boolean }) => listProfiles(terminal, options));
  const test = verb(terminal, 'test', '用文件里的样本检查档案', 'run a profile against the samples inside it')
    .argument('<file>', pick('档案文件', 'file of the profile'))
    .action((file: string, options: Folders) => testProfile(terminal, file, options));
  return new Command('profile')
    .description(pick('别家设备的档案：列表、检查', 'profiles of devices of other makers: list, test'))
    .addCommand(list)
    .addCommand(test);
}

function listProfiles(terminal: Terminal, options: Folders & { readonly json?: boolean }): void {
  const { profiles, problems } = loadProfiles(options.config, terminal.env, 'all');
  failOn(terminal, problems);
  const rows = [...profiles.values()].map(({ id, family, kinds, name, models }) => ({
    id,
    family,
    kinds,
    name,
    models,
  }));
  if (options.json) return terminal.out(JSON.stringify(rows));
  for (const { id, family, kinds, name } of rows)
    terminal.out(`${id.padEnd(24)} ${family.padEnd(12)} ${kinds.join(',').padEnd(14)} ${name}`);
}

function testProfile(terminal: Terminal, path: string, options: Folders): void {
  const read = readText(path, basename(path));
  if (read.problem !== null) failOn(terminal, [read.problem]);
  const results =
    basename(dirname(path)) === 'families'
      ? testFamily(terminal, path, read.text)
      : testOne(terminal, path, read.text, options);
  if (results.length === 0) throw noSamples();
  for (const { sample, got, ok } of results) {
    const line = `${ok ? 'ok  ' : 'FAIL'} ${sample.name}: ${shown(got)}`;
    if (ok) terminal.out(line);
    else terminal.err(`${line}${terminal.pick('，应该是 ', ', expected ')}${shown(sample.expect)}`);
  }
  const failed = results.filter(({ ok }) => !ok).length;
  if (failed > 0)
    throw wrong(`${failed} 条样本不对（见上）`, `${failed} of ${results.length} samples are wrong, see above`);
  terminal.out(terminal.pick(`${results.length} 条样本都对`, `all ${results.length} samples are right`));
}

const shown = (meanings: readonly string[]): string => (meanings.length === 0 ? '(nothing)' : meanings.join(', '));

function testFamily(terminal: Terminal, path: string, text: string): readonly Rehearsed[] {
  const checked = checkProfile(basename(path), text, familyFile, terminal.env);
  failOn(terminal, checked.problems);
  return checked.value === null ? [] : rehearse(null, buildFamily(idOf(path), checked.value));
}

/** The family may stand beside the file, in the config folder, or among those that came with the program. */
function testOne(terminal: Terminal, path: string, text: string, options: Folders): readonly Rehearsed[] {
  const checked = checkProfile(basename(path), text, profileFile, terminal.env);
  failOn(terminal, checked.problems);
  if (checked.value === null) return [];
  const profile = buildProfile(idOf(path), checked.value);
  const beside = join(dirname(path), 'families', `${profile.family}.yaml`);
  const read = readText(beside, basename(beside));
  const own = read.problem === null ? checkProfile(basename(beside), read.text, familyFile, terminal.env) : null;
  if (own?.value) return rehearse(profile, buildFamily(profile.family, own.value));
  const known = loadProfiles(options.config, terminal.env, 'all').families.get(profile.family);
  if (known) return rehearse(profile, known);
  throw wrong(
    `没有系列 "${profile.family}"：在 ${shippedProfiles()}/families 里选一个，或在旁边的 families 文件夹里写一个`,
    `there is no family "${profile.family}": choose one from ${shippedProfiles()}/families, or write one in a families folder beside the file`,
  );
}

const idOf = (path: string): string => basename(path).replace(/\.ya?ml$/, '');

const noSamples = (): CliError =>
  wrong(
    '文件里没有样本：请加 samples，把设备真正发的消息写进去',
    'there are no samples in it: add `samples` with messages the device really sends',
  );

function failOn(terminal: Terminal, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  for (const problem of problems) terminal.err(formatProblem(problem));
  const n = problems.length;
  throw wrong(`档案有 ${n} 处问题（见上）`, `the profile has ${n} problem${n === 1 ? '' : 's'}, see above`);
}

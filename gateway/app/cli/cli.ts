/** `campus-guard <verb>`: the verbs of CONTRACT.md, one line per error, exit code 1 for "found wrong", 2 for bad usage. */

import { Command, CommanderError } from 'commander';
import { CliError, codeOf, oneLine } from './cli-error.ts';
import { installation } from './installation.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { pickIn, tongueOf } from './tongue.ts';

type MakeVerb = (terminal: Terminal) => Command;

/** Each verb loads what it needs when it is asked for: a credential must not wait for the web server's code. */
const VERBS: Readonly<Record<string, () => Promise<MakeVerb>>> = {
  start: async () => (await import('./start.ts')).startVerb,
  check: async () => (await import('./check.ts')).checkVerb,
  coverage: async () => (await import('./coverage.ts')).coverageVerb,
  simulate: async () => (await import('./simulate.ts')).simulateVerb,
  bridge: async () => (await import('./bridge.ts')).bridgeVerb,
  node: async () => (await import('./node.ts')).nodeVerb,
  device: async () => (await import('./device.ts')).deviceVerb,
  profile: async () => (await import('./profile.ts')).profileVerb,
  user: async () => (await import('./people.ts')).userVerb,
  token: async () => (await import('./people.ts')).tokenVerb,
  verify: async () => (await import('./verify.ts')).verifyVerb,
  export: async () => (await import('./ledger/export.ts')).exportVerb,
  doctor: async () => (await import('./doctor/doctor.ts')).doctorVerb,
  replay: async () => (await import('./replay/replay.ts')).replayVerb,
  patrol: async () => (await import('./patrol/patrol.ts')).patrolVerb,
  series: async () => (await import('./series.ts')).seriesVerb,
  backup: async () => (await import('./backup/backup.ts')).backupVerb,
};

/** With the verb named first on the command line, or with all of them where that is none. */
async function buildProgram(terminal: Terminal, first: string | undefined): Promise<Command> {
  const { pick } = terminal;
  const program = new Command('campus-guard')
    .description(
      pick('校园守护：求助按钮与校园传感器网关', 'Campus Guard: gateway for help buttons and campus sensors'),
    )
    .version(installation().version);
  const one = first !== undefined && Object.hasOwn(VERBS, first) ? VERBS[first] : undefined;
  for (const load of one === undefined ? Object.values(VERBS) : [one]) program.addCommand((await load())(terminal));
  speakThrough(program, terminal);
  return program;
}

/** commander's own words go through the terminal too, and errors stay on one line. */
function speakThrough(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.raw(Buffer.from(text)),
    writeErr: (text) => terminal.err(text.trimEnd()),
    outputError: (text, write) =>
      write(
        `campus-guard: ${text
          .trim()
          .replace(/^error: /, '')
          .replaceAll(/\s*\n\s*/g, ' ')}`,
      ),
  });
  for (const child of command.commands) speakThrough(child, terminal);
}

/** Runs one command and returns its exit code. Never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const program = await buildProgram(terminal, args[0]);
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, terminal);
  }
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    // Asked for help or the version: that is a success. Help for want of a verb is not.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof CliError) {
    terminal.err(`campus-guard: ${terminal.pick(error.zh, error.en)}`);
    return error.code;
  }
  const code = codeOf(error);
  terminal.err(`campus-guard: ${code === null ? '' : `${code}: `}${oneLine(error)}`);
  return 1;
}

/** The whole program: reads argv and the environment, returns the exit code. */
export function main(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number> {
  return runCli(argv, processTerminal(env, pickIn(tongueOf(env))));
}

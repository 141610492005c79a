/** `campus-guard <verb>`: the verbs of CONTRACT.md, one line per error, exit code 1 for "found wrong", 2 for bad usage. */

import { Command, CommanderError } from 'commander';
import { IdentityError } from '../../adapters/identity/identity.ts';
import { backupVerb } from './backup/backup.ts';
import { checkVerb } from './check.ts';
import { CliError, codeOf, oneLine } from './cli-error.ts';
import { deviceVerb } from './device.ts';
import { doctorVerb } from './doctor/doctor.ts';
import { installation } from './installation.ts';
import { exportVerb } from './ledger/export.ts';
import { tokenVerb, userVerb } from './people.ts';
import { simulateVerb } from './simulate.ts';
import { startVerb } from './start.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { pickIn, tongueOf } from './tongue.ts';
import { verifyVerb } from './verify.ts';

export function buildProgram(terminal: Terminal): Command {
  const { pick } = terminal;
  const program = new Command('campus-guard')
    .description(
      pick('校园守护：求助按钮与校园传感器网关', 'Campus Guard: gateway for help buttons and campus sensors'),
    )
    .version(installation().version);
  const verbs = [
    startVerb,
    checkVerb,
    simulateVerb,
    deviceVerb,
    userVerb,
    tokenVerb,
    verifyVerb,
    exportVerb,
    doctorVerb,
    backupVerb,
  ];
  for (const make of verbs) program.addCommand(make(terminal));
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
    await buildProgram(terminal).parseAsync([...args], { from: 'user' });
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
  const code = error instanceof IdentityError ? error.code : codeOf(error);
  terminal.err(`campus-guard: ${code === null ? '' : `${code}: `}${oneLine(error)}`);
  return 1;
}

/** The whole program: reads argv and the environment, returns the exit code. */
export function main(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number> {
  return runCli(argv, processTerminal(env, pickIn(tongueOf(env))));
}

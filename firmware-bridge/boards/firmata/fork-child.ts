/** Starts the process that holds a Firmata board. */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildEvents, StartChild } from './firmata-board.ts';
import type { BoardSetting } from './messages.ts';

const STOP_WITHIN_MS = 1000;

/** From sources (tests) Node needs tsx to read TypeScript; from dist/ it does not. */
const isSource = import.meta.url.endsWith('.ts');
const ENTRY = fileURLToPath(new URL(isSource ? './firmata-process.ts' : './firmata-process.js', import.meta.url));

export const forkChild: StartChild = (setting: BoardSetting, events: ChildEvents) => {
  const child: ChildProcess = fork(ENTRY, [JSON.stringify(setting)], {
    execArgv: isSource ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-500);
  });
  child.on('message', (message) => events.said(message));
  const gone = new Promise<void>((resolve) => {
    let told = false;
    const end = (why: string): void => {
      if (told) return;
      told = true;
      resolve();
      events.gone(why);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(complaint.trim() || `ended (${code ?? signal})`));
  });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(insist);
    },
  };
};

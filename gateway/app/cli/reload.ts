/** SIGHUP: the configuration is read again. One that is wrong changes nothing, and the log, stderr and the ledger say why. */

import type { Logger } from 'pino';
import type { Gateway } from '../compose.ts';
import type { AppConfig } from '../config/config.ts';
import { formatProblem } from '../config/load.ts';
import { loadConfigAside } from '../config/load-aside.ts';
import type { Terminal } from './terminal.ts';

const SAID_IN_LEDGER = 5;
/** Writing to a stderr that nobody reads would hold the gateway up once its pipe is full. */
const SAID_AT_ONCE = 20;

export interface ReloadDeps {
  readonly terminal: Terminal;
  readonly log: Logger;
  readonly configDir: string;
  /** What the command line changes in every configuration. */
  readonly adapt: (config: AppConfig) => AppConfig;
}

/**
 * Listens for SIGHUP from the first moment, when it would otherwise end the process. Returns what to call once the gateway runs:
 * a reload that was asked for meanwhile happens then.
 */
export function reloadOnHangup(deps: ReloadDeps): (gateway: Gateway) => void {
  let asked = false;
  let running: Gateway | null = null;
  let turn: Promise<void> = Promise.resolve();
  const reload = (gateway: Gateway): void => {
    // One after the other: of two answers the older must not win.
    turn = turn.then(() => reloadOnce(gateway, deps));
  };
  process.on('SIGHUP', () => {
    if (running === null) asked = true;
    else reload(running);
  });
  return (gateway) => {
    running = gateway;
    if (asked) reload(gateway);
  };
}

async function reloadOnce(gateway: Gateway, { terminal, log, configDir, adapt }: ReloadDeps): Promise<void> {
  try {
    // In a thread of its own: a press does not wait for it (promise 4).
    const loaded = await loadConfigAside(configDir, terminal.env);
    if (loaded.ok) {
      gateway.reload(adapt(loaded.config));
      log.info({ config: loaded.config.hash }, 'configuration reloaded');
      return;
    }
    const problems = loaded.problems.map(formatProblem);
    const said = problems.slice(0, SAID_AT_ONCE);
    for (const problem of said) terminal.err(problem);
    log.error({ problems: said, count: problems.length }, 'the new configuration is wrong: the old one stays in force');
    gateway.refuseReload(problems.slice(0, SAID_IN_LEDGER).join('; '));
  } catch (error) {
    log.error({ err: error }, 'the new configuration could not be put in force');
    gateway.refuseReload('internal error, see the log');
  }
}

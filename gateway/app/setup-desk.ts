/** Changes to the configuration from the console: checked and written in a thread, put in force, and on record with their actor. */

import type { SetupFile } from '../contract/setup-api.ts';
import type { AccountableFact } from '../core/facts.ts';
import type { Setup, SetupChange, SetupResult } from '../ports/setup.ts';
import { aside } from './config/aside.ts';
import type { AppConfig } from './config/config.ts';
import type { EditResult } from './config/edit/config-desk.ts';
import type { Env } from './config/source.ts';

const GIVE_UP_MS = 20_000;

export interface SetupDeskDeps {
  readonly dir: string;
  readonly env: Env;
  readonly now: () => number;
  /** Puts a checked configuration in force. */
  readonly apply: (config: AppConfig) => void;
  readonly note: (actor: string, fact: AccountableFact) => void;
}

export class SetupDesk implements Setup {
  readonly #deps: SetupDeskDeps;
  /** One change after the other: each is made to what the one before has left. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: SetupDeskDeps) {
    this.#deps = deps;
  }

  files(): Promise<readonly SetupFile[]> {
    return aside<readonly SetupFile[]>('edit-thread', { what: 'read', dir: this.#deps.dir }, GIVE_UP_MS, () => []);
  }

  change(person: string, change: SetupChange): Promise<SetupResult> {
    const done = this.#turn.then(() => this.#changeNow(person, change));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #changeNow(person: string, change: SetupChange): Promise<SetupResult> {
    const { dir, env, now, apply, note } = this.#deps;
    const task = { what: 'edit', dir, env: { ...env }, change, stamp: new Date(now()).toISOString() };
    const result = await aside<EditResult>('edit-thread', task, GIVE_UP_MS, (message) => {
      return { ok: false, why: 'wrong', problems: [message] };
    });
    if (!result.ok) return result;
    // Which places were changed; never to what: some of it is secret.
    const keys = [...new Set(change.edits.map(({ path }) => path.join('.')))];
    note(`person:${person}`, { kind: 'config-edited', file: change.file, keys: keys.slice(0, 50) });
    apply(result.config);
    const file = (await this.files()).find(({ id }) => id === change.file);
    return file === undefined ? { ok: false, why: 'unknown-file' } : { ok: true, file, warnings: result.warnings };
  }
}

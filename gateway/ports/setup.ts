/** The configuration, read and changed while the gateway runs. */

import type { SetupEdit, SetupFile } from '../contract/setup-api.ts';

export interface SetupChange {
  readonly file: string;
  /** Of the file as it was read: an edit of anything else is refused. */
  readonly version: string;
  readonly edits: readonly SetupEdit[];
}

export type SetupResult =
  | { readonly ok: true; readonly file: SetupFile; readonly warnings: readonly string[] }
  /** `changed`: somebody else was quicker. `read-only`: the folder cannot be written. */
  | { readonly ok: false; readonly why: 'unknown-file' | 'changed' | 'read-only' }
  | { readonly ok: false; readonly why: 'wrong'; readonly problems: readonly string[] };

export interface Setup {
  files(): Promise<readonly SetupFile[]>;
  /** Checked as a whole first; what passes is on disk and in force. */
  change(person: string, change: SetupChange): Promise<SetupResult>;
}

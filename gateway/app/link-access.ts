/** Who may publish and subscribe to what besides its own topics: the grants of the configuration in force. */

import { type Access, accessTable } from '../core/profile/access.ts';
import type { Foreign } from '../core/profile/profile.ts';
import { canonical } from './config/fingerprint.ts';

export class LinkAccessBook {
  private table: ReadonlyMap<string, Access>;

  constructor(foreign: Foreign | undefined) {
    this.table = accessTable(foreign);
  }

  readonly of = (link: string): Access | null => this.table.get(link) ?? null;

  /** @returns the connections whose grants have changed: they must sign in anew */
  replace(foreign: Foreign | undefined): readonly string[] {
    const before = this.table;
    this.table = accessTable(foreign);
    const ids = new Set([...before.keys(), ...this.table.keys()]);
    return [...ids].filter((id) => canonical(before.get(id)) !== canonical(this.table.get(id)));
  }
}

/** What was found in a foreign message, in the words of CONTRACT.md. */

import type { PressFlag } from '../../core/facts.ts';
import type { Press } from '../../core/incident/press.ts';
import type { Meant } from '../../core/profile/meant.ts';
import type { Judged } from '../../core/profile/press-memory.ts';
import type { Telemetry } from '../intake/read.ts';

export const pressOf = (
  device: string,
  { boot, seq }: Pick<Judged, 'boot' | 'seq'>,
  level: 'help' | 'urgent',
  flags: readonly PressFlag[],
): Press => ({
  device,
  boot,
  seq,
  level,
  drill: false,
  ageMs: 0,
  at: null,
  hold: null,
  count: null,
  flags,
});

/** Null for what is no event: a press has a way of its own, presence and leaving are supervision. */
export function eventOf(meant: Meant): Telemetry | null {
  switch (meant.means) {
    case 'release':
      return { type: 'release' };
    case 'door':
      return { type: 'door', open: meant.open };
    case 'motion':
      return { type: 'motion', active: meant.active };
    case 'tamper':
      return { type: 'tamper', open: meant.open };
    case 'checkin':
      return { type: 'checkin', card: meant.card };
    case 'battery': {
      const { pct, mv } = meant;
      return { type: 'battery', ...(pct === undefined ? {} : { pct }), ...(mv === undefined ? {} : { mv }) };
    }
    case 'fault':
    case 'restore':
      return { type: meant.means, code: meant.code };
    case 'restart':
      return { type: 'hello' };
    default:
      return null;
  }
}

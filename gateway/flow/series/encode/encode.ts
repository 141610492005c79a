/** One fact, rendered into lines. Pure but for `context.memory`, which it folds the fact into. */

import type { Recorded } from '../../../ports/series.ts';
import type { EncodeContext } from './context.ts';
import { encodeDevice } from './device.ts';
import { encodeDuty } from './duty.ts';
import { encodeGateway } from './gateway.ts';
import { encodeIncident } from './incident.ts';
import type { Line } from './line.ts';
import { encodeNotice } from './notice.ts';
import { encodePatrol } from './patrol.ts';
import { encodePress } from './press.ts';

/** None for facts that the series do not tell of: sign-ins, accounts, exports. */
export function encodeFact(at: Recorded, context: EncodeContext): readonly Line[] {
  const { fact } = at;
  if (fact.kind === 'reading' || fact.kind === 'coalesced') return encodeDevice(at, context);
  if (fact.kind === 'press') return [encodePress(at, fact, context)];
  for (const encode of [encodeIncident, encodeNotice, encodePatrol, encodeDuty, encodeDevice, encodeGateway]) {
    const lines = encode(at, context);
    if (lines.length > 0) return lines;
  }
  return [];
}

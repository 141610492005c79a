/** Hand-over of a post (交接班): two signatures by two people, in either order. Nobody signs for the other. */

import type { Context } from '../context.ts';
import type { DutyPost } from '../school.ts';
import { epochMs } from '../time.ts';
import type { DutyDecision } from './decide-change.ts';
import type { HandoverSide } from './duty-facts.ts';
import type { DutyState, Handover } from './duty-state.ts';
import { onDuty } from './on-duty.ts';

export interface Signature {
  readonly post: DutyPost;
  readonly side: HandoverSide;
  /** The other person. */
  readonly with: string;
  readonly text: string | null;
}

/** The second signature has to follow within this, else it starts a hand-over of its own. */
const TOGETHER_MS = 6 * 3_600_000;
/** A signer is expected on the post within this of signing: late shifts and early relief are common. */
const AROUND_MS = 2 * 3_600_000;

const isOpen = (one: Handover, nowMs: number): boolean =>
  (one.outgoingMs === null || one.incomingMs === null) &&
  Math.abs(nowMs - (one.outgoingMs ?? one.incomingMs ?? 0)) <= TOGETHER_MS;

function isOnRoster(post: DutyPost, person: string, ctx: Context): boolean {
  if (!ctx.now.trusted) return true;
  return [-AROUND_MS, 0, AROUND_MS].some((byMs) =>
    onDuty(ctx.school, { wall: epochMs(ctx.now.wall + byMs), trusted: true }, ctx.duty).items.some(
      (item) => item.post === post && item.person.id === person,
    ),
  );
}

/** @param signer from the session, never from the request (promise 8) */
export function decideHandover(
  { post, side, with: other, text }: Signature,
  signer: string,
  handovers: DutyState['handovers'],
  ctx: Context,
): DutyDecision {
  if (other === signer) return { ok: false, why: 'same-person', path: 'with' };
  if (!ctx.school.people.has(other)) return { ok: false, why: 'unknown-person', path: 'with' };
  const [outgoing, incoming] = side === 'outgoing' ? [signer, other] : [other, signer];
  const open = handovers.findLast(
    (one) => one.post === post && one.outgoing === outgoing && one.incoming === incoming && isOpen(one, ctx.now.wall),
  );
  const mine = side === 'outgoing' ? open?.outgoingMs : open?.incomingMs;
  if (open && mine !== null) return { ok: false, why: 'already-signed', path: 'side' };
  const id = open?.id ?? `hov-${ctx.uid}`;
  const flags = isOnRoster(post, signer, ctx) ? [] : ['not-on-roster'];
  return {
    ok: true,
    id,
    facts: [
      {
        kind: 'duty-handed-over',
        handover: id,
        post,
        side,
        outgoing,
        incoming,
        text,
        flags,
        complete: open !== undefined,
      },
    ],
  };
}

/** The patrol: rounds, where staff walked, and where nobody came by. */

import { roundsQuery } from '../../../contract/api.ts';
import { gapsQuery, signParams, trajectoryQuery } from '../../../contract/patrol.ts';
import type { SignResult } from '../../../ports/patrol-record.ts';
import { idPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ACTORS, actorOf, idParams, READERS, type Reply, type Route, route, type Services } from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';

const NOT_FOUND = { description: 'No such round, checkpoint or person.', schema: SCHEMAS.Error } as const;

export function patrolRoutes({ campus }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/rounds',
      summary: 'Patrol rounds that begin on a date (today), with every checkpoint. Drawn rounds appear as they begin.',
      access: READERS,
      query: roundsQuery,
      responses: { 200: { description: 'A page of rounds, by id.', schema: SCHEMAS.RoundList } },
      handler: async ({ query }) => {
        const rounds = await campus.patrol.rounds(query.date ?? null);
        return { status: 200, json: idPage(rounds, query.limit, query.cursor) };
      },
    }),
    route({
      method: 'get',
      path: '/api/rounds/{id}',
      summary: 'One round.',
      access: READERS,
      params: idParams,
      responses: { 200: { description: 'The round.', schema: SCHEMAS.Round }, 404: NOT_FOUND },
      handler: async ({ params }) => {
        const found = await campus.patrol.round(params.id);
        if (found === null) throw new HttpProblem(404, 'unknown-round', 'no such round');
        return { status: 200, json: found };
      },
    }),
    route({
      method: 'post',
      path: '/api/rounds/{id}/checkpoints/{checkpoint}/sign',
      summary: 'Sign a camera view of a video check: I have looked at it.',
      access: ACTORS,
      params: signParams,
      body: BODIES.Empty,
      responses: {
        200: { description: 'Signed and on disk.', schema: SCHEMAS.Round },
        202: { description: 'Signed, but the disk has not taken it yet.', schema: SCHEMAS.Round },
        404: NOT_FOUND,
        409: { description: 'Not a camera view, signed already, or not begun.', schema: SCHEMAS.Error },
      },
      handler: async (call) =>
        signReply(await campus.patrol.sign(actorOf(call), call.params.id, call.params.checkpoint)),
    }),
    route({
      method: 'get',
      path: '/api/patrol/trajectory',
      summary: 'Where a person of the staff tapped on a date (today).',
      access: READERS,
      query: trajectoryQuery,
      responses: { 200: { description: 'Taps in order of time.', schema: SCHEMAS.Trajectory }, 404: NOT_FOUND },
      handler: async ({ query }) => {
        const found = await campus.patrol.trajectory(query.person, query.date ?? null);
        if (found === null) throw new HttpProblem(404, 'unknown-person', 'no such person', { path: 'person' });
        return { status: 200, json: found };
      },
    }),
    route({
      method: 'get',
      path: '/api/patrol/gaps',
      summary: 'The longest time without a tap in each zone on a date (today).',
      access: READERS,
      query: gapsQuery,
      responses: { 200: { description: 'A page of zones, by id.', schema: SCHEMAS.PatrolGapList } },
      handler: async ({ query }) => {
        const gaps = await campus.patrol.gaps(query.date ?? null);
        return { status: 200, json: idPage(gaps, query.limit, query.cursor) };
      },
    }),
  ];
}

const WHY = {
  'unknown-round': 'no such round',
  'unknown-checkpoint': 'no such checkpoint in this round',
  'not-a-view': 'a reader is tapped, not signed',
  'not-begun': 'the round has not begun',
  signed: 'signed already',
  clock: 'the clock cannot be believed',
} as const;

function signReply(result: SignResult): Reply {
  if (result.ok) return { status: result.stored ? 200 : 202, json: result.round };
  const isMissing = result.why === 'unknown-round' || result.why === 'unknown-checkpoint';
  throw new HttpProblem(isMissing ? 404 : 409, result.why, WHY[result.why]);
}

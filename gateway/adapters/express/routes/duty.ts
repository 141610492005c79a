/** Duty: who is on it, changes to it, hand-over, presence at the desk, and the coverage forecast. */

import type { z } from 'zod';
import { dutyQuery } from '../../../contract/api.ts';
import { coverageQuery } from '../../../contract/duty-api.ts';
import { summaryQuery } from '../../../contract/summary-api.ts';
import type { Role } from '../../../core/school.ts';
import type { DutyAct, DutyActResult } from '../../../ports/duty.ts';
import { HttpProblem } from '../problem.ts';
import {
  ACTORS,
  actorOf,
  type Call,
  idParams,
  READERS,
  type Reply,
  type Route,
  route,
  type Services,
} from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';
import { fromMs, toMs } from '../school-time.ts';

/** The roster is changed by those who answer for it. */
const PLANNERS: readonly Role[] = ['leader', 'admin'];

const CONFLICT = new Set(['not-on-duty-then', 'already-over', 'already-signed', 'no-watch']);
const MESSAGES: Record<Extract<DutyActResult, { ok: false }>['why'], string> = {
  'unknown-person': 'no such person',
  'unknown-change': 'no such change, or it is written in the configuration',
  'not-on-duty-then': 'that person does not hold the post then',
  'already-over': 'that is already over',
  backwards: 'it would end before it begins',
  'too-long': 'it would last longer than 400 days',
  'same-person': 'two different people are needed',
  'already-signed': 'you have signed this hand-over already',
  'no-watch': 'no watch is kept at the desk, or the clock is not trusted',
};

function toReply(result: DutyActResult): Reply {
  if (result.ok) return { status: result.stored ? 201 : 202, json: { id: result.id, duty: result.duty } };
  const status = result.why.startsWith('unknown') ? 404 : CONFLICT.has(result.why) ? 409 : 400;
  throw new HttpProblem(status, result.why, MESSAGES[result.why], { path: result.path });
}

export function dutyRoutes({ campus }: Services): readonly Route[] {
  const responses = {
    201: { description: 'Done and on disk; duty as it is now.', schema: SCHEMAS.DutyDone },
    202: { description: 'Done, but the disk has not taken it yet.', schema: SCHEMAS.DutyDone },
    404: { description: 'No such person or change.', schema: SCHEMAS.Error },
    409: { description: 'The roster does not allow this.', schema: SCHEMAS.Error },
  } as const;
  const act = <B>(
    path: string,
    summary: string,
    access: readonly Role[],
    body: z.ZodType<B>,
    read: (body: B) => DutyAct,
  ) =>
    route({
      method: 'post',
      path,
      summary,
      access,
      body,
      responses,
      handler: async (call: Call<unknown, unknown, B>) => toReply(await campus.dutyAct(actorOf(call), read(call.body))),
    });
  const { timeZone } = campus.school();
  const stretch = (body: { from: string; to: string }) => {
    return { fromMs: fromMs(body.from, timeZone) ?? 0, toMs: toMs(body.to, timeZone) ?? 0 };
  };

  return [
    route({
      method: 'get',
      path: '/api/duty',
      summary: 'Who is on duty, now or at a given time, in which order, and whether a channel reaches them.',
      access: READERS,
      query: dutyQuery,
      responses: { 200: { description: 'The people on duty.', schema: SCHEMAS.Duty } },
      handler: ({ query }) => ({ status: 200, json: campus.duty(fromMs(query.at, campus.school().timeZone) ?? null) }),
    }),
    route({
      method: 'get',
      path: '/api/coverage',
      summary: 'Minutes of the days to come in which nobody looks after a key area, and why.',
      access: READERS,
      query: coverageQuery,
      responses: { 200: { description: 'The forecast.', schema: SCHEMAS.Coverage } },
      handler: ({ query }) => ({ status: 200, json: campus.coverage(query.days) }),
    }),
    route({
      method: 'get',
      path: '/api/summary',
      summary: 'The figures of a day: presses, incidents, rounds, doors, alarm load, uncovered minutes.',
      access: READERS,
      query: summaryQuery,
      responses: {
        200: { description: 'The figures; of today so far.', schema: SCHEMAS.DaySummary },
        404: { description: 'Nothing is known of that day.', schema: SCHEMAS.Error },
      },
      handler: async ({ query }) => {
        const summary = await campus.summary(query.date ?? null);
        if (summary === null)
          throw new HttpProblem(404, 'unknown-day', 'nothing is known of that day', { path: 'date' });
        return { status: 200, json: summary };
      },
    }),
    act('/api/duty/overrides', 'Others hold a post for a while.', PLANNERS, BODIES.DutyOverride, (body) => {
      return { type: 'override', post: body.post, people: body.people, ...stretch(body), reason: body.reason };
    }),
    act('/api/duty/leave', 'Somebody is on leave, with or without a stand-in.', PLANNERS, BODIES.DutyLeave, (body) => {
      const { person, cover, reason } = body;
      return { type: 'leave', person, ...stretch(body), cover: cover ?? null, reason };
    }),
    act(
      '/api/duty/swaps',
      'One does the shift of another, with or without one in return.',
      PLANNERS,
      BODIES.DutySwap,
      (body) => {
        const { at, ...shift } = body.shift;
        const back = body.back === undefined ? null : { post: body.back.post, atMs: Date.parse(body.back.at) };
        return { type: 'swap', shift: { ...shift, atMs: Date.parse(at) }, by: body.by, back, reason: body.reason };
      },
    ),
    route({
      method: 'post',
      path: '/api/duty/changes/{id}/withdraw',
      summary: 'Take an override, leave or swap back.',
      access: PLANNERS,
      params: idParams,
      body: BODIES.DutyWithdraw,
      responses,
      handler: async (call) => {
        const what: DutyAct = { type: 'withdraw', change: call.params.id, reason: call.body.reason };
        return toReply(await campus.dutyAct(actorOf(call), what));
      },
    }),
    act(
      '/api/duty/handovers',
      'Sign a hand-over, as the one who goes or the one who comes.',
      ACTORS,
      BODIES.DutyHandover,
      (body) => {
        return { type: 'handover', post: body.post, side: body.side, with: body.with, text: body.text ?? null };
      },
    ),
    act('/api/duty/presence', 'I am at the duty desk.', ACTORS, BODIES.DutyPresence, () => ({ type: 'present' })),
  ];
}

/** Incidents: who is in need, who went, how it ended. */

import { z } from 'zod';
import { incidentsQuery } from '../../../contract/api.ts';
import type { Action, ActResult } from '../../../ports/campus.ts';
import { incidentBefore, incidentPage } from '../paging.ts';
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

const NOT_FOUND = { description: 'No such incident.', schema: SCHEMAS.Error } as const;
const CONFLICT = { description: 'Its state does not allow this; who has it.', schema: SCHEMAS.Conflict } as const;
const DONE = { description: 'Done and on disk.', schema: SCHEMAS.Incident } as const;
const NOT_STORED = {
  description: 'Done and announced, but the disk has not taken it yet.',
  schema: SCHEMAS.Incident,
} as const;

const stepParams = idParams.extend({ step: z.string().min(1).max(64) });

/** The outcome of an action as an answer; unknown ids are 404, a state that forbids it is 409 with the present state. */
export function toReply(result: ActResult, status: 200 | 201 = 200): Reply {
  if (result.ok) return { status: result.stored ? status : 202, json: result.incident };
  switch (result.why) {
    case 'unknown-incident':
      throw new HttpProblem(404, result.why, 'no such incident');
    case 'unknown-zone':
      throw new HttpProblem(404, result.why, 'no such zone', { path: 'zone' });
    case 'unknown-person':
      throw new HttpProblem(404, result.why, 'no such person', { path: 'to' });
    case 'unknown-step':
      throw new HttpProblem(404, result.why, 'the procedure for this kind of incident has no such step');
    case 'conflict': {
      const { incident } = result;
      const owner = incident.takenByName ?? incident.takenBy;
      const named = owner === null || result.message.includes(owner) ? '' : ` (${owner})`;
      throw new HttpProblem(409, 'conflict', result.message + named, { extra: { incident } });
    }
  }
}

export function incidentRoutes({ campus }: Services): readonly Route[] {
  /** `POST /api/incidents/{id}/<verb>`. */
  const act = <B>(
    verb: string,
    summary: string,
    body: z.ZodType<B>,
    action: (incident: string, body: B) => Action,
  ): Route =>
    route({
      method: 'post',
      path: `/api/incidents/{id}/${verb}`,
      summary,
      access: ACTORS,
      params: idParams,
      body,
      responses: { 200: DONE, 202: NOT_STORED, 404: NOT_FOUND, 409: CONFLICT },
      handler: async (call: Call<{ id: string }, unknown, B>) =>
        toReply(await campus.act(actorOf(call), action(call.params.id, call.body))),
    });

  return [
    route({
      method: 'get',
      path: '/api/incidents',
      summary: 'Incidents, newest first.',
      access: READERS,
      query: incidentsQuery,
      responses: { 200: { description: 'A page of incidents.', schema: SCHEMAS.IncidentList } },
      handler: async ({ query }) => {
        const { timeZone } = campus.school();
        const found = await campus.incidents({
          status: query.status,
          zone: query.zone,
          kind: query.kind,
          fromMs: fromMs(query.from, timeZone),
          toMs: toMs(query.to, timeZone),
          before: incidentBefore(query.cursor),
          limit: query.limit + 1,
        });
        return { status: 200, json: incidentPage(found, query.limit) };
      },
    }),
    route({
      method: 'get',
      path: '/api/incidents/{id}',
      summary: 'One incident with its timeline and who was told with what result.',
      access: READERS,
      params: idParams,
      responses: { 200: { description: 'The incident.', schema: SCHEMAS.IncidentWithTimeline }, 404: NOT_FOUND },
      handler: async ({ params }) => {
        const incident = await campus.incident(params.id);
        if (incident === null) throw new HttpProblem(404, 'unknown-incident', 'no such incident');
        return { status: 200, json: incident };
      },
    }),
    route({
      method: 'post',
      path: '/api/incidents',
      summary: 'Raise an incident by hand.',
      access: ACTORS,
      body: BODIES.Raise,
      responses: {
        201: { description: 'Raised; people are being told.', schema: SCHEMAS.Incident },
        202: NOT_STORED,
        404: { description: 'No such zone.', schema: SCHEMAS.Error },
      },
      handler: async (call) => toReply(await campus.act(actorOf(call), { type: 'raise', ...call.body }), 201),
    }),
    route({
      method: 'post',
      path: '/api/incidents/{id}/steps/{step}',
      summary: 'Tick off a line of the procedure, or take that back.',
      access: ACTORS,
      params: stepParams,
      body: BODIES.Step,
      responses: {
        200: DONE,
        202: NOT_STORED,
        404: { description: 'No such incident, or no such step.', schema: SCHEMAS.Error },
        409: CONFLICT,
      },
      handler: async (call) => {
        const { id: incident, step } = call.params;
        return toReply(await campus.act(actorOf(call), { type: 'step', incident, step, done: call.body.done }));
      },
    }),
    act('take', 'Take over: I am going.', BODIES.Empty, (incident) => ({ type: 'take', incident })),
    act('arrive', 'I have arrived.', BODIES.Empty, (incident) => ({ type: 'arrive', incident })),
    act('see', 'I have seen it.', BODIES.Empty, (incident) => ({ type: 'see', incident })),
    act('note', 'Add a note.', BODIES.Note, (incident, { text }) => ({ type: 'note', incident, text })),
    act('handover', 'Hand over to another person.', BODIES.Handover, (incident, { to, text }) => {
      return { type: 'handover', incident, to, text: text ?? null };
    }),
    act('close', 'Close with an outcome and a reason.', BODIES.Close, (incident, { outcome, reason }) => {
      return { type: 'close', incident, outcome, reason };
    }),
  ];
}

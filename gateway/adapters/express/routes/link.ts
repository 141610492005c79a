/**
 * `/t/{token}`: the link in an alert message. GET changes nothing, because chat programs fetch links to preview them; POST
 * acts as the person it was sent to, without a login, and is no more than one tap.
 */

import type { Request } from 'express';
import { z } from 'zod';
import type { Incident } from '../../../contract/api.ts';
import type { Action, ActResult } from '../../../ports/campus.ts';
import { LINK_SCRIPT, LINK_STYLE } from '../link-assets.ts';
import { incidentPage, languageOf, type LinkView, messagePage } from '../link-page.ts';
import { SAID, type Words } from '../link-words.ts';
import { HttpProblem } from '../problem.ts';
import { OPEN, type Reply, type Route, route, type Services } from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';
import { toReply } from './incidents.ts';

const HTML = 'text/html; charset=utf-8';
const tokenParams = z.object({ token: z.string().min(1).max(512) });
const REFUSALS = {
  403: { description: 'The link is not valid.', schema: SCHEMAS.Error },
  404: { description: 'No such incident.', schema: SCHEMAS.Error },
  410: { description: 'The link has expired.', schema: SCHEMAS.Error },
} as const;

const wantsJson = (request: Request): boolean => request.accepts(['html', 'json']) === 'json';
const problemWords: Readonly<Record<number, Words>> = { 403: SAID.invalid, 404: SAID.gone, 410: SAID.expired };

export function linkRoutes(services: Services): readonly Route[] {
  const { campus, links, now } = services;

  /** Incident and person of a good link; throws 403 or 410. */
  const open = (token: string): { incident: string; person: string } => {
    const link = links.read(token, now());
    if (!link.ok && link.why === 'expired') throw new HttpProblem(410, 'link-expired', 'this link has expired');
    if (!link.ok || !campus.school().people.has(link.person)) {
      throw new HttpProblem(403, 'link-invalid', 'this link is not valid');
    }
    return link;
  };

  const show = (request: Request, person: string, incident: Incident, message: LinkView['message']): string => {
    const { timeZone, name: school } = campus.school();
    const language = languageOf(request.headers['accept-language']);
    return incidentPage({ language, timeZone, school, person, incident, message });
  };

  /** Errors as a page where a person reads them, as JSON where a program does. */
  const orPage = async (request: Request, answer: () => Promise<Reply>): Promise<Reply> => {
    try {
      return await answer();
    } catch (error) {
      if (wantsJson(request) || !(error instanceof HttpProblem)) throw error;
      const text = messagePage(
        languageOf(request.headers['accept-language']),
        problemWords[error.status] ?? SAID.failed,
      );
      return { status: error.status, text, type: HTML };
    }
  };

  const acted = (request: Request, person: string, action: Action['type'], result: ActResult): Reply => {
    const held = result.ok || result.why !== 'conflict' ? null : result.incident;
    if (held !== null && isDone(held, person, action)) {
      if (wantsJson(request)) return { status: 200, json: held };
      return { status: 200, text: show(request, person, held, { words: SAID.yours, bad: false }), type: HTML };
    }
    if (held !== null && !wantsJson(request)) {
      const owner = held.takenBy === person ? null : (held.takenByName ?? held.takenBy);
      const message =
        owner === null ? { words: SAID.refused, bad: true } : { words: SAID.others, more: owner, bad: true };
      return { status: 409, text: show(request, person, held, message), type: HTML };
    }
    const reply = toReply(result);
    if (wantsJson(request) || !result.ok) return reply;
    const words = !result.stored ? SAID.notStored : action === 'arrive' ? SAID.arrived : SAID.taken;
    const message = action === 'see' ? null : { words, bad: false };
    return { status: result.stored ? 200 : 202, text: show(request, person, result.incident, message), type: HTML };
  };

  return [
    route({
      method: 'get',
      path: '/t/{token}',
      summary: 'The link of an alert message: shows the incident. Changes nothing.',
      access: OPEN,
      params: tokenParams,
      responses: { 200: { description: 'A page, or the incident as JSON.', schema: SCHEMAS.Incident }, ...REFUSALS },
      handler: ({ params, request }) =>
        orPage(request, async () => {
          const { incident: id, person } = open(params.token);
          const found = await campus.incident(id);
          if (found === null) throw new HttpProblem(404, 'unknown-incident', 'no such incident');
          // The incident alone: neither its record nor whom it names.
          const incident = SCHEMAS.Incident.parse(found);
          if (wantsJson(request)) return { status: 200, json: incident };
          return { status: 200, text: show(request, person, incident, null), type: HTML };
        }),
    }),
    route({
      method: 'post',
      path: '/t/{token}',
      summary: 'Takes over (or arrives) as the person the link was sent to, without a login.',
      access: OPEN,
      forms: true,
      params: tokenParams,
      body: BODIES.LinkAction,
      responses: {
        200: { description: 'Done, or it was yours already.', schema: SCHEMAS.Incident },
        202: { description: 'Done and announced, but not on disk yet.', schema: SCHEMAS.Incident },
        409: { description: 'Somebody else has it, or it is closed.', schema: SCHEMAS.Conflict },
        ...REFUSALS,
      },
      handler: ({ params, body, request }) =>
        orPage(request, async () => {
          const { incident, person } = open(params.token);
          return acted(request, person, body.action, await campus.act(person, { type: body.action, incident }));
        }),
    }),
    asset('/link.css', 'text/css; charset=utf-8', LINK_STYLE),
    asset('/link.js', 'text/javascript; charset=utf-8', LINK_SCRIPT),
  ];
}

/** Two taps on the same button are one intention. */
function isDone(incident: Incident, person: string, action: Action['type']): boolean {
  if (incident.takenBy !== person) return false;
  if (action === 'take') return incident.status === 'taken' || incident.status === 'arrived';
  return action === 'arrive' && incident.status === 'arrived';
}

const asset = (path: string, type: string, text: string): Route =>
  route({
    method: 'get',
    path,
    summary: 'Part of the page behind a link.',
    access: OPEN,
    responses: { 200: { description: 'A file.', type } },
    handler: () => ({ status: 200, text, type, headers: { 'cache-control': 'public, max-age=3600' } }),
  });

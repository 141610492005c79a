/** Signing in and out. Every sign-in makes a new session, so that none can be planted beforehand. */

import type { Principal } from '../../../ports/accounts.ts';
import { noCookie, readSession, sessionCookie, wantsSecure } from '../cookie.ts';
import { refuseForeign } from '../csrf.ts';
import { HttpProblem } from '../problem.ts';
import type { RefusedSignIns } from '../refused-sign-ins.ts';
import { actorOf, OPEN, READERS, type Route, route, type Services } from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';

const ME = { description: 'Who is signed in, and where.', schema: SCHEMAS.Me } as const;

export function sessionRoutes(services: Services, refused: RefusedSignIns, publicUrl: string | null): readonly Route[] {
  const { campus, accounts, about } = services;

  const me = ({ person, role, mustSetPassword }: Principal) => {
    const school = campus.school();
    const { timeZone, language, name } = school;
    return {
      person,
      name: school.people.get(person)?.name ?? person,
      role,
      mustSetPassword,
      school: name,
      timeZone,
      language,
      ...about,
    };
  };

  return [
    route({
      method: 'post',
      path: '/api/session',
      summary: 'Sign in.',
      access: OPEN,
      guessable: true,
      body: BODIES.SignIn,
      responses: {
        200: ME,
        401: { description: 'User or password is wrong.', schema: SCHEMAS.Error },
        429: { description: 'Too many failed attempts.', schema: SCHEMAS.Error },
      },
      handler: async ({ body, request }) => {
        refuseForeign(request, publicUrl);
        const before = readSession(request);
        const result = await accounts.signIn(body.user, body.password);
        if (!result.ok) {
          refused.refused(body.user, request.ip ?? 'an unknown address');
          throw new HttpProblem(401, 'sign-in-refused', 'user or password is wrong');
        }
        if (before !== null) accounts.signOut(before);
        const { person } = result.principal;
        campus.note(`person:${person}`, { kind: 'signed-in', person });
        const cookie = sessionCookie(result.session, wantsSecure(request, publicUrl));
        return { status: 200, json: me(result.principal), headers: { 'set-cookie': cookie } };
      },
    }),
    route({
      method: 'get',
      path: '/api/session',
      summary: 'Who am I?',
      access: READERS,
      responses: { 200: ME },
      handler: ({ principal }) => {
        if (principal === null) throw new HttpProblem(401, 'not-signed-in', 'sign in first');
        return { status: 200, json: me(principal) };
      },
    }),
    route({
      method: 'delete',
      path: '/api/session',
      summary: 'Sign out.',
      access: READERS,
      only: 'session',
      responses: { 204: { description: 'Signed out.' } },
      handler: (call) => {
        const session = readSession(call.request);
        if (session !== null) accounts.signOut(session);
        const person = actorOf(call);
        campus.note(`person:${person}`, { kind: 'signed-out', person });
        return { status: 204, headers: { 'set-cookie': noCookie(wantsSecure(call.request, publicUrl)) } };
      },
    }),
    route({
      method: 'post',
      path: '/api/session/password',
      summary: 'Set my password. Ends my other sessions.',
      access: READERS,
      only: 'session',
      body: BODIES.SetPassword,
      responses: { 200: ME },
      handler: async (call) => {
        const person = actorOf(call);
        await accounts.setPassword(person, call.body.password);
        campus.note(`person:${person}`, { kind: 'password-set', person });
        const result = await accounts.signIn(person, call.body.password);
        if (!result.ok) throw new HttpProblem(401, 'not-signed-in', 'sign in again with the new password');
        const cookie = sessionCookie(result.session, wantsSecure(call.request, publicUrl));
        return { status: 200, json: me(result.principal), headers: { 'set-cookie': cookie } };
      },
    }),
  ];
}

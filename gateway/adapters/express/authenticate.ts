import type { Request } from 'express';
import type { Accounts, Principal } from '../../ports/accounts.ts';
import { readSession } from './cookie.ts';
import { HttpProblem } from './problem.ts';
import { OPEN, type Route } from './route.ts';

/** Who is calling, or null. A bearer token that is no good is not made up for by a cookie. */
export function whoIs(request: Request, accounts: Accounts): Principal | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer +(\S{1,256})$/i.exec(authorization)?.[1];
    return token === undefined ? null : accounts.byToken(token);
  }
  const session = readSession(request);
  return session === null ? null : accounts.bySession(session);
}

/** 401 without a session or token, 403 where the role does not reach. */
export function admit(route: Route, request: Request, accounts: Accounts): Principal | null {
  if (route.access === OPEN) return null;
  const principal = whoIs(request, accounts);
  if (principal === null) {
    const headers = { 'www-authenticate': 'Bearer realm="campus-guard"' };
    throw new HttpProblem(401, 'not-signed-in', 'sign in first', { headers });
  }
  if (!route.access.includes(principal.role)) {
    throw new HttpProblem(403, 'role', `the role ${principal.role} does not reach this`);
  }
  if (route.only === 'session' && principal.via !== 'session') {
    throw new HttpProblem(403, 'session-only', 'this needs a signed-in session, not a token');
  }
  return principal;
}

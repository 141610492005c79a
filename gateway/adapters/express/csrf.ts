/**
 * Cross-site request forgery: the cookie is SameSite=Strict, bodies must be JSON, and a browser that says where a request
 * comes from must say "here". Bearer tokens are not sent by themselves and need none of it.
 */

import type { Request } from 'express';
import { HttpProblem } from './problem.ts';

/** Throws 403 where a browser reports that another site made this request. */
export function refuseForeign(request: Request, publicUrl: string | null): void {
  const site = request.headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const origin = request.headers.origin;
  if (foreign || (origin !== undefined && !isHere(origin, request, publicUrl))) {
    throw new HttpProblem(403, 'foreign-origin', 'this request came from another site');
  }
}

function isHere(origin: string, request: Request, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === request.headers.host || (publicUrl !== null && host === new URL(publicUrl).host);
}

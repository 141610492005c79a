/** The session cookie. The server decides how long a session lasts; the cookie only has to outlive it. */

import type { Request } from 'express';

export const SESSION_COOKIE = 'campus_guard';
const COOKIE_DAYS = 30;

export function readSession(request: Request): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === SESSION_COOKIE && value !== undefined && value !== '') return value;
  }
  return null;
}

export const sessionCookie = (session: string, secure: boolean): string =>
  `${SESSION_COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_DAYS * 86_400}${secure ? '; Secure' : ''}`;

export const noCookie = (secure: boolean): string =>
  `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`;

/**
 * `Secure` where this request came over TLS, or through the public https address. Not on the plain address of the local
 * network: a browser would drop the cookie there and lock out a guard whose internet is down.
 */
export function wantsSecure(request: Request, publicUrl: string | null): boolean {
  if (request.secure) return true;
  return publicUrl !== null && publicUrl.startsWith('https:') && new URL(publicUrl).host === request.headers.host;
}

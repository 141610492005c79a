/**
 * A route as data: what it is called, who may call it, what goes in and comes out. The same table registers the handlers,
 * writes the OpenAPI document and drives the tests of roles, so that none of them can drift from the others.
 */

import type { Request, Response } from 'express';
import { z } from 'zod';
import { ROLES, type Role } from '../../core/school.ts';
import type { Accounts, Links, Principal } from '../../ports/accounts.ts';
import type { SeriesDesk } from '../../ports/series.ts';
import type { Campus } from '../../ports/campus.ts';
import type { Setup } from '../../ports/setup.ts';

export type Method = 'get' | 'post' | 'delete';

/** Everybody, signed in or not. */
export const OPEN = 'open';
export const READERS: readonly Role[] = ROLES;
/** Everybody but the auditor, who reads only: in an emergency the nearest person acts. */
export const ACTORS: readonly Role[] = ROLES.filter((role) => role !== 'auditor');
export type Access = typeof OPEN | readonly Role[];

export type Reply =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status: number;
      readonly text: string;
      readonly type: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly status: 204; readonly headers?: Readonly<Record<string, string>> }
  /** The handler keeps the response and writes it itself. */
  | { readonly stream: (response: Response) => void };

/** What handlers may use. */
export interface Services {
  readonly campus: Campus;
  readonly accounts: Accounts;
  readonly links: Links;
  /** Null: the configuration cannot be changed from here. */
  readonly setup: Setup | null;
  /** Null: nothing is exported. */
  readonly series: SeriesDesk | null;
  /** Wall time, epoch milliseconds. */
  readonly now: () => number;
  readonly about: { readonly version: string; readonly simulated: boolean };
}

export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: Request;
  /** Null only on open routes. */
  readonly principal: Principal | null;
}

export interface ResponseDoc {
  readonly description: string;
  /** Content type; `application/json` where a schema is given. */
  readonly type?: string;
  readonly schema?: z.ZodType;
}

interface Described {
  readonly method: Method;
  /** OpenAPI form: `/api/incidents/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly responses: Readonly<Record<number, ResponseDoc>>;
  /** `session`: a bearer token does not do. */
  readonly only?: 'session';
  /** Guarded against guessing. */
  readonly guessable?: boolean;
  /** HTML forms are accepted beside JSON. */
  readonly forms?: boolean;
}

export interface Route extends Described {
  readonly params: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | null;
  /** Validates, then handles. Throws `ZodError` or `HttpProblem`. */
  run(request: Request, principal: Principal | null): Promise<Reply>;
}

/** Ties the schemas of a route to the types its handler sees. */
export function route<P = unknown, Q = unknown, B = unknown>(
  spec: Described & {
    readonly params?: z.ZodType<P>;
    readonly query?: z.ZodType<Q>;
    readonly body?: z.ZodType<B>;
    readonly handler: (call: Call<P, Q, B>) => Reply | Promise<Reply>;
  },
): Route {
  const { params, query, body, handler, ...described } = spec;
  return {
    ...described,
    params: params ?? null,
    query: query ?? null,
    body: body ?? null,
    run: async (request, principal) =>
      handler({
        params: (params ?? z.custom<P>()).parse(request.params),
        query: (query ?? z.custom<Q>()).parse(givenOnly(request.query)),
        body: (body ?? z.custom<B>()).parse(request.body ?? {}),
        request,
        principal,
      }),
  };
}

/** `?status=open&zone=&kind=`: what a form leaves empty is not asked for. */
const givenOnly = (query: Request['query']): Request['query'] =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));

/** The acting person, from the session and from nowhere else (promise 8). */
export function actorOf(call: { readonly principal: Principal | null }): string {
  if (call.principal === null) throw new Error('a route without access control asked for its actor');
  return call.principal.person;
}

export const idParams = z.object({ id: z.string().min(1).max(128) });

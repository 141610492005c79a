/**
 * Guessing is slow; signing in is not. Two limits on failed sign-ins: per address and user, and per address alone, wide
 * and short, because a whole school may sit behind one NAT address.
 */

import { rateLimit, ipKeyGenerator, type Options } from 'express-rate-limit';
import type { Request, RequestHandler, Response } from 'express';
import { HttpProblem } from './problem.ts';

export interface SignInLimits {
  readonly perUser: number;
  readonly perUserMs: number;
  readonly perAddress: number;
  readonly perAddressMs: number;
}

export const SIGN_IN_LIMITS: SignInLimits = { perUser: 10, perUserMs: 300_000, perAddress: 100, perAddressMs: 60_000 };

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? '');

function userOf(request: Request): string {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null && 'user' in body && typeof body.user === 'string'
    ? body.user.slice(0, 128).toLowerCase()
    : '';
}

/** Runs both limits; throws 429 with the seconds to wait. */
export function signInLimiter(limits: SignInLimits): (request: Request, response: Response) => Promise<void> {
  const make = (options: Partial<Options>): RequestHandler =>
    rateLimit({
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_request, response) => response.statusCode !== 401,
      handler: (_request, _response, next) => {
        const headers = { 'retry-after': String(Math.ceil((options.windowMs ?? 60_000) / 1000)) };
        next(new HttpProblem(429, 'too-many-attempts', 'too many failed attempts, wait and try again', { headers }));
      },
      ...options,
    });
  const perUser = make({
    identifier: 'user',
    windowMs: limits.perUserMs,
    limit: limits.perUser,
    keyGenerator: (request) => `${addressOf(request)} ${userOf(request)}`,
  });
  const perAddress = make({
    identifier: 'address',
    windowMs: limits.perAddressMs,
    limit: limits.perAddress,
    keyGenerator: addressOf,
  });
  return async (request, response) => {
    await run(perAddress, request, response);
    await run(perUser, request, response);
  };
}

const run = (limiter: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    void limiter(request, response, (error: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the rate limit failed'));
    });
  });

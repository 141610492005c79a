import express, { type Request, type RequestHandler, type Response } from 'express';
import { HttpProblem } from './problem.ts';
import type { Route } from './route.ts';

export const BODY_LIMIT_BYTES = 64 * 1024;

export type ReadBody = (request: Request, response: Response) => Promise<void>;

/** Reads `request.body` as JSON (or as a form, where the route takes forms). No body is an empty object. */
export function bodyReader(route: Route, limitBytes: number): ReadBody {
  // `inflate: false`: a compressed body could be a thousand times what was counted against the limit.
  const json = express.json({ limit: limitBytes, inflate: false, type: () => true });
  const form = express.urlencoded({
    limit: limitBytes,
    inflate: false,
    extended: false,
    parameterLimit: 16,
    type: () => true,
  });
  return async (request, response) => {
    if (route.body === null || !hasBody(request)) return;
    const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
    if (type === 'application/json') await run(json, request, response);
    else if (type === 'application/x-www-form-urlencoded' && route.forms) await run(form, request, response);
    else throw new HttpProblem(415, 'unsupported-type', 'the body has to be application/json');
  };
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const run = (parser: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    parser(request, response, (error: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the body was not read'));
    });
  });

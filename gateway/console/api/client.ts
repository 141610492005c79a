/**
 * One call to the gateway: same origin, session cookie, JSON, a deadline, every ending a value. What comes in is checked
 * against the contract's own schemas before anything on the screen sees it.
 */

import type { z } from 'zod';
import { apiError } from '../../contract/api.ts';
import type { ClockSample } from '../state/server-clock.ts';
import type { Answer, Failure } from './failure.ts';
import { readIncident } from './incident-reading.ts';

const DEADLINE_MS = 10_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

let onSample: (sample: ClockSample) => void = () => {};
/** The page's server clock listens here to the `Date` header of every answer. */
export function listenToClock(listener: (sample: ClockSample) => void): void {
  onSample = listener;
}

/** Reads the body; null where it is not what the contract says. */
export type Read<T> = (body: unknown, status: number) => T | null;

export const reading =
  <T>(schema: z.ZodType<T>): Read<T> =>
  (body) => {
    const read = schema.safeParse(body);
    return read.success ? read.data : null;
  };

/** @param onRefused hears the body of an answer that is no success, where a caller wants more of it than the failure says */
export async function call<T>(
  method: Method,
  path: string,
  read: Read<T>,
  body?: unknown,
  onRefused: (body: unknown) => void = () => {},
): Promise<Answer<T>> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
  const sentMs = performance.now();
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body === undefined ? { accept: 'application/json' } : JSON_HEADERS,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: deadline.signal,
    });
    const dateMs = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(dateMs)) onSample({ dateMs, sentMs, receivedMs: performance.now() });
    const answer = await jsonOf(response);
    if (!response.ok) {
      onRefused(answer);
      return { ok: false, failure: failureOf(response, answer) };
    }
    const data = read(answer, response.status);
    return data === null ? { ok: false, failure: { why: 'server', status: response.status } } : { ok: true, data };
  } catch {
    return { ok: false, failure: { why: 'unreachable' } };
  } finally {
    clearTimeout(timer);
  }
}

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

async function jsonOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function failureOf(response: Response, body: unknown): Failure {
  const said = apiError.safeParse(body);
  const message = said.success ? said.data.error.message : '';
  switch (response.status) {
    case 401:
      return { why: 'unauthorized' };
    case 403:
      return { why: 'forbidden' };
    case 404:
      return { why: 'not-found' };
    case 409:
      return { why: 'conflict', message, incident: incidentIn(body) };
    case 429: {
      const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
      return { why: 'rate-limited', retryAfterS: Number.isFinite(seconds) ? seconds : null };
    }
    case 400:
    case 413:
    case 422:
      return { why: 'invalid', message };
    default:
      return { why: 'server', status: response.status };
  }
}

const incidentIn = (body: unknown) =>
  typeof body === 'object' && body !== null && 'incident' in body ? readIncident(body.incident) : null;

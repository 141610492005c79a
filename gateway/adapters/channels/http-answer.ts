/** What an HTTP answer means before its body is believed, the same for every channel. */

import type { z } from 'zod';
import type { SendResult } from '../../ports/channel.ts';
import type { HttpAnswer, HttpOutcome } from './http-client.ts';

export type Failure = Extract<SendResult, { ok: false }>;

const MAX_RETRY_AFTER_MS = 15 * 60_000;

/** null: the status is 2xx and the body may be judged. A transport failure is worth another try, always. */
export function failureOf(outcome: HttpOutcome): Failure | null {
  if (!outcome.ok) return { ...outcome, retry: true };
  const { status, retryAfter } = outcome.answer;
  if (status >= 200 && status < 300) return null;
  // Redirects are what a captive portal or a moved service answers; the alarm's body must not follow them elsewhere.
  if (status >= 300 && status < 400) {
    return { ok: false, code: 'redirect', detail: `HTTP ${status}, redirects are not followed`, retry: true };
  }
  const retryAfterMs = readRetryAfter(retryAfter, outcome.answer.dateMs);
  if (status === 429) return { ok: false, code: 'throttled', detail: 'HTTP 429', retry: true, retryAfterMs };
  if (status === 401 || status === 403) {
    return { ok: false, code: 'bad-credentials', detail: `HTTP ${status}`, retry: false };
  }
  // 511 is a captive portal that says so; 408 and 425 ask for another try.
  const retry = status >= 500 || status === 408 || status === 425 || status < 200;
  return { ok: false, code: 'http-status', detail: `HTTP ${status}`, retry, retryAfterMs };
}

/** Retry-After in ms from seconds or an HTTP date (read against the server's own Date), at most 15 minutes. */
export function readRetryAfter(header: string | null, serverNowMs: number | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) : Number.NaN;
  const date = Date.parse(header);
  const ms = Number.isNaN(seconds) ? date - (serverNowMs ?? Number.NaN) : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | Failure;

/** The body as JSON of the given shape. A captive portal's HTML page with status 200 ends here. */
export function parseBody<T>(answer: HttpAnswer, schema: z.ZodType<T>): Parsed<T> {
  const bad = (detail: string): Failure => ({ ok: false, code: 'bad-body', detail, retry: true });
  if (answer.broken !== null) return { ...answer.broken, retry: true };
  let json: unknown;
  try {
    json = JSON.parse(answer.body);
  } catch {
    const html = /html/i.test(answer.contentType) || /^\s*<(!doctype|html)/i.test(answer.body);
    return bad(html ? 'a web page came instead of an answer: a login page of the network?' : 'the answer is not JSON');
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { ok: true, value: parsed.data } : bad('the answer has no result code');
}

/** A foreign text fit for a record: bounded, one line, and without any of our secrets, as they are or URL-encoded. */
export function quote(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      clean = clean.replaceAll(form, '***');
    }
  }
  return clean.replace(/\s+/g, ' ').trim().slice(0, 160);
}

/** What an answer, or the want of one, means for the lines. Taken is status exactly 204 and nothing else. */

import type { WriteResult } from '../../ports/series.ts';

/** What the server said, cut short and on one line: it may quote a line of ours, never a token. */
const MOST_SAID = 300;
const said = (body: string): string => body.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_SAID);

/** InfluxDB says how many points of a batch it dropped; where that is all of them, halving the batch would say no more. */
export function allDropped(body: string, lines: number): boolean {
  const dropped = /partial write: .*dropped=(\d+)/.exec(body)?.[1];
  return dropped !== undefined && Number(dropped) >= lines;
}

/** Seconds or a date; InfluxDB sends seconds. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

const REFUSED = new Set([400, 413, 422]);

/** @param lines how many lines were sent */
export function meaningOf({ status, body, retryAfter }: Answer, lines: number, nowMs: number): WriteResult {
  if (status === 204) return { is: 'taken' };
  const detail = `${status}${body === '' ? '' : ` ${said(body)}`}`;
  if (REFUSED.has(status)) return { is: 'refused', why: detail, all: allDropped(body, lines) };
  if (status === 401 || status === 403) return { is: 'failed', code: 'bad-credentials', detail };
  // 1.x says 500 where only the retention policy is missing.
  if (status === 404 || /retention policy not found/.test(body)) return { is: 'failed', code: 'no-bucket', detail };
  const patience = { retryAfterMs: retryAfterMs(retryAfter, nowMs) };
  if (status === 429) return { is: 'failed', code: 'throttled', detail, ...patience };
  if (status === 503) return { is: 'failed', code: 'http-status', detail, ...patience };
  // 200 from a captive portal, a redirect to its login page: this is no InfluxDB, whatever it says.
  if (status < 400) return { is: 'failed', code: 'not-influx', detail: `${status}: not the answer of an InfluxDB` };
  return { is: 'failed', code: 'http-status', detail };
}

const CODES: Readonly<Record<string, 'dns' | 'connect' | 'reset' | 'timeout'>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  CG_DNS: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
};

/** Of an error of the transport. Its text is not shown: it may hold an address with a password. */
export function failureOf(error: unknown): Extract<WriteResult, { is: 'failed' }> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const name = error instanceof Error ? error.name : '';
  const known = CODES[code];
  if (known !== undefined) return { is: 'failed', code: known, detail: code };
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code)) return { is: 'failed', code: 'tls', detail: code };
  if (name === 'AbortError' || name === 'RequestTimedOutError') return { is: 'failed', code: 'reset', detail: name };
  return { is: 'failed', code: 'reset', detail: code === '' ? name : code };
}

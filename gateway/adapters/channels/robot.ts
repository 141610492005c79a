/** Group robots (WeCom, DingTalk, Feishu) answer with a code of their own in the body: HTTP 200 means nothing (promise 5). */

import type { z } from 'zod';
import { type Failure, failureOf, parseBody } from './http-answer.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';

/** 0 is success. */
export interface Verdict {
  readonly code: number;
  readonly said: string;
}

export type RobotAnswer = { readonly ok: true; readonly verdict: Verdict; readonly answer: HttpAnswer } | Failure;

export async function askRobot(http: HttpClient, request: HttpRequest, body: z.ZodType<Verdict>): Promise<RobotAnswer> {
  const outcome = await http.post(request);
  const failure = failureOf(outcome);
  if (!outcome.ok) return { ...outcome, retry: true };
  const parsed = parseBody(outcome.answer, body);
  // Feishu says some errors with status 400: its own code tells more than the status, but cannot turn it into a success.
  const spoken = parsed.ok && (failure === null || (outcome.answer.status >= 400 && parsed.value.code !== 0));
  if (spoken) return { ok: true, verdict: parsed.value, answer: outcome.answer };
  if (failure !== null) return failure;
  return parsed.ok ? { ok: false, code: 'bad-body', detail: 'the answer has no result code', retry: true } : parsed;
}

/** What went wrong, as a caller may know it: `{"error":{"code","message","path"}}`. Never a stack, never a secret. */

import { ZodError } from 'zod';
import type { ApiError } from '../../contract/api.ts';
import { AccountsError } from '../../ports/accounts.ts';
import { JournalError } from '../../ports/journal.ts';

export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly path: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the answer, beside `error`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { path?: string | null; headers?: Record<string, string>; extra?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.path = more.path ?? null;
    this.headers = more.headers ?? {};
    this.extra = more.extra ?? {};
  }

  body(): ApiError {
    return { error: { code: this.code, message: this.message, path: this.path }, ...this.extra };
  }
}

const soon = { headers: { 'retry-after': '2' } };

/** Errors that are somebody's doing become their status; anything else is ours: 500, and the caller learns no more. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ZodError) return fromZod(error);
  if (error instanceof JournalError) {
    return new HttpProblem(503, 'storage', `the journal does not answer (${error.code})`, soon);
  }
  if (error instanceof AccountsError) return fromAccounts(error);
  return fromParser(error) ?? new HttpProblem(500, 'internal', 'internal error');
}

/** The first thing wrong and where: `items.0.zone`. An unknown key is named by its own path. */
function fromZod(error: ZodError): HttpProblem {
  const [issue] = error.issues;
  if (issue === undefined) return new HttpProblem(400, 'invalid', 'invalid request');
  const where = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const code = issue.code === 'unrecognized_keys' ? 'unknown-key' : 'invalid';
  return new HttpProblem(400, code, issue.message, { path: where.length === 0 ? null : where.join('.') });
}

function fromAccounts(error: AccountsError): HttpProblem {
  switch (error.code) {
    case 'busy':
    case 'storage':
      return new HttpProblem(503, error.code, error.message, soon);
    case 'weak-password':
      return new HttpProblem(400, error.code, error.message, { path: 'password' });
    case 'unknown-person':
      return new HttpProblem(404, error.code, error.message);
  }
}

/** Errors of Express and its body parsers carry a status and a type. */
function fromParser(error: unknown): HttpProblem | null {
  if (!(error instanceof Error)) return null;
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  if (type === 'entity.parse.failed') return new HttpProblem(400, 'invalid-json', 'the body is not valid JSON');
  if (type === 'entity.too.large') return new HttpProblem(413, 'too-large', 'the body is too large');
  if (type === 'parameters.too.many') return new HttpProblem(413, 'too-large', 'the form has too many fields');
  if (type.endsWith('.unsupported')) return new HttpProblem(415, 'unsupported-type', 'encoding not supported');
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return status >= 400 && status < 500 ? new HttpProblem(status, 'invalid', 'invalid request') : null;
}

/**
 * One file against its schema: all problems at once, each at its place. Where the schema wants text and YAML made a number
 * or a boolean of it, the typed text is taken (ids, phone and card numbers); where it wants a number and an environment
 * variable stands there, its text is read as one.
 */

import type { z } from 'zod';
import { issueProblems } from './issue-words.ts';
import type { Problem } from './problem.ts';
import { child } from './schema-walk.ts';
import type { Path, Source } from './source.ts';

export interface Checked<T> {
  readonly source: Source;
  /** Null where there are problems. */
  readonly value: T | null;
  readonly problems: readonly Problem[];
}

export function checkFile<T>(schema: z.ZodType<T>, source: Source, root: unknown): Checked<T> {
  if (root === undefined) return { source, value: null, problems: source.problems };
  // Each round repairs what the round before uncovered; the shape of the files needs two.
  for (let round = 0; round < 8; round++) {
    const result = schema.safeParse(root);
    if (result.success) return { source, value: result.data, problems: source.problems };
    const repaired = result.error.issues.map((issue) => repair(source, root, issue)).some((done) => done);
    if (repaired) continue;
    const problems = result.error.issues.flatMap((issue) => issueProblems(schema, source, issue));
    return { source, value: null, problems: [...source.problems, ...problems] };
  }
  return { source, value: null, problems: source.problems };
}

function repair(source: Source, root: unknown, issue: z.core.$ZodIssue): boolean {
  if (issue.code !== 'invalid_type') return false;
  const path = issue.path as Path;
  const parent = path.slice(0, -1).reduce<unknown>(child, root);
  const last = path.at(-1);
  if (last === undefined || typeof parent !== 'object' || parent === null) return false;
  const better = betterValue(source, path, issue.expected, child(parent, last));
  if (better === undefined) return false;
  (parent as Record<string | number, unknown>)[last] = better;
  return true;
}

function betterValue(source: Source, path: Path, expected: string, written: unknown): unknown {
  if (expected === 'string' && (typeof written === 'number' || typeof written === 'boolean')) {
    return source.plain(path) ?? undefined;
  }
  if (typeof written !== 'string' || !source.fromEnv(path)) return undefined;
  if (expected === 'number' || expected === 'int') {
    return /^-?\d{1,15}(\.\d+)?$/.test(written.trim()) ? Number(written) : undefined;
  }
  if (expected === 'boolean') return written === 'true' ? true : written === 'false' ? false : undefined;
  return undefined;
}

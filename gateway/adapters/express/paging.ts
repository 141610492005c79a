/** Cursor paging: a cursor is opaque to callers, checked when it comes back, and stable while new items arrive. */

import { z } from 'zod';
import type { Incident } from '../../contract/api.ts';
import { HttpProblem } from './problem.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const incidentPlace = z.tuple([z.number().int(), z.string().min(1).max(128)]);
const seqPlace = z.number().int().nonnegative();
const idPlace = z.string().min(1).max(128);

const write = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function read<T>(cursor: string | undefined, shape: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new HttpProblem(400, 'bad-cursor', 'the cursor is not one of this list', { path: 'cursor' });
  }
}

export function incidentBefore(cursor: string | undefined): { openedAtMs: number; id: string } | undefined {
  const place = read(cursor, incidentPlace);
  return place === undefined ? undefined : { openedAtMs: place[0], id: place[1] };
}

export const seqAfter = (cursor: string | undefined): number | undefined => read(cursor, seqPlace);

/** `found` holds up to `limit + 1` items: the one too many says that there is a next page. */
function cut<T>(found: readonly T[], limit: number, place: (last: T) => unknown): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? write(place(last)) : null };
}

export const incidentPage = (found: readonly Incident[], limit: number): Page<Incident> =>
  cut(found, limit, (last) => [Date.parse(last.openedAt), last.id]);

export const seqPage = <T extends { readonly seq: number }>(found: readonly T[], limit: number): Page<T> =>
  cut(found, limit, (last) => last.seq);

/** A page of rows that have a number. */
export const numberPage = <T extends { readonly id: number }>(found: readonly T[], limit: number): Page<T> =>
  cut(found, limit, (last) => last.id);

/** A page of a list that is in memory as a whole, in the order of ids. */
export function idPage<T extends { readonly id: string }>(all: readonly T[], limit: number, cursor?: string): Page<T> {
  const after = read(cursor, idPlace);
  const sorted = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter(({ id }) => id > after);
  return cut(rest, limit, (last) => last.id);
}

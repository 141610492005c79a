/**
 * Bullies with a notebook: each sees when the thirty rounds before began and where, and says when and where the next one
 * will. They know the rule (its span) as well as the record; only the secret they do not know.
 */

export interface SeenRound {
  /** Minutes since the first day's midnight. */
  readonly start: number;
  readonly first: string;
}

export interface Span {
  readonly least: number;
  readonly most: number;
}

export interface Predictor {
  readonly name: string;
  /** When the next round begins. `seen` oldest first, never empty. */
  start(seen: readonly SeenRound[], span: Span): number;
  /** Where it begins. */
  first(seen: readonly SeenRound[]): string;
}

const DAY = 1440;
const last = <T>(list: readonly T[]): T => {
  const found = list.at(-1);
  if (found === undefined) throw new Error('a predictor that has seen nothing');
  return found;
};
const mean = (list: readonly number[], otherwise: number): number =>
  list.length === 0 ? otherwise : list.reduce((sum, n) => sum + n, 0) / list.length;

/** Gaps between rounds of one day; the night between two days is no gap. */
const gaps = (seen: readonly SeenRound[]): readonly (readonly [before: SeenRound, gap: number])[] =>
  seen.slice(1).flatMap((one, index) => {
    const before = seen[index];
    return before && Math.floor(before.start / DAY) === Math.floor(one.start / DAY)
      ? [[before, one.start - before.start] as const]
      : [];
  });

function likeliest(list: readonly string[], otherwise: string): string {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? otherwise;
}

const middle = ({ least, most }: Span): number => (least + most) / 2;

/** The minute of the day that most rounds began near, among those that can still come. */
const frequency: Predictor = {
  name: 'frequency',
  start: (seen, span) => {
    const now = last(seen).start;
    const minutes = seen.map(({ start }) => start % DAY);
    const near = (minute: number): number => minutes.filter((one) => Math.abs(one - minute) <= 5).length;
    let best = now + middle(span);
    let most = -1;
    for (let at = now + span.least; at <= now + span.most; at++) {
      const score = near(at % DAY);
      if (score > most) [best, most] = [at, score];
    }
    return best;
  },
  first: (seen) =>
    likeliest(
      seen.map(({ first }) => first),
      last(seen).first,
    ),
};

const meanGap: Predictor = {
  name: 'mean gap',
  start: (seen, span) =>
    last(seen).start +
    mean(
      gaps(seen).map(([, gap]) => gap),
      middle(span),
    ),
  first: (seen) =>
    likeliest(
      seen.slice(-6).map(({ first }) => first),
      last(seen).first,
    ),
};

/** What followed a gap like the last one, and a first checkpoint like the last one. */
const markov: Predictor = {
  name: 'Markov',
  start: (seen, span) => {
    const known = gaps(seen);
    const [, before = middle(span)] = known.at(-1) ?? [];
    const after = known.flatMap(([, gap], index) => {
      const [, previous] = known[index - 1] ?? [];
      return previous !== undefined && Math.abs(previous - before) <= 10 ? [gap] : [];
    });
    return last(seen).start + mean(after, middle(span));
  },
  first: (seen) => {
    const from = last(seen).first;
    return likeliest(
      seen.slice(1).flatMap(({ first }, index) => (seen[index]?.first === from ? [first] : [])),
      from,
    );
  },
};

/** What followed the round that began nearest to the same time of day. */
const nearestTime: Predictor = {
  name: 'nearest time',
  start: (seen, span) => {
    const now = last(seen).start;
    const nearest = gaps(seen).toSorted(
      ([a], [b]) => Math.abs((a.start % DAY) - (now % DAY)) - Math.abs((b.start % DAY) - (now % DAY)),
    )[0];
    return now + (nearest?.[1] ?? middle(span));
  },
  first: (seen) => {
    const now = last(seen).start % DAY;
    const index = seen
      .slice(0, -1)
      .map(({ start }, at) => ({ at, far: Math.abs((start % DAY) - now) }))
      .toSorted((a, b) => a.far - b.far)[0]?.at;
    return seen[(index ?? 0) + 1]?.first ?? last(seen).first;
  },
};

/** Knows the rule and nothing else. */
const ruleOnly: Predictor = {
  name: 'the rule',
  start: (seen, span) => last(seen).start + middle(span),
  first: (seen) => seen[0]?.first ?? last(seen).first,
};

export const PREDICTORS: readonly Predictor[] = [frequency, meanGap, markov, nearestTime, ruleOnly];

export interface Hits {
  readonly name: string;
  readonly guesses: number;
  readonly starts: number;
  readonly firsts: number;
}

/** How often each of them hits, the next start within `minutes` either way. */
export function measure(rounds: readonly SeenRound[], span: Span, minutes: number, memory = 30): readonly Hits[] {
  return PREDICTORS.map((predictor) => {
    let [starts, firsts, guesses] = [0, 0, 0];
    for (let at = memory; at < rounds.length; at++) {
      const seen = rounds.slice(at - memory, at);
      const next = rounds[at];
      if (!next) continue;
      guesses += 1;
      if (Math.abs(predictor.start(seen, span) - next.start) <= minutes) starts += 1;
      if (predictor.first(seen) === next.first) firsts += 1;
    }
    return { name: predictor.name, guesses, starts, firsts };
  });
}

/** Edit distance with adjacent swaps counted as one slip of the finger; gives up (returns `limit + 1`) beyond `limit`. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    if (Math.min(...next) > limit) return limit + 1;
    before = row;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}

/** The known word nearest to what was written, or null where none is near enough to be a slip. */
export function nearest(written: string, known: Iterable<string>): string | null {
  const limit = Math.min(4, Math.max(written.length < 3 ? 0 : 1, Math.floor(written.length / 3)));
  const lower = written.toLowerCase();
  let best: string | null = null;
  let bestDistance = limit + 1;
  if (written.length > 100) return null;
  for (const word of known) {
    const d = distance(lower, word.toLowerCase(), limit);
    if (d < bestDistance || (d === bestDistance && d <= limit && best !== null && word < best)) {
      best = word;
      bestDistance = d;
    }
  }
  return best;
}

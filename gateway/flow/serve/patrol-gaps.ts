/** The longest stretch of a day in which nobody came by. */
export function longestGap(
  visitsMs: readonly number[],
  fromMs: number,
  toMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const moments = [fromMs, ...visitsMs.filter((at) => at > fromMs && at < toMs).toSorted((a, b) => a - b), toMs];
  let longest = { fromMs, toMs: fromMs };
  for (const [index, to] of moments.entries()) {
    const from = moments[index - 1];
    if (from !== undefined && to - from > longest.toMs - longest.fromMs) longest = { fromMs: from, toMs: to };
  }
  return longest;
}

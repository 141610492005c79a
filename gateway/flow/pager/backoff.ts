import { type Ms, ms } from '../../core/time.ts';

const STEPS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000] as const;

/**
 * How long to wait after attempt number `attempt` (1-based) has failed: 1, 2, 5, 10, 20, 30, 30 … seconds, give or take a fifth by
 * `fraction` (in [0, 1)) so that many notices do not come back together; never sooner than the channel asked for.
 */
export function retryDelay(attempt: number, fraction: number, askedMs = 0): Ms {
  const step = STEPS[Math.min(Math.max(attempt, 1), STEPS.length) - 1] ?? 30_000;
  return ms(Math.round(Math.max(step * (0.8 + 0.4 * fraction), askedMs)));
}

/** Waiting with an end. Adapters only: `flow` takes its time from the Clock port. */

export class TimeoutError extends Error {
  readonly code = 'CG_TIMEOUT';
  constructor(timeoutMs: number) {
    super(`no result within ${timeoutMs} ms`);
    this.name = 'TimeoutError';
  }
}

/** Rejects with TimeoutError when `work` has not settled in time; `work` itself goes on. */
export function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimeoutError(timeoutMs)), timeoutMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error('rejected without an error', { cause: error }));
      },
    );
  });
}

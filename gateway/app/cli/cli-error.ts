/** An end of a command that its user can understand and act on: said in one line on stderr, with the right exit code. */

/** 1: found wrong. 2: bad usage (CONTRACT.md). */
export type FailureCode = 1 | 2;

export class CliError extends Error {
  readonly code: FailureCode;
  readonly zh: string;
  readonly en: string;
  constructor(code: FailureCode, zh: string, en: string, options?: ErrorOptions) {
    super(en, options);
    this.name = 'CliError';
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}

export const wrong = (zh: string, en: string, options?: ErrorOptions): CliError => new CliError(1, zh, en, options);
export const badUsage = (zh: string, en: string): CliError => new CliError(2, zh, en);

/** The message of whatever was thrown, on one line. */
export const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, '; ').trim();

export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** Text a person reads, Chinese first, English complete. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What somebody typed, on one line; too long a text is not shown at all, so that no part of a secret can be. */
export const quote = (typed: string): string => (typed.length > 60 ? '"…"' : JSON.stringify(typed));

/** One line that serves both readers. */
export const say = (zh: string, en: string): string => `${zh} | ${en}`;

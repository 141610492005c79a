/** Text a person reads, Chinese first, English complete. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export const words = (zh: string, en: string): Words => ({ zh, en });

/** One line that serves both readers. */
export const say = (zh: string, en: string): string => `${zh} | ${en}`;

/** How the simulator speaks to the person at the terminal: one line at a time, in their language. */

export interface Voice {
  say(zh: string, en: string): void;
}

export type Pick = (zh: string, en: string) => string;

export const voiceTo = (print: (line: string) => void, pick: Pick): Voice => ({
  say: (zh, en) => print(pick(zh, en)),
});

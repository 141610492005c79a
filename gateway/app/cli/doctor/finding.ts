/** One thing the doctor looked at. `wrong` is what can cost an alarm; `warning` is what may one day. */

export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly zh: string;
  readonly en: string;
}

export const fine = (check: string, zh: string, en: string): Finding => ({ check, state: 'ok', zh, en });
export const warning = (check: string, zh: string, en: string): Finding => ({ check, state: 'warning', zh, en });
export const bad = (check: string, zh: string, en: string): Finding => ({ check, state: 'wrong', zh, en });

/**
 * An account of each day made from the facts alone, the plain way: every fact is put under the local date of its moment, and
 * the figures are counted over the list when they are asked for. It shares nothing with the summary that it checks.
 */

import type { Fact } from '../../../gateway/core/facts.ts';
import type { DaySummary } from '../../../gateway/core/summary/summary-facts.ts';
import type { Entry } from '../../../gateway/ports/journal.ts';

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

const countBy = <K extends string>(keys: readonly K[]): Partial<Record<K, number>> => {
  const counts: Partial<Record<K, number>> = {};
  for (const key of keys) counts[key] = keys.filter((other) => other === key).length;
  return counts;
};

const says = (fact: Of<'reading'>, type: string, key: string): boolean =>
  fact.type === type && JSON.stringify(fact.body).includes(`"${key}":true`);

export class LedgerCount {
  private readonly days = new Map<string, Fact[]>();
  private readonly all: Fact[] = [];
  private readonly format: Intl.DateTimeFormat;
  /** The last minute that was put under a date: asking the zone table for each of a million facts takes minutes. */
  private hour = { of: Number.NaN, date: '' };

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  }

  readonly told = ({ fact, at }: Entry): void => {
    const hour = Math.floor(at.wall / 3_600_000);
    if (hour !== this.hour.of) this.hour = { of: hour, date: this.format.format(at.wall) };
    const facts = this.days.get(this.hour.date) ?? [];
    facts.push(fact);
    this.days.set(this.hour.date, facts);
    if ('round' in fact) this.all.push(fact);
  };

  facts<K extends Fact['kind']>(date: string, kind: K): Of<K>[] {
    return (this.days.get(date) ?? []).filter((fact): fact is Of<K> => fact.kind === kind);
  }

  /** Everything but the uncovered minutes, which no fact tells. */
  figures(date: string): Omit<DaySummary, 'uncoveredMinutes'> {
    const readings = this.facts(date, 'reading');
    const presses = this.facts(date, 'press');
    return {
      date,
      presses: presses.filter((press) => !press.drill).length,
      drillPresses: presses.filter((press) => press.drill).length,
      incidents: countBy(this.facts(date, 'incident-opened').map((fact) => fact.of)),
      closed: countBy(this.facts(date, 'incident-closed').map((fact) => fact.outcome)),
      ...this.rounds(date),
      doorOpenings: readings.filter((fact) => says(fact, 'door', 'open')).length,
      motions: readings.filter((fact) => says(fact, 'motion', 'active')).length,
      taps: readings.filter((fact) => fact.type === 'checkin').length,
      cardsFlagged: this.facts(date, 'card-flagged').length,
      sensorsQuarantined: this.facts(date, 'sensor-quarantined').length,
      devicesSilent: this.facts(date, 'device-silent').length,
      alarms: this.alarms(date),
      presence: {
        seen: this.facts(date, 'duty-presence-seen').length,
        missed: this.facts(date, 'duty-presence-missed').length,
      },
      handovers: {
        signatures: this.facts(date, 'duty-handed-over').length,
        complete: this.facts(date, 'duty-handed-over').filter((fact) => fact.complete).length,
      },
    };
  }

  private alarms(date: string): DaySummary['alarms'] {
    const heard = new Map<string, Set<string>>();
    for (const { person, incident, reason } of this.facts(date, 'notice-queued')) {
      if (person === null || reason === 'closed') continue;
      heard.set(person, (heard.get(person) ?? new Set()).add(incident));
    }
    const sizes = [...heard.values()].map((incidents) => incidents.size);
    return { told: sizes.reduce((a, b) => a + b, 0), people: heard.size, most: Math.max(0, ...sizes) };
  }

  /** By the date that the round's own name and plan carry; the last word on each checkpoint counts. */
  private rounds(date: string): Pick<DaySummary, 'rounds' | 'checkpoints'> {
    const planned = this.all.flatMap((fact) => (fact.kind === 'round-planned' && fact.date === date ? [fact] : []));
    const results: string[] = [];
    const states: string[] = [];
    for (const { round, checkpoints } of planned) {
      const own = this.all.filter((fact) => 'round' in fact && fact.round === round);
      results.push(own.flatMap((fact) => (fact.kind === 'round-closed' ? [fact.result] : [])).at(-1) ?? 'open');
      for (const { checkpoint } of checkpoints) {
        let state = 'waiting';
        for (const fact of own) {
          if (fact.kind === 'checkpoint-missed' && fact.checkpoint === checkpoint) state = fact.why;
          if (fact.kind === 'checkpoint-passed' && fact.checkpoint === checkpoint && !fact.flags.includes('too-late'))
            state = fact.flags.includes('late') ? 'late' : 'passed';
        }
        states.push(state);
      }
    }
    const result = (wanted: string): number => results.filter((one) => one === wanted).length;
    const state = (wanted: string): number => states.filter((one) => one === wanted).length;
    return {
      rounds: {
        planned: planned.length,
        done: result('done'),
        late: result('late'),
        missed: result('missed'),
        partial: result('partial'),
        unknown: result('unknown'),
        open: result('open'),
      },
      checkpoints: {
        passed: state('passed'),
        late: state('late'),
        missed: state('missed'),
        unknown: state('unknown'),
        waiting: state('waiting'),
      },
    };
  }

  /** Days gone by are asked for once. */
  forget(date: string): void {
    this.days.delete(date);
  }
}

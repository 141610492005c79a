/**
 * A rule set tried on the record: what it would have raised, and whether any press would have met another campus than without it.
 * Two campuses live through the same facts, one with the rules and one without. Each press is decided in both before it is folded
 * in, and what is decided must be the same to the letter; and no conclusion of a rule may name an incident that no rule opened.
 */

import { type CampusState, emptyCampus, evolve, findOpen, type Happened } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import { decidePress, panicKey, zoneOf } from '../incident/press.ts';
import type { School } from '../school.ts';
import { epochMs, type Instant, ms } from '../time.ts';
import { type Bench, judgeReading, judgeSummary } from './judge.ts';
import { decideLook } from './look.ts';
import { nextLook } from './next-look.ts';
import type { QuarantineWhy } from './sensor-facts.ts';
import { isMadeByRule } from './sensor-rule.ts';
import { eventOf } from './sensors.ts';

export interface Raised {
  readonly rule: string;
  readonly device: string;
  readonly zone: string | null;
  /** Wall time, epoch ms, as the gateway's clock said. */
  readonly at: number;
  readonly clockTrusted: boolean;
}

export interface Quarantined {
  readonly device: string;
  readonly why: QuarantineWhy;
  readonly at: number;
}

/** A press that the rules would have changed, or an incident of others that they would have touched. */
export interface Suppression {
  readonly at: number;
  readonly device: string | null;
  readonly why: string;
}

/** What the rules conclude; the shipped ones unless a test plants others. */
export interface Judges {
  reading(bench: Bench, device: string, fact: Extract<Fact, { kind: 'reading' | 'coalesced' }>): readonly Fact[];
  look(state: CampusState, ctx: Context): readonly Fact[];
}

export const JUDGES: Judges = {
  reading: (bench, device, fact) =>
    fact.kind === 'reading'
      ? judgeReading(bench, device, eventOf(fact.body))
      : judgeSummary(bench, device, fact.counts, eventOf(fact.last)),
  look: decideLook,
};

/** Kinds that a rule may conclude. */
const CONCLUDES = new Set<Fact['kind']>([
  'rule-met',
  'rule-cleared',
  'sensor-quarantined',
  'sensor-released',
  'incident-opened',
  'incident-joined',
  'step-reached',
  'notice-queued',
]);
const CONCLUDED_BY_OTHERS = new Set<Fact['kind']>([
  'rule-met',
  'rule-cleared',
  'sensor-quarantined',
  'sensor-released',
]);
const isOfRules = ({ key }: Pick<Incident, 'key'>): boolean => key.startsWith('rule:') || key.startsWith('quarantine:');
/** More of them are not told apart: one is enough to refuse. */
const MOST_SUPPRESSIONS = 20;

export class Replay {
  readonly raised: Raised[] = [];
  readonly quarantined: Quarantined[] = [];
  readonly suppressions: Suppression[] = [];
  /** By rule: begun, but too soon after the last time. */
  readonly heldBack = new Map<string, number>();
  facts = 0;
  presses = 0;
  readings = 0;
  /** Readings at a time when the clock was not trusted: rules with windows were suspended. */
  untrusted = 0;
  private readonly school: School;
  private readonly plainSchool: School;
  private readonly judges: Judges;
  private readonly tried = emptyCampus();
  private readonly plain = emptyCampus();
  /** Incidents of the rules that were in force then: they are none of ours. */
  private readonly foreign = new Set<string>();
  private now: Instant | null = null;
  /** Up to here time has been looked at. */
  private lookedT = 0;
  private decisions = 0;

  /** @param school with the rules to be tried */
  constructor(school: School, judges: Judges = JUDGES) {
    const { rules: _rules, ...plainSchool } = school;
    this.school = school;
    this.plainSchool = plainSchool;
    this.judges = judges;
  }

  /** The next fact of the record, in the order in which it was decided. */
  add(happened: Happened): void {
    const { fact, at } = happened;
    this.facts += 1;
    if (this.isForeign(fact)) return;
    // What the gateway concludes in one beat comes before its look; what a device says comes after.
    this.passTime(happened.actor === 'gateway' ? at.t - 1 : at.t);
    if (fact.kind === 'press') this.comparePress(fact, at);
    const concluded = fact.kind === 'reading' || fact.kind === 'coalesced' ? this.judge(fact, at) : [];
    evolve(this.tried, happened);
    evolve(this.plain, happened);
    this.conclude(concluded, at);
    this.now = at;
  }

  /** After the last fact: what was under way until `untilT` has its time, and the presses' incidents must stand alike. */
  end(until: Instant | null): void {
    if (until) this.passTime(until.t);
    const told = (state: CampusState): Map<string, string> =>
      new Map(
        [...state.incidents.values()].filter((one) => !isOfRules(one)).map((one) => [one.id, JSON.stringify(one)]),
      );
    const [tried, plain] = [told(this.tried), told(this.plain)];
    for (const [id, incident] of plain) {
      if (tried.get(id) !== incident) this.suppress(null, `the incident ${id} would have gone another way`);
    }
  }

  private isForeign(fact: Fact): boolean {
    if (CONCLUDED_BY_OTHERS.has(fact.kind)) return true;
    if (fact.kind === 'incident-opened' && (isMadeByRule(fact.flags) || isOfRules(fact)))
      this.foreign.add(fact.incident);
    return 'incident' in fact && this.foreign.has(fact.incident);
  }

  private context(state: CampusState, school: School, now: Instant): Context {
    const uid = `replay-${this.decisions}`;
    return { school, now, uid, channelsDown: state.channelsDown, duty: state.duty };
  }

  /** Looks at every moment up to `untilT` at which time alone could bring something about. */
  private passTime(untilT: number): void {
    if (this.now === null) return void (this.lookedT = untilT);
    for (let heard = true; ; heard = false) {
      const t = nextLook(this.tried, this.school, this.instantAt(this.now, this.lookedT), heard);
      if (t > untilT) break;
      const then = this.instantAt(this.now, t);
      this.decisions += 1;
      this.conclude(this.judges.look(this.tried, this.context(this.tried, this.school, then)), then);
      this.lookedT = t;
    }
    this.lookedT = Math.max(this.lookedT, untilT);
  }

  private instantAt(now: Instant, t: number): Instant {
    return { ...now, t: ms(t), wall: epochMs(now.wall + t - now.t) };
  }

  private judge(fact: Extract<Fact, { kind: 'reading' | 'coalesced' }>, now: Instant): readonly Fact[] {
    this.readings += 1;
    if (!now.trusted) this.untrusted += 1;
    const context = (): Context => {
      this.decisions += 1;
      return this.context(this.tried, this.school, now);
    };
    return this.judges.reading({ state: this.tried, school: this.school, now, context }, fact.device, fact);
  }

  private conclude(facts: readonly Fact[], at: Instant): void {
    for (const fact of facts) {
      this.checkTouch(fact, at);
      evolve(this.tried, { at, actor: 'gateway', fact });
      this.note(fact, at);
    }
  }

  private note(fact: Fact, at: Instant): void {
    if (fact.kind === 'sensor-quarantined') {
      this.quarantined.push({ device: fact.device, why: fact.why, at: at.wall });
    } else if (fact.kind === 'rule-met' && fact.raised) {
      const zone = zoneOf(fact.device, this.context(this.tried, this.school, at));
      this.raised.push({ rule: fact.rule, device: fact.device, zone, at: at.wall, clockTrusted: at.trusted });
    } else if (fact.kind === 'rule-met') {
      this.heldBack.set(fact.rule, (this.heldBack.get(fact.rule) ?? 0) + 1);
    }
  }

  private checkTouch(fact: Fact, at: Instant): void {
    if (!CONCLUDES.has(fact.kind)) return this.suppress(at, `a rule would have concluded ${fact.kind}`);
    if (fact.kind === 'incident-opened' && (fact.of === 'panic' || !isOfRules(fact)))
      return this.suppress(at, `a rule would have opened an incident as ${fact.key}, where presses look for theirs`);
    if (!('incident' in fact) || fact.kind === 'incident-opened') return;
    const incident = this.tried.incidents.get(fact.incident);
    if (incident && !isOfRules(incident))
      this.suppress(at, `a rule would have touched the incident ${incident.id} (${incident.kind})`);
  }

  /** The press is decided on both campuses; who is told what, and as which incident, must not differ. */
  private comparePress(fact: Extract<Fact, { kind: 'press' }>, now: Instant): void {
    this.presses += 1;
    this.decisions += 1;
    const decided = (state: CampusState, school: School): string => {
      const ctx = this.context(state, school, now);
      const open = findOpen(state, panicKey(zoneOf(fact.device, ctx), fact.device, fact.drill));
      return JSON.stringify(decidePress(fact, open, false, ctx));
    };
    let tried: string;
    try {
      tried = decided(this.tried, this.school);
    } catch (error) {
      return this.suppress(now, `with these rules the press would have thrown: ${String(error)}`, fact.device);
    }
    if (tried !== decided(this.plain, this.plainSchool))
      this.suppress(now, 'with these rules the press would have been decided differently', fact.device);
  }

  private suppress(at: Instant | null, why: string, device: string | null = null): void {
    const known = this.suppressions.some((one) => one.why === why && one.device === device);
    if (!known && this.suppressions.length < MOST_SUPPRESSIONS)
      this.suppressions.push({ at: at?.wall ?? this.now?.wall ?? 0, device, why });
  }
}

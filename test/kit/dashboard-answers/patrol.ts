import { freshnessAnswer } from './now.ts';
import {
  type Answer,
  type Answers,
  dayOf,
  during,
  grouped,
  isChosen,
  ofKind,
  one,
  type Question,
  row,
  slotOf,
  within,
  zoneName,
  zoneOf,
} from './question.ts';

const RESULTS = ['done', 'late', 'partial', 'missed', 'unknown'] as const;
const SUSPICIOUS: ReadonlySet<string> = new Set(['out-of-order', 'too-fast', 'batch', 'cloned', 'other-guard']);

/** Rounds that were due within the range. */
function rounds(question: Question) {
  const results = new Map(ofKind(question, 'round-closed').map(({ fact }) => [fact.round, fact.result]));
  return ofKind(question, 'round-planned')
    .map(({ fact }) => ({ ms: fact.dueFromMs, route: fact.route, result: results.get(fact.round) ?? null }))
    .filter(({ ms, route }) => within(ms, question) && isChosen(question, 'route', route));
}

function checks(question: Question) {
  const routes = new Map(ofKind(question, 'round-planned').map(({ fact }) => [fact.round, fact.route]));
  const all = ofKind(question, 'checkpoint-passed', 'checkpoint-missed').map(({ atMs, fact }) => ({
    ms: fact.kind === 'checkpoint-passed' ? fact.atMs : atMs,
    checkpoint: fact.checkpoint,
    route: (fact.round === null ? null : routes.get(fact.round)) ?? 'none',
    result: fact.kind === 'checkpoint-passed' ? 'passed' : fact.why,
    zone: zoneName(question, question.school.patrol?.checkpoints.get(fact.checkpoint)?.zone ?? null),
    person: fact.kind === 'checkpoint-passed' ? fact.person : null,
    device: fact.kind === 'checkpoint-passed' ? fact.device : null,
    flags: fact.flags,
  }));
  return all.filter(
    ({ ms, checkpoint, route }) =>
      within(ms, question) && isChosen(question, 'route', route) && isChosen(question, 'checkpoint', checkpoint),
  );
}

const closed =
  (result: (typeof RESULTS)[number]): Answer =>
  (question) => {
    const ended = rounds(question).filter((round) => round.result !== null);
    return one(ended.length === 0 ? undefined : ended.filter((round) => round.result === result).length);
  };

export const patrolAnswers: Answers = {
  'patrol/1/A': freshnessAnswer,
  'patrol/2/A': closed('done'),
  'patrol/3/A': closed('late'),
  'patrol/4/A': closed('partial'),
  'patrol/5/A': closed('missed'),
  'patrol/7/A': closed('unknown'),
  'patrol/6/A': (question) => {
    const ended = rounds(question).filter(({ result }) => result !== null);
    return one(ended.length === 0 ? undefined : ended.filter(({ result }) => result === 'done').length / ended.length);
  },
  'patrol/10/A': (question) =>
    [
      ...grouped(
        rounds(question).filter(({ result }) => result !== null),
        ({ ms }) => String(dayOf(question, ms)),
      ),
    ].map(([day, ended]) => ({
      time: Number(day),
      ...Object.fromEntries(RESULTS.map((result) => [result, ended.filter((round) => round.result === result).length])),
    })),
  'patrol/11/A': (question) => {
    const judged = checks(question).filter(({ result }) => result !== 'unknown');
    const groups = grouped(judged, ({ ms, checkpoint }) => `${dayOf(question, ms)} ${checkpoint}`);
    return [...groups].map(([key, days]) => {
      const [day = '', checkpoint = ''] = key.split(' ');
      return { time: Number(day), checkpoint, missed: days.filter(({ result }) => result === 'missed').length };
    });
  },
  'patrol/20/A': (question) => {
    const passed = checks(question).filter(({ result }) => result === 'passed');
    return [...grouped(passed, ({ checkpoint }) => checkpoint)].flatMap(([checkpoint, taps]) => {
      const times = taps.map(({ ms }) => ms).sort((a, b) => a - b);
      const gaps = times.slice(1).map((ms, i) => Math.floor((ms - (times[i] ?? 0)) / 1000));
      return gaps.length === 0 ? [] : [{ checkpoint, gap: Math.max(...gaps) }];
    });
  },
  'patrol/21/A': (question) => {
    const missed = checks(question).filter(({ result }) => result === 'missed');
    const groups = grouped(missed, ({ checkpoint, zone, ms }) => [checkpoint, zone, slotOf(question, ms)].join('\n'));
    return [...groups].map(([key, { length }]) => {
      const [checkpoint = '', zone = '', slot = ''] = key.split('\n');
      return { checkpoint, zone_name: zone, slot, count: length };
    });
  },
  'patrol/30/A': (question) =>
    checks(question)
      .filter(({ flags }) => flags.some((flag) => SUSPICIOUS.has(flag)))
      .map(({ ms, checkpoint, zone, person, flags, device }) =>
        row({ time: ms, checkpoint, zone_name: zone, person, flags: flags.join(','), device_id: device }),
      ),
  'patrol/31/A': (question) =>
    during(question, 'card-flagged').map(({ atMs, fact }) => ({
      time: atMs,
      why: fact.why,
      zone_name: zoneName(question, zoneOf(question, fact.device)),
      device_id: fact.device,
    })),
};

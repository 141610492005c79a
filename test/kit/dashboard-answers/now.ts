import {
  type Answers,
  type At,
  deviceRow,
  during,
  grouped,
  ofKind,
  one,
  type Question,
  row,
  sum,
  within,
  zoneName,
} from './question.ts';
import { storiesOf } from './stories.ts';

export const newestGauge = (question: Question): At<'gateway-measured'> | undefined =>
  during(question, 'gateway-measured').at(-1);

export const freshnessAnswer = (question: Question) => {
  const last = newestGauge(question);
  return last === undefined ? [] : [{ time: last.atMs, last: last.fact.gateway.uptimeS }];
};

/** The newest state of every door. */
function doors(question: Question): ReadonlyMap<string, { readonly atMs: number; readonly open: number }> {
  const newest = new Map<string, { atMs: number; open: number }>();
  for (const { atMs, fact } of during(question, 'reading')) {
    if (fact.type !== 'door') continue;
    const { open } = fact.body as { open: boolean };
    newest.set(fact.device, { atMs, open: open ? 1 : 0 });
  }
  return newest;
}

const open = (question: Question) =>
  storiesOf(question).filter(({ outcome, atMs }) => outcome === null && within(atMs, question));

/** Steps of incidents in the order they happened. */
const STEPS = {
  'incident-opened': 'raised',
  'incident-joined': 'joined',
  'notice-seen': 'seen',
  'incident-taken': 'taken',
  'incident-arrived': 'arrived',
  'incident-closed': 'closed',
} as const;

function steps(question: Question) {
  const stories = new Map(storiesOf(question).map((story) => [story.id, story]));
  const notified = new Set<string>();
  const kinds = [...(Object.keys(STEPS) as (keyof typeof STEPS)[]), 'step-reached', 'notice-sent'] as const;
  return ofKind(question, ...kinds).flatMap(({ atMs, fact, actor }) => {
    const story = stories.get(fact.incident);
    if (story === undefined) return [];
    const step = { atMs, event: '', person: actor.startsWith('person:') ? actor.slice(7) : null, story };
    if (fact.kind === 'step-reached')
      return [{ ...step, event: fact.reason === 'escalated' ? 'escalated' : 're-alarmed' }];
    if (fact.kind !== 'notice-sent')
      return [{ ...step, event: STEPS[fact.kind], person: fact.kind === 'notice-seen' ? fact.person : step.person }];
    if (notified.has(fact.incident)) return [];
    notified.add(fact.incident);
    return [{ ...step, event: 'notified', person: null }];
  });
}

const HOUR = 3_600_000;

export const nowAnswers: Answers = {
  'now/1/A': freshnessAnswer,
  'now/2/A': (question) => one(newestGauge(question)?.fact.gateway.incidentsOpen),
  'now/3/A': (question) => one(newestGauge(question)?.fact.gateway.incidentsUnowned),
  'now/4/A': (question) => one(newestGauge(question)?.fact.gateway.oldestUnownedS),
  'now/5/A': (question) => one(newestGauge(question)?.fact.gateway.devicesSilent),
  'now/6/A': (question) => one(sum([...doors(question).values()].map((door) => door.open))),
  'now/10/A': (question) =>
    [...grouped(open(question), ({ zone }) => zone ?? 'none')].map(([zone, stories]) => ({
      zone,
      open: stories.length,
    })),
  'now/11/A': (question) =>
    open(question).map((story) =>
      row({
        time: story.atMs,
        incident: story.id,
        kind: story.kind,
        zone_name: story.zoneName,
        level: story.level,
        mode: story.drill ? 'drill' : 'real',
        presses: story.presses,
        unowned: story.takenBy === null ? 1 : 0,
        taken_by: story.takenBy,
      }),
    ),
  'now/12/A': (question) =>
    [...doors(question)].map(([device, { atMs, open: state }]) => ({
      time: atMs,
      device,
      zone_name: deviceRow(question, device).zone_name,
      open: state,
    })),
  'now/13/A': (question) =>
    steps(question)
      .filter(({ atMs }) => within(atMs, question))
      .slice(-50)
      .map(({ atMs, event, person, story }) =>
        row({
          time: atMs,
          event,
          person,
          incident: story.id,
          kind: story.kind,
          zone_name: zoneName(question, story.zone),
        }),
      ),
  'now/14/A': (question) => {
    const raised = ofKind(question, 'incident-opened').filter(
      ({ atMs, fact }) => within(atMs, question) && !fact.drill,
    );
    const groups = grouped(raised, ({ atMs, fact }) => `${Math.floor(atMs / HOUR) * HOUR} ${fact.level}`);
    return [...groups].map(([key, { length }]) => {
      const [time = '', level = ''] = key.split(' ');
      return { time: Number(time), level, value: length };
    });
  },
};

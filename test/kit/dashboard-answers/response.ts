import { freshnessAnswer } from './now.ts';
import {
  type Answer,
  type Answers,
  grouped,
  isChosen,
  mean,
  one,
  percentile,
  type Question,
  row,
  weekOf,
  within,
} from './question.ts';
import { counts, storiesOf, type Story } from './stories.ts';

type Step = keyof Story['took'];
type Target = keyof Story['met'];

const chosen = (question: Question): readonly Story[] =>
  storiesOf(question).filter(
    (story) =>
      counts(story) &&
      within(story.atMs, question) &&
      isChosen(question, 'zone', story.zoneName) &&
      isChosen(question, 'kind', story.kind) &&
      isChosen(question, 'slot', story.slot),
  );

const times = (stories: readonly Story[], step: Step): readonly number[] =>
  stories.flatMap(({ took }) => took[step] ?? []);

function shareOf(stories: readonly Story[], target: Target): number | undefined {
  const judged = stories.flatMap(({ met }) => met[target] ?? []);
  return judged.length === 0 ? undefined : mean(judged.map(Number));
}

const share =
  (target: Target): Answer =>
  (question) =>
    one(shareOf(chosen(question), target));

const figures = (stories: readonly Story[], step: Step) => {
  const all = times(stories, step);
  return { p50: percentile(all, 50), p90: percentile(all, 90), max: all.length === 0 ? undefined : Math.max(...all) };
};

const step =
  (name: Step): Answer =>
  (question) => {
    const shown = row(figures(chosen(question), name));
    return Object.keys(shown).length === 0 ? [] : [shown];
  };

const by =
  (tag: string, keyOf: (story: Story) => string): Answer =>
  (question) =>
    [...grouped(chosen(question), keyOf)].map(([key, stories]) =>
      row({ [tag]: key, incidents: stories.length, ...figures(stories, 'taken'), share: shareOf(stories, 'taken') }),
    );

const weeks = (question: Question) => [...grouped(chosen(question), ({ atMs }) => String(weekOf(question, atMs)))];

export const responseAnswers: Answers = {
  'response/1/A': freshnessAnswer,
  'response/2/A': (question) => one(chosen(question).length || undefined),
  'response/3/A': share('notified'),
  'response/4/A': share('taken'),
  'response/5/A': share('arrived'),
  'response/6/A': share('closed'),
  'response/10/A': step('notified'),
  'response/11/A': step('seen'),
  'response/12/A': step('taken'),
  'response/13/A': step('arrived'),
  'response/14/A': step('closed'),
  'response/20/A': by('zone_name', (story) => story.zoneName),
  'response/21/A': by('kind', (story) => story.kind),
  'response/22/A': by('slot', (story) => story.slot),
  'response/30/A': (question) =>
    weeks(question).flatMap(([week, stories]) => {
      const { p50, p90 } = figures(stories, 'taken');
      return p50 === undefined ? [] : [row({ time: Number(week), p50, p90 })];
    }),
  'response/31/A': (question) =>
    weeks(question).flatMap(([week, stories]) => {
      const value = shareOf(stories, 'taken');
      return value === undefined ? [] : [{ time: Number(week), share: value }];
    }),
  'response/40/A': (question) =>
    chosen(question)
      .filter(({ met }) => Object.values(met).includes(false))
      .slice(-500)
      .map((story) =>
        row({
          time: story.atMs,
          incident: story.id,
          kind: story.kind,
          zone_name: story.zoneName,
          slot: story.slot,
          notified_ms: story.took.notified,
          taken_ms: story.took.taken,
          arrived_ms: story.took.arrived,
          closed_ms: story.took.closed,
        }),
      ),
};

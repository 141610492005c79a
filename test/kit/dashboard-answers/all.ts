import { blindSpotAnswers } from './blind-spots.ts';
import { deviceAnswers } from './devices.ts';
import { internalAnswers } from './internals.ts';
import { nowAnswers } from './now.ts';
import { patrolAnswers } from './patrol.ts';
import type { Answers } from './question.ts';
import { responseAnswers } from './response.ts';

/** By place (`now/2/A`): one for every query of every panel. */
export const answers: Answers = {
  ...nowAnswers,
  ...responseAnswers,
  ...blindSpotAnswers,
  ...patrolAnswers,
  ...deviceAnswers,
  ...internalAnswers,
};

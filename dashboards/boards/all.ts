import type { Board } from '../board.ts';
import type { Plan } from '../plan.ts';
import { alarmResponse } from './alarm-response.ts';
import { blindSpots } from './blind-spots.ts';
import { campusNow } from './campus-now.ts';
import { devices } from './devices.ts';
import { internals } from './internals.ts';
import { patrol } from './patrol.ts';

export const boardsFor = (plan: Plan): readonly Board[] => [
  campusNow(plan),
  alarmResponse(plan),
  blindSpots(plan),
  patrol(plan),
  devices(plan),
  internals(),
];

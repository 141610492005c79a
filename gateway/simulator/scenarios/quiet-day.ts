/**
 * Nothing happens, as on most days: doors, footsteps, a patrol with its card. No alarm: nobody opens the door to the roof, doors are
 * shut again, footsteps end, and while the school is empty only the patrol is about.
 */

import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/** Invented patrol cards (EM4100, 10 hex digits). */
const CARDS = ['0A00513C7E', '0A00513C81'] as const;
const STORY_BEATS = 20;

async function openAndClose(stage: Stage): Promise<void> {
  const door = stage.oneOf(stage.of('door').filter(({ spec }) => spec.zoneKind !== 'rooftop'));
  if (door === null) return;
  door.send({ type: 'door', open: true });
  try {
    await stage.wait(1_500 + stage.dice() * 3_000);
  } finally {
    door.send({ type: 'door', open: false });
  }
}

async function walkBy(stage: Stage): Promise<void> {
  const sensor = stage.oneOf(stage.of('motion'));
  if (sensor === null) return;
  sensor.send({ type: 'motion', active: true, count: 1 + Math.floor(stage.dice() * 4) });
  try {
    await stage.wait(1_000 + stage.dice() * 2_000);
  } finally {
    sensor.send({ type: 'motion', active: false, count: 0 });
  }
}

function patrol(stage: Stage): void {
  const reader = stage.oneOf(stage.of('reader'));
  // Where guards have a plan, a card at a reader by chance would be in two places at once.
  if (reader === null || stage.guarded) return;
  const card = CARDS[Math.floor(stage.dice() * CARDS.length)] ?? CARDS[0];
  reader.send({ type: 'checkin', card });
  stage.say(`巡更：${reader.spec.zoneName} 刷卡`, `patrol: card at ${reader.spec.zoneName}`);
}

function reportBattery(stage: Stage): void {
  const device = stage.oneOf(stage.all());
  device?.send({ type: 'battery', pct: 60 + Math.round(stage.dice() * 40), mv: 2900 + Math.round(stage.dice() * 300) });
}

/** One small thing of an ordinary day, then a pause of some seconds. */
export async function ordinaryMoment(stage: Stage): Promise<void> {
  const chance = stage.dice();
  const empty = stage.isEmpty();
  if (chance < 0.45) await (empty ? null : walkBy(stage));
  else if (chance < 0.8) await (empty ? null : openAndClose(stage));
  else if (chance < 0.92) patrol(stage);
  else reportBattery(stage);
  await stage.wait(2_000 + stage.dice() * 6_000);
}

export const quietDay: Scenario = {
  name: 'quiet-day',
  zh: '平静的一天：开关门、走动、巡更刷卡，没有报警',
  en: 'a quiet day: doors, footsteps, a patrol; no alarm',
  async play(stage) {
    for (let i = 0; i < STORY_BEATS; i++) await ordinaryMoment(stage);
  },
};

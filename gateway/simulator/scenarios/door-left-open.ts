import type { Scenario } from './scenario.ts';

/** Longer than any rule of the example school allows. */
const OPEN_MS = 130_000;

/** Somebody goes through the door to the roof and does not shut it: nobody presses, and yet somebody should go and look. */
export const doorLeftOpen: Scenario = {
  name: 'door-left-open',
  zh: '门没关：通往屋顶的门开了两分钟多，随后关上',
  en: 'a door left open: the door to the roof stands open for more than two minutes, then is shut',
  async play(stage) {
    const doors = stage.of('door');
    const door = doors.find(({ spec }) => spec.zoneKind === 'rooftop') ?? doors[0];
    if (door === undefined) return;
    await stage.wait(1_000);
    stage.say(`▶ ${door.spec.id} 打开（${door.spec.zoneName}）`, `▶ ${door.spec.id} is opened (${door.spec.zoneName})`);
    door.send({ type: 'door', open: true });
    try {
      await stage.waitReal(OPEN_MS);
    } finally {
      stage.say(`▶ ${door.spec.id} 关上`, `▶ ${door.spec.id} is shut`);
      door.send({ type: 'door', open: false });
    }
    await stage.until(() => door.waiting === 0, 10_000);
  },
};

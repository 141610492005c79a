import type { Scenario } from './scenario.ts';

const BUTTONS = 8;

/** Several buttons at once, and again: GB 50394 wants each shown by zone and none lost. */
export const manyPresses: Scenario = {
  name: 'many-presses',
  zh: '多处同时求助：多个按钮同一刻按下，其中一个连按三次，一个是紧急长按',
  en: 'several presses at once: one of them three times, one a long urgent press',
  async play(stage) {
    const buttons = stage.buttons().slice(0, BUTTONS);
    await stage.wait(1_000);
    for (const [i, button] of buttons.entries()) stage.press(button, i === 1 ? { level: 'urgent', hold: 5_000 } : {});
    const [first] = buttons;
    for (let i = 0; i < 2 && first !== undefined; i++) {
      await stage.waitReal(700);
      stage.press(first);
    }
    const recorded = await stage.allRecorded(20_000);
    if (!recorded) stage.say('✖ 有求助在 20 秒内没有“已记录”', '✖ a press was not `recorded` within 20 s');
  },
};

import type { Scenario } from './scenario.ts';

const TIMES = 30;

/** A jammed button: it presses every second, and after 10 s says that it is stuck. It stays one incident that is counted. */
export const stuckButton: Scenario = {
  name: 'stuck-button',
  zh: '按钮卡住：同一按钮每秒触发一次，10 秒后自报“卡住”',
  en: 'a stuck button: it presses every second, and after 10 s reports that it is stuck',
  async play(stage) {
    const [button] = stage.buttons();
    if (button === undefined) return;
    await stage.wait(1_000);
    for (let i = 0; i < TIMES; i++) {
      stage.press(button, { hold: (i + 1) * 1_000 });
      if (i === 10) button.send({ type: 'fault', code: 'stuck' });
      await stage.waitReal(1_000);
    }
    button.send({ type: 'release' });
    button.send({ type: 'restore', code: 'stuck' });
    await stage.allRecorded(20_000);
  },
};

import type { Scenario } from './scenario.ts';

/** Somebody opens the case of a button: that alarms, armed or not (GB 50394-2007 5.2.2). */
export const tamper: Scenario = {
  name: 'tamper',
  zh: '防拆报警：有人打开按钮外壳，随后合上',
  en: 'tamper: somebody opens the case of a button, and closes it',
  async play(stage) {
    const [button] = stage.buttons();
    if (button === undefined) return;
    await stage.wait(1_000);
    stage.say(`▶ ${button.spec.id} 外壳被打开`, `▶ the case of ${button.spec.id} is opened`);
    button.send({ type: 'tamper', open: true });
    await stage.wait(8_000);
    stage.say(`▶ ${button.spec.id} 外壳合上`, `▶ the case of ${button.spec.id} is closed`);
    button.send({ type: 'tamper', open: false });
    await stage.until(() => button.waiting === 0, 10_000);
  },
};

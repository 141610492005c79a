import type { Scenario } from './scenario.ts';

/** One press where no camera looks. Somebody must be told, take over, come and close it. */
export const blindSpotPress: Scenario = {
  name: 'blind-spot-press',
  zh: '盲区求助：监控盲区里有人按下求助按钮一次',
  en: 'a press in a blind spot: one help button, once',
  async play(stage) {
    const [button] = stage.buttons();
    if (button === undefined) return;
    await stage.wait(1_000);
    stage.press(button);
    if (!(await stage.allRecorded(15_000))) stage.say('✖ 15 秒内没有收到“已记录”', '✖ no `recorded` within 15 s');
  },
};

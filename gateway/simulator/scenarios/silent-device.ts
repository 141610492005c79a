import type { Scenario } from './scenario.ts';

/** Longer than the 90 s after which silence is a fault (promise 7). */
const SILENCE_MS = 110_000;

/** A button's battery dies. Nobody presses anything, and yet somebody must be told. */
export const silentDevice: Scenario = {
  name: 'silent-device',
  zh: '设备失联：一个按钮断电近两分钟，之后恢复',
  en: 'a silent device: a button loses power for nearly two minutes, then comes back',
  async play(stage) {
    const button = stage.buttons().at(-1);
    if (button === undefined) return;
    await stage.wait(1_000);
    stage.say(`… ${button.spec.id} 断电`, `… ${button.spec.id} loses power`);
    button.powerOff();
    await stage.waitReal(SILENCE_MS);
    stage.say(`… ${button.spec.id} 恢复供电`, `… ${button.spec.id} has power again`);
    button.powerOn();
    await stage.until(() => button.online, 20_000);
  },
};

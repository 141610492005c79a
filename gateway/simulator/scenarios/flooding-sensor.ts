import type { Scenario } from './scenario.ts';

const BURST = 50;
const EVERY_MS = 100;
const BURSTS = 150;

/** A broken sensor floods (about 500 messages a second for 15 s); a press in the middle of it must not wait. */
export const floodingSensor: Scenario = {
  name: 'flooding-sensor',
  zh: '传感器失控：一个走廊传感器每秒发 500 条，其间有人求助',
  en: 'a flooding sensor: 500 messages a second, and somebody presses in the middle of it',
  async play(stage) {
    const [sensor] = [...stage.of('motion'), ...stage.of('door'), ...stage.of('node')];
    const [button] = stage.buttons();
    if (sensor === undefined || button === undefined) return;
    await stage.wait(1_000);
    stage.say(`≈ ${sensor.spec.id}（${sensor.spec.zoneName}）开始失控`, `≈ ${sensor.spec.id} begins to flood`);
    for (let i = 0; i < BURSTS; i++) {
      for (let k = 0; k < BURST; k++) sensor.send({ type: 'motion', active: (i + k) % 2 === 0 });
      if (i === Math.floor(BURSTS / 2)) stage.press(button);
      await stage.waitReal(EVERY_MS);
    }
    stage.say('≈ 传感器恢复安静', '≈ the sensor is quiet again');
    await stage.allRecorded(20_000);
  },
};

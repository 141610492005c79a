import type { Scenario } from './scenario.ts';

/** The whole school loses power and gets it back: every device calls at the same moment, and one pupil presses in the storm. */
export const powerCut: Scenario = {
  name: 'power-cut',
  zh: '全校停电：所有设备同时掉线，来电后同一刻重连（无抖动），其间有人求助',
  en: 'power cut: all devices drop at once and call again in the same moment, and somebody presses meanwhile',
  async play(stage) {
    const devices = stage.all();
    await stage.wait(2_000);
    stage.say(`▼ 停电：${devices.length} 台设备同时掉线`, `▼ power cut: ${devices.length} devices drop at once`);
    for (const device of devices) device.powerOff();
    await stage.wait(10_000);
    stage.say('▲ 来电：同时重连', '▲ power is back: all call at once');
    for (const device of devices) device.powerOn({ hurried: true });
    const [button] = stage.buttons();
    if (button !== undefined) stage.press(button);
    const back = await stage.until(() => devices.every((device) => device.online), 30_000);
    const online = devices.filter((device) => device.online).length;
    stage.say(
      `${back ? '✓' : '✖'} ${online}/${devices.length} 台已恢复连接`,
      `${back ? '✓' : '✖'} ${online}/${devices.length} connected again`,
    );
    await stage.allRecorded(20_000);
  },
};

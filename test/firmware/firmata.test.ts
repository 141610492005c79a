/** Our Firmata test firmware, talked to by the client library that johnny-five uses. */

import { expect, it } from 'vitest';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { FirmataDesk } from '../kit/avr/firmata-client.ts';
import { firmataTrial } from '../kit/avr/firmata-trial.ts';

describeFirmware('the Firmata test board', () => {
  it('says what it is and what its pins can do', () => {
    const { client, ready } = new FirmataDesk();
    expect(ready).toBe(true);
    expect(client.firmware).toEqual({ name: 'campus-guard-test', version: { major: 2, minor: 6 } });
    expect(client.pins).toHaveLength(20);
    expect(client.pins[0]?.supportedModes).toEqual([]);
    expect(client.pins[4]?.supportedModes).toEqual([0, 1, 11]);
    expect(client.pins[14]?.supportedModes).toEqual([0, 1, 2, 11]);
    expect(client.analogPins).toEqual([14, 15, 16, 17, 18, 19]);
  });

  it('reports a reed at once when asked to, and every change after that', () => {
    const desk = new FirmataDesk();
    const heard: number[] = [];
    desk.client.pinMode(4, desk.client.MODES['PULLUP']);
    desk.client.digitalRead(4, (value) => heard.push(value));
    desk.run(20);
    for (const high of [false, true, false]) {
      desk.board.setDigital(4, high);
      desk.run(5);
    }
    expect(heard).toEqual([1, 0, 1, 0]);
  });

  it('reports an analog pin every sampling interval', () => {
    const desk = new FirmataDesk();
    const heard: number[] = [];
    desk.board.setAnalog(2, 0.25);
    desk.client.pinMode(2, desk.client.MODES['ANALOG']);
    desk.client.setSamplingInterval(50);
    desk.client.analogRead(2, (value) => heard.push(value));
    desk.run(1000);
    expect(heard.length).toBeGreaterThanOrEqual(19);
    expect(heard.length).toBeLessThanOrEqual(21);
    expect(new Set(heard)).toEqual(new Set([256]));
  });

  it('writes a pin, tells its state, and forgets both at a reset', () => {
    const desk = new FirmataDesk();
    desk.client.pinMode(9, desk.client.MODES['OUTPUT']);
    desk.client.digitalWrite(9, 1);
    desk.run(10);
    expect(desk.board.isHigh(9)).toBe(true);
    let told = 0;
    desk.client.queryPinState(9, () => {
      told += 1;
    });
    desk.run(20);
    expect(told).toBe(1);
    desk.client.reset();
    desk.run(10);
    desk.board.setDigital(9, false);
    expect(desk.board.isHigh(9)).toBe(false);
  });

  it('says version and name again after its reset pin, and reports nothing until asked: sensors are unknown', () => {
    const desk = new FirmataDesk();
    desk.client.digitalRead(4, () => {});
    desk.run(20);
    desk.board.resetPin();
    const sent = Buffer.from(desk.board.run(100));
    expect(sent[0]).toBe(0xf9);
    desk.board.setDigital(4, false);
    expect(desk.board.run(100)).toHaveLength(0);
  });

  it('on a noisy line loses presses without a word: which is why no help button speaks Firmata', () => {
    expect(firmataTrial(0, 1, 20)).toEqual({ pressed: 20, missed: 0, invented: 0 });
    expect(firmataTrial(0.05, 1, 100).missed).toBeGreaterThan(3);
  });
});

import { expect, test } from 'vitest';
import { foreignConfig, ZIGBEE } from '../../test/kit/foreign-school.ts';
import { LinkAccessBook } from './link-access.ts';

const BUTTON = 'id: btn-1, kind: button, zone: hall, name: 按钮, profile: tasmota-button, address: help';
const SLEEPER = 'id: btn-2, kind: button, zone: hall, name: 按钮, profile: esphome-sleeper';

test('each may publish below its own topics and nowhere else; a native device gets nothing more', () => {
  const { foreign } = foreignConfig([BUTTON, SLEEPER], `${ZIGBEE}homeAssistant: { users: [ha] }\n`).school;
  const book = new LinkAccessBook(foreign);
  expect(book.of('zigbee')).toMatchObject({
    publish: ['zigbee2mqtt', 'zigbee2mqtt/#', 'homeassistant', 'homeassistant/#'],
    read: [],
  });
  expect(book.of('btn-1')).toMatchObject({ publish: ['stat/help/#', 'tele/help/#', 'tasmota/discovery/#'], read: [] });
  expect(book.of('ha')).toMatchObject({
    publish: ['homeassistant/status'],
    read: ['homeassistant/#', 'campusguard/#'],
  });
  expect([book.of('btn-2'), book.of('siren-1'), book.of('constructor')]).toEqual([null, null, null]);
});

test('a reload names those whose grants have changed, and only those', () => {
  const book = new LinkAccessBook(foreignConfig([BUTTON], ZIGBEE).school.foreign);
  expect(book.replace(foreignConfig([BUTTON], ZIGBEE).school.foreign)).toEqual([]);
  expect(book.replace(foreignConfig([BUTTON], ZIGBEE.replace('[zigbee2mqtt,', '[z2m,')).school.foreign)).toEqual([
    'zigbee',
  ]);
  expect(book.replace(undefined)).toEqual(['zigbee', 'btn-1']);
});

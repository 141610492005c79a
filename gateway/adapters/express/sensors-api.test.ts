import { afterEach, beforeEach, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';
import { alarmLoad } from '../../contract/sensor-api.ts';

const DOOR = 'door-sy-roof';
let world: HttpWorld;
beforeEach(async () => {
  world = await HttpWorld.open();
});
afterEach(() => world.close());

const release = (device: string, body: unknown = {}) =>
  world.ask('POST', `/api/devices/${device}/release`, { as: 'security', body });

test('the alarm load is there for every reader', async () => {
  const answer = await world.ask('GET', '/api/alarm-load', { as: 'auditor' });
  expect(answer.status).toBe(200);
  expect(alarmLoad.parse(answer.json).people).toEqual([]);
});

test('a guard releases a sensor, once, and the session says who it was', async () => {
  world.campus.quarantined.add(DOOR);
  expect(await release(DOOR)).toMatchObject({ status: 200, json: { device: DOOR, stored: true } });
  expect(world.campus.notes.at(-1)).toEqual({
    actor: 'person:li.jianguo',
    fact: { kind: 'sensor-released', device: DOOR },
  });
  expect(await release(DOOR)).toMatchObject({ status: 409, json: { error: { code: 'not-quarantined' } } });
});

test('a device that is not there is 404; a body that names somebody is 400', async () => {
  expect(await release('door-nowhere')).toMatchObject({ status: 404, json: { error: { code: 'unknown-device' } } });
  expect(await release(DOOR, { person: 'zhou.minghua' })).toMatchObject({ status: 400 });
});

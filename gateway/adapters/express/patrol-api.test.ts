/** The patrol over HTTP: which way staff went, and who signs. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await HttpWorld.open();
});
afterAll(() => world.close());

describe('the patrol API', () => {
  test('lists the rounds of a date, and tells one', async () => {
    const list = await world.ask('GET', '/api/rounds?date=2026-09-07', { as: 'auditor' });
    expect(list.json).toMatchObject({ items: [{ id: '2026-09-07.views', status: 'due' }], next: null });
    const one = await world.ask('GET', '/api/rounds/2026-09-07.views', { as: 'duty' });
    expect(one.json).toMatchObject({ checkpoints: [{ checkpoint: 'view-roof', camera: 'cam-roof' }] });
    expect((await world.ask('GET', '/api/rounds/nothing', { as: 'duty' })).status).toBe(404);
    expect((await world.ask('GET', '/api/rounds?date=yesterday', { as: 'duty' })).status).toBe(400);
  });

  test('a camera view is signed by the person of the session, never by one that the body names', async () => {
    const path = '/api/rounds/2026-09-07.views/checkpoints/view-roof/sign';
    expect((await world.ask('POST', path, { as: 'auditor', body: {} })).status).toBe(403);
    expect((await world.ask('POST', path, { as: 'duty', body: { person: 'zhou.minghua' } })).status).toBe(400);
    expect((await world.ask('POST', path, { as: 'duty', body: {} })).status).toBe(200);
    expect(world.campus.patrol.signed).toEqual([
      { person: 'liu.yang', round: '2026-09-07.views', checkpoint: 'view-roof' },
    ]);
    const again = await world.ask('POST', path, { as: 'duty', body: {} });
    expect([again.status, again.json]).toMatchObject([409, { error: { code: 'signed' } }]);
  });

  test('where somebody walked is told of staff only', async () => {
    const path = '/api/patrol/trajectory?person=li.jianguo&date=2026-09-07';
    expect((await world.ask('GET', path, { as: 'leader' })).json).toMatchObject({ person: 'li.jianguo', items: [] });
    expect((await world.ask('GET', '/api/patrol/trajectory?person=a-pupil', { as: 'leader' })).status).toBe(404);
    expect((await world.ask('GET', '/api/patrol/gaps', { as: 'duty' })).json).toEqual({ items: [], next: null });
  });
});

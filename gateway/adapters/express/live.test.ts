import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';
import { LiveReader } from '../../../test/kit/live-reader.ts';
import type { LiveEvent } from '../../contract/api.ts';

let world: HttpWorld;
const readers: LiveReader[] = [];
beforeEach(async () => {
  world = await HttpWorld.open({ live: { heartbeatMs: 40 } });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await world.close();
});

async function listen(headers: Record<string, string> = {}, on = world): Promise<LiveReader> {
  const reader = await LiveReader.open(on.url, { authorization: `Bearer ${on.token('duty')}`, ...headers });
  readers.push(reader);
  return reader;
}
const idsOf = (reader: LiveReader): readonly unknown[] =>
  reader.of('incident').map(({ data }) => (typeof data === 'object' && data !== null && 'id' in data ? data.id : null));
const gateway = (): LiveEvent => ({ event: 'gateway', data: world.campus.health() });

describe('the live stream', () => {
  test('begins with the gateway’s health and every incident that is not closed, oldest first', async () => {
    const reader = await listen();
    await reader.until(() => reader.of('incident').length === 4);
    expect(reader.heard[0]).toMatchObject({ event: 'gateway', data: { storage: 'ok' } });
    expect(idsOf(reader)).toEqual(['x2b4n6v8c0z1l3j5', 'd5w1f7s3k9q2t6e8', 'm8c2r4y6h1n3b5z0', 'k3v9tq0p2m5x7w1a']);
    expect(reader.heard.every(({ id }) => id !== null)).toBe(true);
  });

  test('tells at once what happens, every kind of event with its own id', async () => {
    const reader = await listen();
    await reader.until(() => reader.of('incident').length === 4);
    const id = world.campus.press('btn-playground');
    const [device] = world.campus.devices();
    if (device !== undefined) world.campus.emit({ event: 'device', data: device });
    world.campus.emit({ event: 'duty', data: world.campus.duty(null) });
    const [round] = await world.campus.patrol.rounds(null);
    if (round !== undefined) world.campus.emit({ event: 'round', data: round });
    await reader.until(() => reader.of('round').length === 1);
    const fresh = reader.heard.slice(5);
    expect(fresh.map(({ event }) => event)).toEqual(['incident', 'device', 'duty', 'round']);
    expect(fresh[0]?.data).toMatchObject({ id, status: 'open' });
    expect(new Set(fresh.map((one) => one.id)).size).toBe(4);
  });

  test('a comment comes again and again, so that a dead line shows', async () => {
    const reader = await listen();
    await reader.until(() => reader.comments >= 3);
  });

  test('who comes back with Last-Event-ID hears exactly what was missed', async () => {
    const first = await listen();
    await first.until(() => first.of('incident').length === 4);
    world.campus.press('btn-playground');
    await first.until(() => first.of('incident').length === 5);
    first.close();
    const missed = [world.campus.press('btn-bike-shed'), world.campus.press('btn-jx2-stair-east')];
    const second = await listen({ 'last-event-id': first.lastId() });
    await second.until(() => second.heard.length === 2);
    expect(idsOf(second)).toEqual(missed);
    const third = await listen({ 'last-event-id': second.lastId() });
    const next = world.campus.press('btn-sy2-corridor');
    await third.until(() => third.heard.length === 1);
    expect(idsOf(third)).toEqual([next]);
  });

  test.each(['ffffffff-1', 'nonsense', '1', '-5', ''])(
    'an id that is not of this run (%j) gets the whole state',
    async (id) => {
      const reader = await listen({ 'last-event-id': id });
      await reader.until(() => reader.of('incident').length === 4 && reader.of('gateway').length === 1);
    },
  );

  test('a line that broke in the middle of the state begins it anew', async () => {
    const first = await listen();
    await first.until(() => first.of('incident').length === 4);
    const inTheMiddle = first.heard[2]?.id ?? '';
    const second = await listen({ 'last-event-id': inTheMiddle });
    await second.until(() => second.of('incident').length === 4);
    expect(new Set(first.heard.map(({ id }) => id)).size).toBe(5);
  });

  test('who was away for longer than the ring remembers gets the whole state', async () => {
    const short = await HttpWorld.open({ live: { ringEvents: 3 } });
    const first = await listen({}, short);
    short.campus.press('btn-playground');
    await first.until(() => first.of('incident').length === 5);
    for (let n = 0; n < 4; n += 1) short.campus.press('btn-playground');
    const second = await listen({ 'last-event-id': first.lastId() }, short);
    await second.until(() => second.of('incident').length === 9);
    expect(second.of('gateway')).toHaveLength(1);
    await short.close();
  });

  test('events during the reading of the state come after it', async () => {
    const read = world.campus.incidents.bind(world.campus);
    let id = '';
    world.campus.incidents = async (query) => {
      const state = await read(query);
      id = world.campus.press('btn-playground');
      return state;
    };
    const reader = await listen();
    await reader.until(() => reader.of('incident').length === 5);
    expect(reader.heard[0]?.event).toBe('gateway');
    expect(idsOf(reader).at(-1)).toBe(id);
  });

  test('a journal that does not answer leaves the stream alive', async () => {
    world.campus.broken = new Error('disk');
    const reader = await listen();
    await reader.until(() => reader.of('gateway').length === 1);
    const id = world.campus.press('btn-playground');
    await reader.until(() => reader.of('incident').length === 1);
    expect(idsOf(reader)).toEqual([id]);
  });
});

describe('a disk that hangs', () => {
  test('does not keep a new reader in silence', async () => {
    const hung = await HttpWorld.open({ live: { statePatienceMs: 30 } });
    hung.campus.incidents = () => new Promise(() => {});
    const reader = await listen({}, hung);
    const id = hung.campus.press('btn-playground');
    await reader.until(() => reader.of('gateway').length === 1 && reader.of('incident').length === 1);
    expect(idsOf(reader)).toEqual([id]);
    expect(hung.logged).toHaveLength(1);
    await hung.close();
  });
});

describe('promise 4: nobody who listens stands in front of anybody', () => {
  test('a reader that stops reading is cut off; the others miss nothing', async () => {
    const frozen = await listen();
    const awake = await listen();
    await frozen.until(() => frozen.of('incident').length === 4);
    frozen.freeze();
    const padding = { ...world.campus.health(), storageDetail: 'x'.repeat(50_000) };
    let sent = 0;
    while (world.campus.listeners() === 1 && sent < 2000) {
      world.campus.emit({ event: 'gateway', data: padding });
      sent += 1;
      await awake.until(() => awake.of('gateway').length === sent + 1);
      if ((await world.ask('GET', '/metrics')).text.includes('live_cut_total 1')) break;
    }
    expect(sent).toBeLessThan(2000);
    expect(awake.of('gateway')).toHaveLength(sent + 1);
    expect((await world.ask('GET', '/metrics')).text).toContain('campus_guard_live_clients 1');
  });

  test('a reader that takes nothing for too long is cut off even when little happens', async () => {
    const strict = await HttpWorld.open({ live: { heartbeatMs: 20, stallMs: 60, maxQueuedBytes: 64 * 1024 * 1024 } });
    const frozen = await listen({}, strict);
    await frozen.until(() => frozen.of('incident').length === 4);
    frozen.freeze();
    const padding = { ...strict.campus.health(), storageDetail: 'x'.repeat(1_000_000) };
    for (let n = 0; n < 12; n += 1) strict.campus.emit({ event: 'gateway', data: padding });
    const steady = await listen({}, strict);
    await steady.until(() => steady.comments > 8);
    expect((await strict.ask('GET', '/metrics')).text).toContain('campus_guard_live_cut_total 1');
    await strict.close();
  });

  test('there is a limit to listeners, in all and for one person', async () => {
    const small = await HttpWorld.open({ live: { maxClients: 3, maxClientsPerPerson: 2 } });
    await listen({}, small);
    await listen({}, small);
    expect((await listen({}, small)).status).toBe(503);
    const leader = { authorization: `Bearer ${small.token('leader')}` };
    expect((await listen(leader, small)).status).toBe(200);
    expect((await listen({ authorization: `Bearer ${small.token('admin')}` }, small)).status).toBe(503);
    await small.close();
  });
});

describe('the end of a stream', () => {
  test('comes with the next comment once the session or token is revoked', async () => {
    const token = world.identity.accounts.createToken('wang.qiang', 'security');
    const reader = await listen({ authorization: `Bearer ${token}` });
    await reader.until(() => reader.comments > 0);
    world.identity.accounts.revokeToken(token);
    await reader.until(() => reader.ended);
  });

  test('comes when the gateway stops, within two seconds, and the campus has no listener left', async () => {
    const reader = await listen();
    await reader.until(() => reader.of('gateway').length === 1);
    world.campus.emit(gateway());
    const before = performance.now();
    await world.server.close();
    expect(performance.now() - before).toBeLessThan(2000);
    await reader.until(() => reader.ended);
    expect(world.campus.listeners()).toBe(0);
  });
});

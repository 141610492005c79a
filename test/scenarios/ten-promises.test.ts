/** The ten promises, told as stories of the school. Each test is named for its promise. */

import { afterEach, describe, expect, it } from 'vitest';
import { TIMED_OUT } from '../kit/fake-channel.ts';
import { World, type WorldOptions } from '../kit/world.ts';

const WC = 'btn-jx3-toilet-west';
const SHED = 'btn-bike-shed';
const DOOR = 'door-sy1-store';

let world: World;
const open = async (options?: WorldOptions): Promise<World> => {
  world = await World.open(options);
  return world;
};
afterEach(async () => {
  await world.close();
});

describe('promise 1: a press is never dropped', () => {
  const oddities: readonly [string, string, unknown, string][] = [
    ['a day late', WC, { v: 1, boot: 1, seq: 9, type: 'press', age: 86_400_000 }, 'late'],
    ['with a clock of 1970', WC, { v: 1, boot: 1, seq: 9, type: 'press', at: 12 }, 'device-clock'],
    ['from a button nobody configured', 'btn-new', { v: 1, boot: 1, seq: 9, type: 'press' }, 'unknown-device'],
    ['from a door sensor', DOOR, { v: 1, boot: 1, seq: 9, type: 'press' }, 'not-a-button'],
    ['that is no JSON', WC, '{"v":1,"type":"pre', 'malformed'],
    ['that is no object', WC, '[1,2]', 'malformed'],
    ['with a word we do not know', WC, { v: 1, type: 'sos' }, 'malformed'],
    ['with fields of the wrong type', WC, { v: 1, type: 'press', boot: 'x', seq: [] }, 'malformed'],
    ['without counters', WC, { type: 'press' }, 'unnamed'],
    ['with an empty body', WC, '', 'malformed'],
  ];
  it.each(oddities)('a press %s alarms, flagged', async (_what, device, body, flag) => {
    await open();
    const publish = world.publish(device, body);
    await world.clock.advance(50);
    expect(publish.verdict).toBe('keep');
    expect(world.only('panic').flags).toContain(flag);
    expect(world.told.length).toBeGreaterThan(0);
  });

  it.each([{ retain: true }, { qos: 2 as const }])('a press sent as %o alarms', async (wire) => {
    await open();
    world.publish(WC, { v: 1, boot: 1, seq: 1, type: 'press' }, wire);
    await world.clock.advance(50);
    expect(world.only('panic').presses).toBe(1);
  });

  it('a stuck button over its rate is counted and told again, never refused', async () => {
    await open();
    for (let i = 0; i < 40; i += 1) {
      world.press(WC);
      await world.clock.advance(1000);
    }
    const incident = world.only('panic');
    expect(incident.presses).toBe(40);
    expect(incident.flags).toContain('over-rate');
    const again = world.toldTo('li.jianguo').filter((one) => one.delivery.message.reason === 'press-again');
    expect(again.length).toBeGreaterThanOrEqual(2);
    expect(again.at(-1)?.delivery.message.presses).toBeGreaterThan(20);
  });

  it('a flooding device still gets its press through at once', async () => {
    await open({ telemetry: { perSecond: 5, burst: 5 } });
    for (let i = 0; i < 500; i += 1) world.publish(WC, { v: 1, boot: 2, seq: i, type: 'heartbeat' });
    world.publish(WC, { v: 1, boot: 2, seq: 501, type: 'press' });
    expect(world.told.length).toBeGreaterThan(0);
    await world.clock.advance(2000);
    expect(world.only('panic').presses).toBe(1);
    expect(world.disk.items.filter((item) => item.kind === 'coalesced').length).toBeGreaterThan(0);
  });

  it('the same press sent three times is acknowledged three times and decided once', async () => {
    await open();
    const body = { v: 1, boot: 3, seq: 7, type: 'press' };
    const first = world.publish(WC, body);
    const second = world.publish(WC, body);
    await world.clock.advance(50);
    const third = world.publish(WC, body);
    await world.clock.advance(50);
    expect([first.verdict, second.verdict, third.verdict]).toEqual(['keep', 'keep', 'keep']);
    expect(world.only('panic').presses).toBe(1);
    expect(world.facts('press')).toHaveLength(1);
  });

  it('a press from another button of the zone joins and is told at once, though one was told a second ago', async () => {
    await open();
    world.press(WC);
    await world.clock.advance(1000);
    const before = world.told.length;
    const second = world.school.devices.get(SHED);
    if (!second) throw new Error('no such device');
    const devices = new Map(world.school.devices).set(SHED, { ...second, zone: 'jx-f3-toilet-west' });
    world.spine.reload(
      { ...world.school, devices },
      { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 10 },
      world.channels,
    );
    world.press(SHED);
    expect(world.told.slice(before).map((one) => one.delivery.message.device)).toContain(SHED);
    await world.clock.advance(10);
    expect(world.only('panic').presses).toBe(2);
  });
});

describe('promise 2: acknowledged means on disk', () => {
  it('neither PUBACK nor `recorded` leaves before the commit', async () => {
    await open();
    world.disk.fsyncMs = 400;
    world.connect(WC);
    const publish = world.press(WC);
    await world.clock.advance(399);
    expect([publish.verdict, world.receipts(WC)]).toEqual(['pending', []]);
    await world.clock.advance(10);
    expect(publish.verdict).toBe('keep');
    expect(world.receipts(WC)).toContain('recorded');
  });

  it('power is cut before the fsync: nothing was acknowledged, the button sends again, people are paged again', async () => {
    await open();
    world.disk.fsyncMs = 400;
    const publish = world.press(WC);
    await world.clock.advance(100);
    const toldBefore = world.told.length;
    expect(toldBefore).toBeGreaterThan(0);
    await world.crash(5000);
    expect(publish.verdict).toBe('pending');
    expect(world.open()).toHaveLength(0);
    const again = world.publish(WC, publish.body);
    await world.clock.advance(1000);
    expect(again.verdict).toBe('keep');
    expect(world.told.length).toBeGreaterThan(toldBefore);
  });

  it('telemetry that the disk refused is not taken for a repeat when it comes again', async () => {
    await open();
    world.disk.fault = 'io';
    const body = { v: 1, boot: 1, seq: 5, type: 'door', open: true };
    const first = world.publish(DOOR, body);
    await world.clock.advance(50);
    expect(first.verdict).toBe('drop');
    world.disk.fault = null;
    await world.clock.advance(3000);
    const second = world.publish(DOOR, body);
    await world.clock.advance(50);
    expect(second.verdict).toBe('keep');
    expect(world.facts('reading').filter((r) => r.device === DOOR)).toHaveLength(1);
  });
});

describe('promise 3: the alarm does not wait for the disk', () => {
  it('people are paged while the disk takes 400 ms', async () => {
    await open();
    world.disk.fsyncMs = 400;
    const t = world.clock.t;
    world.press(WC);
    expect(world.told.length).toBeGreaterThan(0);
    expect(world.told.every((one) => one.t === t)).toBe(true);
  });

  it.each(['full', 'read-only', 'io'] as const)(
    'disk %s: paged, not acknowledged, and the fault is an incident; then all is written',
    async (fault) => {
      await open();
      world.connect(WC);
      world.disk.fault = fault;
      const publish = world.press(WC);
      await world.clock.advance(5000);
      expect(world.toldTo('li.jianguo').length).toBeGreaterThan(0);
      expect(publish.verdict).toBe('drop');
      expect(world.receipts(WC)).not.toContain('recorded');
      expect(world.only('storage').flags).toContain(`storage:${fault}`);
      expect(world.told.some((one) => one.delivery.message.kind === 'storage')).toBe(true);
      const again = world.publish(WC, publish.body);
      world.disk.fault = null;
      await world.clock.advance(5000);
      expect(again.verdict).toBe('keep');
      expect(world.facts('press')).toHaveLength(1);
      expect(world.receipts(WC)).toContain('recorded');
      expect(world.only('panic').presses).toBe(1);
    },
  );
});

describe('promise 4: nothing slow can stand in front of a press', () => {
  it('one hung channel does not delay the others', async () => {
    await open();
    world.behaviours.set('wecom-duty', () => null);
    const t = world.clock.t;
    world.press(WC);
    const others = world.told.filter((one) => one.channel === 'ntfy-lan');
    expect(others.length).toBeGreaterThan(0);
    expect(others.every((one) => one.t === t)).toBe(true);
  });

  it('a screen whose listener throws does not stop the alarm', async () => {
    await open();
    world.spine.service.live(() => {
      throw new Error('frozen screen');
    });
    world.press(WC);
    await world.clock.advance(50);
    expect(world.toldTo('li.jianguo').length).toBeGreaterThan(0);
    expect(world.bugs.splice(0).map(String)).toContain('Error: frozen screen');
  });
});

describe('promise 5: "delivered" is only ever a receipt', () => {
  it('an accepted message is sent, not delivered; a failed one is neither, and says why', async () => {
    await open();
    world.behaviours.set('mail', () => TIMED_OUT);
    world.behaviours.set('wecom-duty', () => ({ ok: false, code: 'refused', detail: 'errcode 93000', retry: false }));
    world.press(WC);
    await world.clock.advance(100);
    const incident = await world.spine.service.incident(world.only('panic').id);
    const states = new Map(incident?.notices.map((n) => [n.channel, n.state]));
    expect(states.get('ntfy-lan')).toBe('sent');
    expect(states.get('wecom-duty')).toBe('failed');
    expect(world.facts('notice-delivered').filter((n) => n.person !== null)).toHaveLength(0);
    expect(incident?.notices.find((n) => n.channel === 'wecom-duty')?.why).toContain('errcode 93000');
    expect(world.only('panic').reached).not.toContain('nobody');
  });

  it("the button hears `notified` only once a person's channel accepted the message", async () => {
    await open();
    world.connect(WC);
    for (const id of ['wecom-duty', 'ntfy-lan', 'mail', 'outputs']) world.behaviours.set(id, () => null);
    world.press(WC);
    await world.clock.advance(3000);
    expect(world.receipts(WC)).toEqual(['recorded']);
    world.channels.get('ntfy-lan')?.attempts[0]?.settle({ ok: true, state: 'sent' });
    await world.clock.advance(100);
    expect(world.receipts(WC)).toEqual(['recorded', 'notified']);
  });
});

describe('promise 6: an alarm nobody owns gets louder', () => {
  it('guards and teacher at once, the leader after 30 s, the principal after 90 s, then again every minute', async () => {
    await open();
    world.press(WC);
    expect(world.toldTo('li.jianguo').length).toBeGreaterThan(0);
    expect(world.toldTo('chen.lan')).toHaveLength(0);
    await world.clock.advance(30_000);
    expect(world.toldTo('chen.lan').length).toBeGreaterThan(0);
    expect(world.toldTo('zhou.minghua')).toHaveLength(0);
    await world.clock.advance(60_000);
    const first = world.toldTo('zhou.minghua').length;
    expect(first).toBeGreaterThan(0);
    await world.clock.advance(61_000);
    expect(world.toldTo('zhou.minghua').length).toBeGreaterThan(first);
  });

  it('a power cut in between loses no time: what is overdue is due at once', async () => {
    await open();
    world.press(WC);
    await world.clock.advance(20_000);
    await world.crash(60_000);
    expect(world.toldTo('chen.lan').length).toBeGreaterThan(0);
    await world.clock.advance(11_000);
    expect(world.toldTo('zhou.minghua').length).toBeGreaterThan(0);
  });

  it('a wall clock set back by a year delays nothing', async () => {
    await open();
    world.press(WC);
    world.clock.stepWall(-365 * 86_400_000);
    world.clock.trust(false);
    await world.clock.advance(30_000);
    expect(world.toldTo('chen.lan').length).toBeGreaterThan(0);
  });

  it('on a night when nobody is on a post its step is skipped at once, and the record says why', async () => {
    await open({ start: { wall: '2026-09-06T03:00:00+08:00' } });
    const school = { ...world.school, shifts: [] };
    world.spine.reload(school, { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 10 }, world.channels);
    world.press(WC);
    expect(world.toldTo('zhou.minghua').length).toBeGreaterThan(0);
    await world.clock.advance(50);
    const skipped = world.facts('step-reached').flatMap((step) => step.skipped);
    expect(skipped).toContainEqual({ target: 'post:guard', why: 'nobody-on-duty' });
  });

  it("a step whose every message failed does not wait for the next one's time", async () => {
    await open();
    for (const id of ['wecom-duty', 'ntfy-lan']) world.behaviours.set(id, () => TIMED_OUT);
    world.press(WC);
    await world.clock.advance(200);
    expect(world.toldTo('chen.lan').length).toBeGreaterThan(0);
    expect(world.toldTo('zhou.minghua').length).toBeGreaterThan(0);
  });

  it('taken and then nothing: it alarms again, and another may take it', async () => {
    await open();
    world.press(WC);
    await world.clock.advance(50);
    const { id } = world.only('panic');
    expect(await world.act('li.jianguo', { type: 'take', incident: id })).toMatchObject({ ok: true });
    const quiet = world.told.length;
    await world.clock.advance(170_000);
    const panics = world.told.slice(quiet).filter((one) => one.delivery.message.kind === 'panic');
    expect(panics).toEqual([]);
    expect(await world.act('chen.lan', { type: 'take', incident: id })).toMatchObject({ ok: false, why: 'conflict' });
    await world.clock.advance(15_000);
    expect(world.told.slice(quiet).some((one) => one.delivery.message.reason === 're-alarm')).toBe(true);
    expect(await world.act('chen.lan', { type: 'take', incident: id })).toMatchObject({ ok: true });
    expect(world.only('panic').takenBy).toBe('chen.lan');
  });

  it('a panic never closes by itself, not in a day', async () => {
    await open();
    world.press(WC);
    for (let hour = 0; hour < 24; hour += 1) await world.clock.advance(3_600_000 / 60);
    expect(world.only('panic').status).toBe('open');
  });

  it('from press to close: the button hears recorded, notified, taken, arrived, closed', async () => {
    await open();
    world.connect(WC);
    world.press(WC);
    await world.clock.advance(100);
    const { id } = world.only('panic');
    await world.act('li.jianguo', { type: 'take', incident: id });
    await world.act('li.jianguo', { type: 'arrive', incident: id });
    expect(
      await world.act('li.jianguo', { type: 'close', incident: id, outcome: 'real', reason: '两名学生争执，已劝开' }),
    ).toMatchObject({ ok: true });
    expect(world.receipts(WC)).toEqual(['recorded', 'notified', 'taken', 'arrived', 'closed']);
    expect(await world.act('li.jianguo', { type: 'take', incident: id })).toMatchObject({ ok: false, why: 'conflict' });
  });
});

describe('promise 7: silence is a fault', () => {
  it('a device is flagged when it has been silent for 90 s, not at the look after that', async () => {
    world = await World.open();
    await world.clock.advance(700);
    world.connect(DOOR);
    await world.clock.advance(85_000);
    expect(world.open()).toEqual([]);
    await world.clock.advance(5_000);
    expect(world.only('device-silent').device).toBe(DOOR);
  });

  it('a device that was heard is flagged within 90 s of its last word, and its return is noted', async () => {
    await open();
    world.connect(DOOR);
    world.publish(DOOR, { v: 1, boot: 1, seq: 1, type: 'heartbeat' });
    await world.clock.advance(89_000);
    expect(world.open()).toHaveLength(0);
    await world.clock.advance(2_000);
    expect(world.only('device-silent').device).toBe(DOOR);
    world.publish(DOOR, { v: 1, boot: 1, seq: 2, type: 'heartbeat' });
    await world.clock.advance(2_000);
    expect(world.only('device-silent')).toMatchObject({ quiet: true, status: 'open' });
  });

  it('twelve devices gone at once are one fault, not twelve', async () => {
    await open();
    world.connect(...world.school.devices.keys());
    await world.clock.advance(92_000);
    expect(world.only('device-silent')).toMatchObject({ device: null, flags: ['mass'] });
  });

  it('a channel that does not answer its probe is an incident within 3 minutes, told over another', async () => {
    await open();
    const wecom = world.channels.get('wecom-duty');
    if (wecom) wecom.probing = () => ({ ok: false, code: 'connect', detail: 'refused' });
    await world.clock.advance(180_000);
    expect(world.only('channel').flags).toContain('channel:wecom-duty');
    expect(world.told.some((one) => one.channel === 'ntfy-lan' && one.delivery.message.kind === 'channel')).toBe(true);
  });
});

describe('promise 8: nobody can be someone else', () => {
  it("the actor of an action is the session's person", async () => {
    await open();
    world.press(WC);
    await world.clock.advance(50);
    const { id } = world.only('panic');
    await world.act('wang.qiang', { type: 'take', incident: id });
    const taken = world.disk.items.find((item) => item.kind === 'incident-taken');
    expect(taken?.actor).toBe('person:wang.qiang');
    expect(world.only('panic').takenBy).toBe('wang.qiang');
  });
});

describe('promise 9: the record cannot be altered unseen', () => {
  it('every alert publishes the ledger head, and the published heads are in the chain', async () => {
    await open();
    world.press(WC);
    await world.clock.advance(31_000);
    const published = world.told.map((one) => one.delivery.message.head);
    expect(published.length).toBeGreaterThan(1);
    const heads = new Set(world.disk.items.flatMap((i) => (i.hash ? [`${i.n}·${i.hash.slice(-8)}`] : [])));
    for (const head of published) expect([...heads, '0·00000000']).toContain(head);
    expect(world.told[0]?.delivery.message.text).toContain(published[0]);
  });
});

describe('promise 10: minors stay anonymous', () => {
  it('an alert names place, device and staff, and nothing that a device put into its body', async () => {
    await open();
    world.publish(WC, { v: 1, boot: 1, seq: 1, type: 'press', name: '张小明', card: '94E8' });
    await world.clock.advance(50);
    expect(JSON.stringify(world.told)).not.toContain('张小明');
    expect(JSON.stringify(world.disk.items)).not.toContain('张小明');
    expect(JSON.stringify(world.disk.items)).not.toContain('94E8');
  });
});

/**
 * What a hostile or broken neighbour on the school's network can send. Each attack is refused; a help button pressed beside it
 * is acknowledged within twice its idle time (medians; below a few milliseconds nobody can tell); and the broker, alone in
 * its process, never takes more than 200 MB.
 */

import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Besieged, type Measured } from './kit/besieged.ts';
import { publishPacket, RawDevice } from './kit/raw-device.ts';
import { bytes, connect, packet, subscribe, utf8 } from './kit/raw-packets.ts';

const MB = 1024 * 1024;
const NOT_FELT_MS = 8;

let broker: Besieged;
beforeAll(async () => {
  broker = await Besieged.start({ handshakeMs: 2_000 });
});
afterAll(() => broker.stop());

let attackers: RawDevice[] = [];
afterEach(async () => {
  for (const each of attackers) each.end();
  attackers = [];
  const { rss } = await broker.counters();
  expect(rss ?? Number.POSITIVE_INFINITY).toBeLessThan(200 * MB);
});

const dial = async (id: string): Promise<RawDevice> => keep(await broker.dial(id));
const signedIn = async (id: string): Promise<RawDevice> => keep(await broker.device(id));
const keep = (device: RawDevice): RawDevice => {
  attackers.push(device);
  return device;
};
const allClosed = (): Promise<unknown> => Promise.all(attackers.map((each) => each.closed));

function expectUnharmed({ idleMs, attackedMs }: Measured): void {
  expect(attackedMs).toBeLessThan(Math.max(2 * idleMs, NOT_FELT_MS));
}

/** How a counter moves while `act` runs. */
async function counted(name: string, act: () => Promise<unknown>): Promise<number> {
  const before = await broker.counters();
  await act();
  return ((await broker.counters())[name] ?? 0) - (before[name] ?? 0);
}

describe('without a credential', () => {
  it('a length of 256 MB is refused by its header', async () => {
    const refused = await counted('refused_oversize', async () => {
      expectUnharmed(
        await broker.beside(async () => {
          const attacker = await dial('btn-x');
          attacker.send(bytes(0x10, 0xff, 0xff, 0xff, 0x7f), Buffer.alloc(256 * 1024));
        }),
      );
      await allClosed();
    });
    expect(refused).toBe(41);
  });

  it('a CONNECT byte by byte runs into the deadline', async () => {
    const request = connect({});
    const slow = await Promise.all(Array.from({ length: 100 }, (_, i) => dial(`slow-${i}`)));
    const refused = await counted('refused_handshake_timeout', async () => {
      const send = (round: number): void => {
        for (const each of slow) each.send(request.subarray(round % request.length, (round % request.length) + 1));
      };
      // Fewer rounds than the CONNECT has bytes: it is never whole.
      expectUnharmed(await broker.beside((round) => (round < request.length - 1 ? send(round) : undefined)));
      await allClosed();
    });
    expect(refused).toBe(100);
  });

  it('2,000 sockets that say nothing delay no press, and are gone after the deadline', async () => {
    const refused = await counted('refused_handshake_timeout', async () => {
      const fifty = () => Promise.all(Array.from({ length: 50 }, (_, i) => dial(`idle-${i}`)));
      expectUnharmed(await broker.beside((round) => (round < 40 ? fifty() : undefined)));
      await allClosed();
    });
    expect(attackers.length).toBe(2_000);
    expect(refused).toBe(2_000);
  });

  it('garbage is refused', async () => {
    const noise = (seed: number): Buffer =>
      Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * i * 31 + seed * 97) & 255));
    expectUnharmed(await broker.beside(async (round) => (await dial('btn-x')).send(noise(round))));
    await allClosed();
  });

  it('guessing secrets is refused, guess by guess', async () => {
    const refused = await counted('refused_credential', async () => {
      expectUnharmed(
        await broker.beside(async (round) => {
          const attacker = await dial('btn-victim');
          attacker.send(attacker.connectPacket({ password: Buffer.from(`guess-${round}`) }));
        }),
      );
      await allClosed();
    });
    expect(refused).toBe(41);
    expect(attackers[0]?.received).toMatchObject([{ cmd: 'connack', returnCode: 4 }]);
  });
});

describe('with the credential of another device', () => {
  it('nobody takes over a client id', async () => {
    const victim = await signedIn('btn-victim');
    const evil = { username: 'btn-evil', password: Buffer.from('secret-of-btn-evil') };
    const one = await dial('btn-victim');
    one.send(one.connectPacket(evil));
    const two = await dial('btn-victim');
    two.send(two.connectPacket({ password: evil.password }));
    expect([await one.next(), await two.next()]).toMatchObject([{ returnCode: 5 }, { returnCode: 4 }]);
    await Promise.all([one.closed, two.closed]);
    victim.publish('{"type":"press"}', 1);
    expect(await victim.next()).toMatchObject({ cmd: 'puback' });
  });

  it('nobody speaks for another device: foreign topics close the connection, and reach nobody', async () => {
    const taken = await counted('events_qos1', async () => {
      const topics = ['campus/btn-victim/event', 'campus/btn-evil/command', '$SYS/x', 'campus/btn-evil/event/', '/'];
      const measured = await broker.beside(async (round) => {
        const evil = await signedIn(`btn-evil-${round}`);
        evil.publish('{"type":"press"}', 1, topics[round % topics.length]);
        await evil.closed;
        expect(evil.received.length).toBe(1);
      });
      expectUnharmed(measured);
    });
    // Only the help button's own presses.
    expect(taken).toBe(3 * 41);
  });

  it('nobody leaves a will for another device, nor a retained or an immense one', async () => {
    const wills = [
      { topic: 'campus/btn-victim/event', payload: Buffer.from('x'), qos: 1, retain: false },
      { topic: 'campus/btn-evil/event', payload: Buffer.from('x'), qos: 1, retain: true },
      { topic: 'campus/btn-evil/event', payload: Buffer.from('x'), qos: 2, retain: false },
      { topic: '$SYS/x', payload: Buffer.from('x'), qos: 0, retain: false },
    ] as const;
    for (const will of wills) {
      const evil = await dial('btn-evil');
      evil.send(evil.connectPacket({ will }));
      expect(await evil.next()).toMatchObject({ cmd: 'connack', returnCode: 5 });
      await evil.closed;
    }
    const evil = await dial('btn-evil');
    evil.send(
      evil.connectPacket({ will: { ...wills[0], topic: 'campus/btn-evil/event', payload: Buffer.alloc(3_000) } }),
    );
    await evil.closed;
    expect(evil.received).toEqual([]);
  });

  it('nobody listens to others: #, $SYS, + and foreign commands are refused, and nothing comes', async () => {
    const spy = await signedIn('btn-evil');
    const filters = ['#', '$SYS/#', '+/+/+', 'campus/btn-help/event', 'campus/+/command', 'campus/btn-evil/#'];
    filters.forEach((filter, i) => spy.send(subscribe(i + 1, [filter, 1])));
    for (const _ of filters) expect(await spy.next()).toMatchObject({ cmd: 'suback', granted: [128] });
    expectUnharmed(await broker.beside(() => undefined));
    spy.send({ cmd: 'pingreq' });
    expect(await spy.next()).toMatchObject({ cmd: 'pingresp' });
  });

  it('a flood of retained messages is turned away one by one, and none is kept', async () => {
    expectUnharmed(
      await broker.beside(async (round) => {
        const evil = await signedIn(`btn-evil-${round}`);
        const flood = Array.from(
          { length: 20 },
          (_, i): Packet =>
            ({
              ...publishPacket(`campus/flood/${i}`, Buffer.alloc(30_000), 1 + i),
              retain: true,
            }) as Packet,
        );
        evil.send(...flood);
      }),
    );
    await allClosed();
    const listener = await signedIn('btn-evil');
    listener.send(subscribe(1, ['campus/btn-evil/command', 1]), bytes(0xc0, 0));
    expect([await listener.next(), await listener.next()].map((each) => each?.cmd).sort()).toEqual([
      'pingresp',
      'suback',
    ]);
  });

  it('halves of QoS 2 are not kept: each closes its connection', async () => {
    const halves: Packet[] = [
      { ...publishPacket('campus/btn-evil/command', 'x', 1), qos: 2 } as Packet,
      { cmd: 'pubrel', messageId: 1 },
      { cmd: 'pubrec', messageId: 1 },
      { cmd: 'pubcomp', messageId: 1 },
    ];
    expectUnharmed(
      await broker.beside(async (round) => {
        const evil = await signedIn(`btn-evil-${round}`);
        evil.send(...Array.from({ length: 100 }, () => halves[round % halves.length] ?? bytes(0)));
        await evil.closed;
        expect(evil.received.length).toBe(1);
      }),
    );
  });

  it('subscriptions without end close the connection', async () => {
    const refused = await counted('refused_too_many_subscriptions', async () => {
      const many = await signedIn('btn-evil-1');
      many.send(subscribe(1, ...Array.from({ length: 3_000 }, (_, i): [string, number] => [`a/${i}`, 1])));
      const one = await signedIn('btn-evil-2');
      for (let i = 1; i <= 1_000; i++) one.send(subscribe(i, [`campus/x/${i}`, 1]));
      expectUnharmed(await broker.beside(() => undefined));
      await allClosed();
    });
    expect(refused).toBe(2);
  });

  it('a PUBLISH of 256 MB is cut off, on a foreign topic and on its own', async () => {
    for (const topic of ['campus/btn-victim/event', 'campus/btn-evil/event']) {
      const evil = await signedIn('btn-evil');
      evil.send(bytes(0x32, 0xff, 0xff, 0xff, 0x7f), utf8(topic), Buffer.alloc(2 * MB));
      expectUnharmed(await broker.beside(() => undefined));
      await evil.closed;
      expect(evil.received.length).toBe(1);
    }
  });

  it('a device that floods its own topic does not delay the button', async () => {
    const flooder = await signedIn('sensor-1');
    let id = 0;
    const burst = (): Buffer =>
      Buffer.concat(
        Array.from({ length: 500 }, () =>
          generate(publishPacket('campus/sensor-1/event', '{"type":"motion"}', (id = (id % 65_535) + 1))),
        ),
      );
    expectUnharmed(await broker.beside(() => flooder.send(burst())));
  });
});

describe('fuzzed', () => {
  const shapes: readonly Buffer[] = [
    connect({}),
    generate(publishPacket('campus/btn-fuzz/event', '{"type":"press"}', 7)),
    subscribe(1, ['campus/btn-fuzz/command', 1]),
    packet(0xa2, bytes(0, 1), utf8('a/b')),
    bytes(0x40, 2, 0, 1),
    bytes(0xc0, 0),
    bytes(0xe0, 0),
  ];
  const damaged = fc
    .tuple(
      fc.constantFrom(...shapes),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }),
      fc.option(fc.nat(60), { nil: undefined }),
    )
    .map(([shape, changes, cut]) => {
      const copy = Buffer.from(shape);
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy.subarray(0, cut);
    });

  it('packets of any shape, signed in or not, harm nobody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(damaged, { minLength: 1, maxLength: 6 }), async (inside, stream) => {
        const device = inside ? await RawDevice.signedIn(broker.port, 'btn-fuzz') : await broker.dial('btn-fuzz');
        for (const each of stream) device.send(each);
        device.end();
        await device.closed;
      }),
      { numRuns: 300 },
    );
    expectUnharmed(await broker.beside(() => undefined));
    const { handler_errors, sockets } = await broker.counters();
    expect(handler_errors).toBe(0);
    expect(sockets).toBeLessThan(10);
  });
});

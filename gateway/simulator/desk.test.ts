import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/kit/fake-clock.ts';
import { ms } from '../core/time.ts';
import { Desk } from './desk.ts';

describe('the simulated watch at the desk', () => {
  it('tests its own button soon after the start and every half hour, until it is stopped', () => {
    const clock = new FakeClock();
    const sent: string[] = [];
    const device = (id: string) => ({
      spec: { id },
      send: ({ type }: { type: string }) => sent.push(`${id} ${type}`),
    });
    const timers = { now: () => clock.t, after: (delay: number, fire: () => void) => clock.after(ms(delay), fire) };
    const desk = new Desk(['btn-gate'], [device('btn-gym'), device('btn-gate')], timers);
    desk.start();
    clock.advanceSync(3_700_000);
    expect(sent).toEqual(['btn-gate selftest', 'btn-gate selftest', 'btn-gate selftest']);
    desk.stop();
    expect(clock.pending()).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

/** A storm of devices, each of whose credentials takes 1 ms to check, by a clock of the test's own. */
function storm(size: number, atOnce: number): { turns: number[][]; inside: () => number; admission: Admission } {
  let now = 0;
  let inside = 0;
  const turns: number[][] = [];
  const admission = new Admission({ atOnce, msPerTurn: 5, now: () => now });
  for (let i = 0; i < size; i++) {
    admission.arrive({
      signIn: () => {
        now += 1;
        turns.at(-1)?.push(i);
        return true;
      },
      join: () => {
        inside++;
        return true;
      },
    });
  }
  return { turns, inside: () => inside, admission };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('5,000 devices come back after a power cut', () => {
  it('checks credentials for 5 ms a turn and no more, in the order of arrival', async () => {
    const { turns } = storm(23, 100);
    for (let i = 0; i < 5; i++) {
      turns.push([]);
      await turn();
    }
    expect(turns.map((each) => each.length)).toEqual([5, 5, 5, 5, 3]);
    expect(turns.flat()).toEqual(Array.from({ length: 23 }, (_, i) => i));
  });

  it('lets only so many into the handshake at once, and the next when one is through', async () => {
    const { admission, inside } = storm(10, 3);
    for (let i = 0; i < 4; i++) await turn();
    expect(inside()).toBe(3);
    expect(admission.waiting).toBe(7);
    admission.joined();
    await turn();
    expect(inside()).toBe(4);
  });

  it('does not count those who have gone while they waited', async () => {
    const admission = new Admission({ atOnce: 1, msPerTurn: 5, now: () => 0 });
    let joined = 0;
    for (let i = 0; i < 3; i++) admission.arrive({ signIn: () => true, join: () => ++joined === 3 });
    await turn();
    expect(joined).toBe(3);
    expect(admission.waiting).toBe(0);
  });
});

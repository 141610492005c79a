import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from './codec.ts';
import { PUBLIC_KEY, type ReceivedFrame, type Snapshot } from './frame.ts';
import { enterSnapshot, NEW_ACCOUNT, type PressAccount, type Trust } from './press-account.ts';

const reset = { powerOn: true, external: false, brownOut: false, watchdog: false };
const atRest: Snapshot = {
  ...{ type: 'snapshot', boot: 1024, presses: 0, sinceBoot: 0, line: 'normal', pressed: false, unacknowledged: false },
  ...{ lidOpen: false, stuck: false, quiet: false, memoryFault: false, enrolled: true, shown: 'none', reset },
  ...{ adc: 512, vccMv: 5000, pressAgeMs: null, holdMs: 0, lidOpenings: 0, lineFaults: 0, heard: 0 },
};

function frame(counter: number, told: Partial<Snapshot>, node = 3): ReceivedFrame<Snapshot> {
  const wire = encodeFrame({ node, counter, body: { ...atRest, ...told } }, PUBLIC_KEY);
  return decodeFrame(wire.slice(1, -1), 'node') as ReceivedFrame<Snapshot>;
}

/** Enters frames one after the other and lists what each came to. */
function entries(...all: [frame: ReceivedFrame<Snapshot>, trust?: Trust][]) {
  let account: PressAccount = NEW_ACCOUNT;
  return all.map(([one, trust]) => {
    const entry = enterSnapshot(account, one, trust ?? 'authentic');
    account = entry.account;
    return entry;
  });
}

const raisedBy = (list: ReturnType<typeof entries>) => list.map(({ raised }) => raised);

describe('the account of presses', () => {
  it('raises each press once, however often and however late a snapshot tells of it', () => {
    const one = { presses: 1, sinceBoot: 1, unacknowledged: true };
    const three = { presses: 3, sinceBoot: 3, unacknowledged: true };
    const list = entries([frame(1025, {})], [frame(1026, one)], [frame(1027, one)], [frame(1040, three)]);
    expect(raisedBy(list)).toEqual([0, 1, 0, 2]);
    expect(list.every(({ verified, fault }) => verified && fault === null)).toBe(true);
  });

  it('raises a press that waited through a power cut, also where nothing was known before', () => {
    const waiting = { boot: 2048, presses: 8, sinceBoot: 0, unacknowledged: true };
    expect(raisedBy(entries([frame(1025, { presses: 7 })], [frame(2049, waiting)]))).toEqual([0, 1]);
    expect(raisedBy(entries([frame(2049, waiting)]))).toEqual([1]);
  });

  it('notes a press that was told and then lost with the power, and raises it no second time', () => {
    const told = frame(1026, { presses: 8, sinceBoot: 1, unacknowledged: true });
    const after = frame(2049, { boot: 2048, presses: 7 });
    const again = frame(2050, { boot: 2048, presses: 8, sinceBoot: 1, unacknowledged: true });
    const list = entries([frame(1025, { presses: 7 })], [told], [after], [again]);
    expect(raisedBy(list)).toEqual([0, 1, 0, 1]);
    expect(list[2]).toMatchObject({ restarted: true, latchTorn: true, fault: null, verified: true });
  });

  it('knows a repetition on the line for what it is', () => {
    const one = frame(1026, { presses: 1, sinceBoot: 1, unacknowledged: true });
    expect(entries([one], [one])[1]).toMatchObject({ raised: 0, verified: true, fault: null });
  });

  it('raises unverified what comes with a counter that went back: wiped memory is no reason to ignore a pupil', () => {
    const wiped = { boot: 0, presses: 1, sinceBoot: 1, unacknowledged: true };
    const list = entries(
      [frame(9000, { boot: 8192, presses: 40 })],
      [frame(1, { boot: 0 })],
      [frame(2, wiped)],
      [frame(3, wiped)],
    );
    expect(raisedBy(list)).toEqual([0, 0, 1, 0]);
    expect(list.slice(1).every(({ verified, fault }) => !verified && fault === 'counter-went-back')).toBe(true);
  });

  it('raises a press of a memory set back to a boot that is known: the same boot again is not the same press', () => {
    const known = { presses: 43, sinceBoot: 3 };
    const setBack = { presses: 41, sinceBoot: 1, unacknowledged: true };
    const list = entries([frame(1100, known)], [frame(1026, setBack)], [frame(1027, setBack)]);
    expect(raisedBy(list)).toEqual([3, 1, 0]);
    expect(list[1]?.fault).toBe('counter-went-back');
  });

  it('does not raise again, once believed again, what it raised in doubt', () => {
    const wiped = { boot: 0, presses: 2, sinceBoot: 2, unacknowledged: true };
    const list = entries(
      [frame(50, { boot: 0, presses: 9 })],
      [frame(2, { ...wiped, boot: 0 })],
      [frame(51, { boot: 0, presses: 10, sinceBoot: 1 })],
    );
    expect(raisedBy(list)).toEqual([0, 2, 1]);
  });

  it('asks an alien frame to be said twice, and then raises it unverified', () => {
    const press = { boot: 4, presses: 6, sinceBoot: 1, unacknowledged: true };
    const list = entries(
      [frame(1025, {})],
      [frame(5, press, 8), 'alien'],
      [frame(6, press, 8), 'alien'],
      [frame(7, press, 8), 'alien'],
    );
    expect(raisedBy(list)).toEqual([0, 0, 1, 0]);
    expect(list[2]).toMatchObject({ verified: false, fault: 'wrong-key' });
  });

  it('takes no press from an alien frame that only has a damaged MAC', () => {
    const known = { presses: 5, sinceBoot: 5 };
    const list = entries([frame(1030, known)], [frame(1031, known), 'alien'], [frame(1032, known), 'alien']);
    expect(raisedBy(list)).toEqual([5, 0, 0]);
  });

  it('raises at once, unverified, what a board without identity tells', () => {
    const press = { boot: 0, presses: 1, sinceBoot: 1, unacknowledged: true, enrolled: false };
    const list = entries([frame(1025, { presses: 4 })], [frame(2, press, 0), 'public'], [frame(3, press, 0), 'public']);
    expect(raisedBy(list)).toEqual([0, 1, 0]);
    expect(list[1]).toMatchObject({ verified: false, fault: 'identity-lost' });
  });

  it('agrees with the node after any mix of presses, power cuts, lost frames and repetitions', () => {
    const step = fc.constantFrom('press', 'send', 'lose', 'repeat', 'cut', 'ack');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const node = { boot: 1024, counter: 1024, presses: 0, sinceBoot: 0, unacknowledged: false };
        let last = frame(1024, {});
        const first = enterSnapshot(NEW_ACCOUNT, last, 'authentic');
        let { account } = first;
        let { raised } = first;
        const enter = (): void => {
          const entry = enterSnapshot(account, last, 'authentic');
          account = entry.account;
          raised += entry.raised;
          expect(entry.fault).toBeNull();
        };
        const send = (): void => {
          node.counter += 1;
          last = frame(node.counter, node);
          enter();
        };
        for (const one of steps) {
          if (one === 'press')
            Object.assign(node, {
              presses: node.presses + 1,
              sinceBoot: node.sinceBoot + 1,
              unacknowledged: true,
            });
          if (one === 'send') send();
          if (one === 'lose') node.counter += 1;
          if (one === 'repeat') enter();
          if (one === 'ack') node.unacknowledged = node.presses > raised;
          if (one === 'cut') Object.assign(node, { boot: node.boot + 1024, counter: node.boot + 1024, sinceBoot: 0 });
        }
        send();
        expect(raised).toBe(node.presses);
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NODE_KEY, PaperNode } from '../../../test/kit/bridge/paper-node.ts';
import type { ReceivedFrame } from '../../protocol/frame.ts';
import { FrameReader } from '../../protocol/frame-reader.ts';
import { isAuthentic } from '../../protocol/mac.ts';
import { claimsOf } from './claims.ts';

const framesOf = (...bytes: readonly Buffer[]): readonly ReceivedFrame[] =>
  new FrameReader('node').push(Buffer.concat(bytes)).filter((one) => one.kind === 'frame');
const trustOf = (frame: ReceivedFrame) => (isAuthentic(frame, NODE_KEY) ? 'authentic' : 'alien');

describe('a burst of snapshots', () => {
  it('comes down to the newest authentic one; hellos are kept', () => {
    const node = new PaperNode();
    const burst = framesOf(node.snapshot(), node.hello(), node.snapshot(), node.snapshot());
    const { claims, overtaken } = claimsOf(burst, trustOf);
    expect(claims.map(({ frame }) => [frame.body.type, frame.counter])).toEqual([
      ['hello', burst[1]?.counter],
      ['snapshot', burst[3]?.counter],
    ]);
    expect(overtaken).toBe(2);
  });

  it('a forged snapshot hides no press, however new it says it is', () => {
    const node = new PaperNode();
    const forger = new PaperNode(node.node, new Uint8Array(32).fill(9));
    Object.assign(forger, { presses: 99, counter: node.counter + 500 });
    node.press();
    const { claims } = claimsOf(framesOf(node.snapshot(), forger.snapshot(), forger.snapshot()), trustOf);
    expect(claims.map(({ trust }) => trust)).toEqual(['authentic', 'alien', 'alien']);
  });

  it('another boot, a release and a count that went back are each worth a look', () => {
    const node = new PaperNode();
    node.presses = 5;
    const before = node.snapshot();
    node.state = { pressed: true };
    const pressed = node.snapshot();
    node.state = {};
    const released = node.snapshot();
    node.reboot();
    node.presses = 3;
    expect(claimsOf(framesOf(before, pressed, released, node.snapshot()), trustOf).claims).toHaveLength(4);
  });

  it('keeps the highest count of presses of every boot, whatever came', () => {
    const step = fc.constantFrom('press', 'tell', 'reboot', 'hello');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const node = new PaperNode();
        const bytes: Buffer[] = [];
        for (const one of steps) {
          if (one === 'press') node.press();
          if (one === 'reboot') node.reboot();
          bytes.push(one === 'hello' ? node.hello() : node.snapshot());
        }
        const most = (frames: readonly ReceivedFrame[]): Record<number, number> => {
          const byBoot: Record<number, number> = {};
          for (const { body } of frames)
            if (body.type === 'snapshot') byBoot[body.boot] = Math.max(byBoot[body.boot] ?? 0, body.presses);
          return byBoot;
        };
        const frames = framesOf(...bytes);
        expect(most(claimsOf(frames, trustOf).claims.map(({ frame }) => frame))).toEqual(most(frames));
      }),
    );
  });
});

/** The wired help button: how dear a frame is to the bridge, how soon a finger is answered, how much of the chip is used. */

import { decodeFrame, encodeFrame } from '../../../firmware-bridge/protocol/codec.ts';
import type { Frame } from '../../../firmware-bridge/protocol/frame.ts';
import { FrameReader } from '../../../firmware-bridge/protocol/frame-reader.ts';
import { isAuthentic } from '../../../firmware-bridge/protocol/mac.ts';
import { KEY, NODE, wiredNode } from '../../kit/avr/enrolled.ts';
import { hasAvrGcc, sizeOf } from '../../kit/avr/firmware-build.ts';
import { atMost, type Figures, figure, type Scenario } from '../scenario.ts';
import { percentile } from '../stats.ts';

const reset = { powerOn: true, external: false, brownOut: false, watchdog: false };
const SNAPSHOT: Frame = {
  node: NODE,
  counter: 77_000,
  body: {
    ...{
      type: 'snapshot',
      boot: 4096,
      presses: 17,
      sinceBoot: 1,
      line: 'pressed',
      pressed: true,
      unacknowledged: true,
    },
    ...{ lidOpen: false, stuck: false, quiet: false, memoryFault: false, enrolled: true, shown: 'none', reset },
    ...{ adc: 156, vccMv: 4980, pressAgeMs: 31, holdMs: 30, lidOpenings: 0, lineFaults: 0, heard: 9 },
  },
};

/** Nanoseconds of one call, over `times` of them. */
function nanoseconds(times: number, call: () => unknown): number {
  for (let i = 0; i < times / 10; i += 1) call();
  const from = performance.now();
  for (let i = 0; i < times; i += 1) call();
  return ((performance.now() - from) * 1e6) / times;
}

function codec(times: number): Figures {
  const wire = encodeFrame(SNAPSHOT, KEY);
  const stuffed = wire.slice(1, -1);
  const read = decodeFrame(stuffed, 'node');
  if (read.kind !== 'frame') throw new Error('the frame does not read');
  const stream = new Uint8Array(wire.length * 100);
  for (let i = 0; i < 100; i += 1) stream.set(wire, i * wire.length);
  const reader = new FrameReader('node');
  const ofStream = nanoseconds(times / 100, () => reader.push(stream));
  return {
    encodeNs: nanoseconds(times, () => encodeFrame(SNAPSHOT, KEY)),
    decodeNs: nanoseconds(times, () => decodeFrame(stuffed, 'node')),
    macNs: nanoseconds(times, () => isAuthentic(read, KEY)),
    bytesPerSecond: (stream.length * 1e9) / ofStream,
  };
}

/** Virtual milliseconds from the contact of the button until the node tells that its light is solid; the gateway takes none of them. */
function answers(presses: number): Figures {
  const wired = wiredNode();
  const took = Array.from({ length: presses }, () => {
    wired.run(200 + wired.random.integer(40));
    wired.button.loop.pressed = true;
    const known = wired.host.presses + 1;
    const ms = wired.runUntil(() => wired.host.presses === known && wired.host.newest?.shown === 'recorded');
    wired.run(60);
    wired.button.loop.pressed = false;
    return ms;
  });
  return { answerP50: percentile(took, 0.5), answerP99: percentile(took, 0.99) };
}

export const firmware: Scenario = {
  id: 'firmware',
  title: 'Wired help button: frames, and the node on a simulated chip',
  rows: [
    { label: 'bytes decoded, without MAC', unit: '/s', of: figure('bytesPerSecond') },
    { label: 'a frame made, MAC included', unit: 'ns', of: figure('encodeNs') },
    { label: 'a frame read', unit: 'ns', of: figure('decodeNs') },
    { label: 'its MAC checked', unit: 'ns', of: figure('macNs') },
    { label: 'contact → light solid, told by the node, p50 (virtual)', unit: 'ms', of: figure('answerP50') },
    { label: 'the same p99', unit: 'ms', of: figure('answerP99'), target: atMost(150) },
    { label: 'flash, bytes', unit: '', of: figure('flash'), target: atMost(8192) },
    { label: 'static RAM, bytes', unit: '', of: figure('ram'), target: atMost(600) },
  ],
  run: async (stage) => {
    const figures = codec(stage.sizes.presses * 500);
    if (!hasAvrGcc) return figures;
    return { ...figures, ...answers(stage.sizes.presses), ...sizeOf('node') };
  },
};

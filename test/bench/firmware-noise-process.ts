/**
 * The table of docs/firmware-noise.md: `node --import tsx test/bench/firmware-noise-process.ts [SEEDS] [SEEDS ON THE CHIP] [SEEDS OF FIRMATA]`.
 * Many seeds run on the node's firmware built for this machine, some on the simulated chip.
 */

import { enrolledMemory, KEY, NODE } from '../kit/avr/enrolled.ts';
import { type FirmataResult, firmataTrial } from '../kit/avr/firmata-trial.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';
import { NodeOnHost } from '../kit/avr/node-on-host.ts';
import { type NoiseResult, noiseTrial } from '../kit/avr/noise-trial.ts';
import { Wired } from '../kit/avr/wired.ts';

const PRESSES = 150;
const LEVELS = [0.002, 0.01, 0.05, 0.1];
const [seeds = 100, chipSeeds = 2, firmataSeeds = 20] = process.argv.slice(2).map(Number);
const known = { node: NODE, key: KEY, recordAfterMs: 5 };

function onHost(noise: number, seed: number): NoiseResult {
  const button = new NodeOnHost({ eeprom: enrolledMemory() });
  try {
    return noiseTrial(new Wired({ ...known, noise, seed, button, stepMs: 5 }), PRESSES);
  } finally {
    button.end();
  }
}

function onChip(noise: number, seed: number): NoiseResult {
  const button = new NodeOnChip({ eeprom: enrolledMemory() });
  return noiseTrial(new Wired({ ...known, noise, seed, button }), PRESSES);
}

const times = <T>(count: number, run: (seed: number) => T): T[] => Array.from({ length: count }, (_, i) => run(i + 1));
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

function nodeRow(where: string, noise: number, results: readonly NoiseResult[]): string {
  const whole = results.filter(({ known: count, flagKnown }) => count === PRESSES && flagKnown).length;
  const missing = sum(results.map(({ known: count }) => PRESSES - count));
  const late = Math.max(...results.map(({ lastKnownAfterMs }) => lastKnownAfterMs ?? Number.POSITIVE_INFINITY));
  const acknowledged = results.filter((one) => one.acknowledged).length;
  return [
    ...[`${noise * 100} %`, where, results.length, `${whole} of ${results.length}`, missing],
    ...[sum(results.map(({ invented }) => invented)), Number.isFinite(late) ? late : '> 10,000'],
    `${acknowledged} of ${results.length}`,
  ].join(' | ');
}

function firmataRow(noise: number, results: readonly FirmataResult[]): string {
  const whole = results.filter(({ missed }) => missed === 0).length;
  const missed = sum(results.map((one) => one.missed));
  const invented = sum(results.map((one) => one.invented));
  return `${noise * 100} % | plain Firmata | ${results.length} | ${whole} of ${results.length} | ${missed} | ${invented} | never known | –`;
}

console.log(
  '| damaged bytes | | seeds | all presses known | missing | false | last known after, ms | recorded shown |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const noise of LEVELS) {
  console.log(
    `| ${nodeRow(
      'node, built for this machine',
      noise,
      times(seeds, (seed) => onHost(noise, seed)),
    )} |`,
  );
  console.log(
    `| ${nodeRow(
      'node, on the chip',
      noise,
      times(chipSeeds, (seed) => onChip(noise, seed)),
    )} |`,
  );
  console.log(
    `| ${firmataRow(
      noise,
      times(firmataSeeds, (seed) => firmataTrial(noise, seed, PRESSES)),
    )} |`,
  );
}

/**
 * A node on a simulated chip, in real time, at the end of a serial cable: `node --import tsx live-node-process.ts PATH`.
 * Orders come as words on stdin (`press`, `release`, `open-lid`, `close-lid`, `cut`, `mend`, `power-off`, `power-on`, `reset`), one a line;
 * changes of light and buzzer go out on stdout as `light on`. Ends with stdin. Driven by live-node.ts.
 */

import { createInterface } from 'node:readline';
import { SerialPort } from 'serialport';
import { NodeOnChip } from './node-on-chip.ts';

const TURN_MS = 2;
/** On a machine too slow for real time the chip falls behind instead of holding the process. */
const MOST_MS = 20;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: live-node-process.ts PATH');

const button = new NodeOnChip();
const port = new SerialPort({ path, baudRate: 115_200 });
const from = performance.now();
let told = { light: 0, buzzer: 0 };

const ORDERS: Readonly<Record<string, () => void>> = {
  press: () => void (button.loop.pressed = true),
  release: () => void (button.loop.pressed = false),
  'open-lid': () => void (button.lidOpen = true),
  'close-lid': () => void (button.lidOpen = false),
  cut: () => void (button.loop.cut = true),
  mend: () => void (button.loop.cut = false),
  'power-off': () => button.powerOff(),
  'power-on': () => button.powerOn(),
  reset: () => button.resetPin(),
  wipe: () => button.eeprom.wipe(),
};

function tell(): void {
  for (const what of ['light', 'buzzer'] as const)
    for (const { on } of button[what].slice(told[what])) process.stdout.write(`${what} ${on ? 'on' : 'off'}\n`);
  told = { light: button.light.length, buzzer: button.buzzer.length };
}

function turn(): void {
  const behind = Math.floor(performance.now() - from - button.ms);
  const sent = button.run(Math.max(0, Math.min(MOST_MS, behind)));
  if (sent.length > 0 && port.isOpen) port.write(Buffer.from(sent));
  tell();
}

port.on('data', (bytes: Buffer) => button.receive(bytes));
port.on('error', (error) => process.stderr.write(`${error.message}\n`));
port.on('open', () => process.stdout.write('ready\n'));
setInterval(turn, TURN_MS);
createInterface({ input: process.stdin })
  .on('line', (order) => ORDERS[order]?.())
  .on('close', () => process.exit(0));

/**
 * The Firmata test board on a simulated chip, in real time, at the end of a serial cable: `node --import tsx live-firmata-process.ts PATH`.
 * Orders on stdin, one a line: `pin 4 high`, `pin 4 low`, `analog 2 0.25` (a part of Vcc), `reset`. Ends with stdin.
 */

import { createInterface } from 'node:readline';
import { SerialPort } from 'serialport';
import { FirmataOnChip } from './firmata-on-chip.ts';

const TURN_MS = 2;
const MOST_MS = 20;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: live-firmata-process.ts PATH');

const board = new FirmataOnChip();
const port = new SerialPort({ path, baudRate: 57_600 });
const from = performance.now();

function turn(): void {
  const behind = Math.floor(performance.now() - from - board.ms);
  const sent = board.run(Math.max(0, Math.min(MOST_MS, behind)));
  if (sent.length > 0 && port.isOpen) port.write(Buffer.from(sent));
}

function obey(order: string): void {
  const [what, number, value] = order.split(' ');
  if (what === 'pin') board.setDigital(Number(number), value === 'high');
  if (what === 'analog') board.setAnalog(Number(number), Number(value));
  if (what === 'reset') board.resetPin();
}

port.on('data', (bytes: Buffer) => board.receive(bytes));
port.on('error', (error) => process.stderr.write(`${error.message}\n`));
port.on('open', () => process.stdout.write('ready\n'));
setInterval(turn, TURN_MS);
createInterface({ input: process.stdin })
  .on('line', obey)
  .on('close', () => process.exit(0));

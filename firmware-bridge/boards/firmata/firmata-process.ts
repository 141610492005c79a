/**
 * A process of its own for one Firmata board: johnny-five cannot let go of a board, so that the end of a board is the end of
 * its process. It speaks to the bridge over IPC only, and dies with it.
 */

import firmataIo from 'firmata-io';
import five from 'johnny-five';
import { SerialPort } from 'serialport';
import { type BoardSetting, boardSetting, type FromChild, type PinSetting } from './messages.ts';
import { PinSense } from './pin-sense.ts';

const SAMPLING_MS = 100;
/** A board that starts when its port is opened tells its version by itself; one that did not is asked after this. */
const BOOT_MS = 2000;
/** Stock Firmata says nothing while nothing changes: asking its version is the only heartbeat there is. */
const ASK_MS = 10_000;
const ANSWER_WITHIN_MS = 5000;
/** A contact that closes bounces for a few milliseconds; no door opens and shuts within this. */
const DEBOUNCE_MS = 20;

const setting: BoardSetting = boardSetting.parse(JSON.parse(process.argv[2] ?? ''));

const say = (message: FromChild): void => {
  process.send?.(message);
};

let isOver = false;
function over(why: Extract<FromChild, { is: 'over' }>['why'], detail: string): void {
  if (isOver) return;
  isOver = true;
  if (process.send) process.send({ is: 'over', why, detail } satisfies FromChild, () => process.exit(0));
  else process.exit(0);
}

const port = new SerialPort({ path: setting.port, baudRate: setting.baud });
port.on('error', (error) => over('port', error.message));
port.on('close', (error: Error | null) => over('port', error?.message ?? 'closed'));

const io = new firmataIo.Firmata(port, { samplingInterval: SAMPLING_MS, reportVersionTimeout: BOOT_MS });
const board = new five.Board({ io, repl: false, debug: false, sigint: false });
const notReady = setTimeout(() => over('silent', 'no Firmata answered'), 3 * ANSWER_WITHIN_MS);

let asked = false;
function ask(): void {
  if (asked) return over('silent', 'no answer to a version request');
  asked = true;
  io.reportVersion(() => {});
}

function debounced(sense: PinSense, tell: (active: boolean) => void): (reading: number) => void {
  let settle: NodeJS.Timeout | undefined;
  return (reading) => {
    clearTimeout(settle);
    settle = setTimeout(() => {
      const active = sense.take(reading);
      if (active !== null) tell(active);
    }, DEBOUNCE_MS);
  };
}

function watch(pin: PinSetting, index: number): void {
  const sense = new PinSense(pin);
  const tell = (active: boolean): void => say({ is: 'state', index, active });
  if (pin.as === 'analog') {
    board.analogRead(pin.pin, (reading) => {
      const active = sense.take(reading);
      if (active !== null) tell(active);
    });
    return;
  }
  const { INPUT, PULLUP } = board.MODES;
  const ownPullUp = pin.as === 'reed' && io.pins[pin.pin]?.supportedModes.includes(PULLUP) === true;
  board.pinMode(pin.pin, ownPullUp ? PULLUP : INPUT);
  if (pin.as === 'reed' && !ownPullUp) board.digitalWrite(pin.pin, 1);
  board.digitalRead(pin.pin, debounced(sense, tell));
}

board.on('ready', () => {
  clearTimeout(notReady);
  // Asked for or not: after the first, a version that nobody asked for is a board that has started again.
  io.on('reportversion', () => {
    if (!asked) return over('reset', 'a version nobody asked for');
    asked = false;
    say({ is: 'alive' });
  });
  say({ is: 'ready' });
  setting.pins.forEach(watch);
  setInterval(ask, ASK_MS);
});
board.on('error', (error: unknown) => over('port', error instanceof Error ? error.message : String(error)));
process.on('disconnect', () => process.exit(0));

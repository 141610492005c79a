/**
 * simavr, the other AVR simulator, as an independent witness: its Debian command line runs the same hex and prints what the UART
 * sends. It prints control characters as dots, so that bytes are compared through the same mask. simavr is GPL: only its program is started, nothing is linked to it.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export const hasSimavr = existsSync('/usr/bin/simavr');

/** What simavr prints of a byte. */
export const masked = (byte: number): number => (byte < 0x20 || byte === 0x7f ? 0x2e : byte);

/** The UART's bytes of the first `atLeast` bytes or more, masked. Rejects when simavr ends before. */
export function runInSimavr(hexFile: string, atLeast: number): Promise<Uint8Array> {
  const child = spawn('/usr/bin/simavr', ['-m', 'atmega328p', '-f', '16000000', hexFile], { stdio: 'pipe' });
  const chunks: Buffer[] = [];
  const soFar = (): Uint8Array => uartOf(Buffer.concat(chunks));
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      chunks.push(chunk);
      if (soFar().length >= atLeast) child.kill('SIGKILL');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', () => {
      if (soFar().length >= atLeast) resolve(soFar());
      else reject(new Error(`simavr ended: ${Buffer.concat(chunks).toString('latin1').slice(0, 500)}`));
    });
  });
}

/** Without the colours and line ends that simavr puts around each piece. */
function uartOf(printed: Buffer): Uint8Array {
  const pieces = printed.toString('latin1').split('\u001b[32m').slice(1);
  const text = pieces.map((piece) => piece.split('\n\u001b[0m')[0] ?? '').join('');
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Randomness from the kernel. */
export class SystemRandom implements Random {
  id(): string {
    let id = '';
    // 16 bytes modulo 36: slightly uneven, still above 80 bits.
    for (const byte of randomBytes(16)) id += ALPHABET[byte % ALPHABET.length];
    return id;
  }

  fraction(): number {
    return randomInt(2 ** 32) / 2 ** 32;
  }
}

/** The gateway's own keys: `keys/` (0700) in the data folder, one file of 256 random bits each (0600), made on first use. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { IdentityError } from './identity-error.ts';
import { makePrivate, readOrMake } from './once-file.ts';

const KEY_BYTES = 32;

export interface KeyRing {
  /** For keyed hashes of device secrets, sessions, tokens and codes. */
  readonly pepper: Buffer;
  /** Device passwords are derived from it. */
  readonly device: Buffer;
  /** Signs take-over links. */
  readonly link: Buffer;
  /** Patrol rounds are drawn from it. */
  readonly patrol: Buffer;
}

/** Reads the keys of a data folder, making those that are missing. Safe when several processes do so at once. */
export function openKeyRing(dataDir: string): KeyRing {
  const folder = join(dataDir, 'keys');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    makePrivate(folder, 0o700);
    return {
      pepper: key(folder, 'pepper'),
      device: key(folder, 'device'),
      link: key(folder, 'link'),
      patrol: key(folder, 'patrol'),
    };
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    throw new IdentityError('key-unwritable', `cannot read or make the keys in ${folder}`, { cause: error });
  }
}

function key(folder: string, name: string): Buffer {
  const path = join(folder, name);
  const bytes = readOrMake(path, () => randomBytes(KEY_BYTES));
  if (bytes.length !== KEY_BYTES) {
    throw new IdentityError(
      'key-damaged',
      `${path} holds ${bytes.length} bytes, not ${KEY_BYTES}: restore it from a backup`,
    );
  }
  makePrivate(path, 0o600);
  return bytes;
}

/** HMAC-SHA256 over the parts, each length-prefixed, so that no two lists of parts share a text. */
export function keyedHash(key: Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
  return mac.digest();
}

export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

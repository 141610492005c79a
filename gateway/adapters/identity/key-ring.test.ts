import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyedHash, openKeyRing } from './key-ring.ts';
import { readOrMake } from './once-file.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const mode = (path: string): number => statSync(path).mode & 0o777;

describe('the keys of a gateway', () => {
  test('are made once, differ from one another, and are read again', () => {
    const first = openKeyRing(dir);
    const second = openKeyRing(dir);
    expect(second).toEqual(first);
    expect(new Set([first.pepper, first.device, first.link].map((key) => key.toString('hex'))).size).toBe(3);
    expect(first.pepper).toHaveLength(32);
  });

  test('are private: folder 0700, files 0600, also after somebody loosened them', () => {
    openKeyRing(dir);
    expect(mode(join(dir, 'keys'))).toBe(0o700);
    for (const name of ['pepper', 'device', 'link']) expect(mode(join(dir, 'keys', name))).toBe(0o600);
  });

  test('a damaged key file is an error that names the file, not a new key', () => {
    openKeyRing(dir);
    writeFileSync(join(dir, 'keys', 'pepper'), 'short');
    expect(() => openKeyRing(dir)).toThrow(expect.objectContaining({ code: 'key-damaged' }));
    expect(readFileSync(join(dir, 'keys', 'pepper'), 'utf8')).toBe('short');
  });

  test('of two makers, the second takes the first one’s bytes', () => {
    const path = join(dir, 'once');
    const loser = (): Buffer => {
      // The other process comes in between "it is not there" and "I write it".
      expect(readOrMake(path, () => Buffer.from('winner'))).toEqual(Buffer.from('winner'));
      return Buffer.from('loser');
    };
    expect(readOrMake(path, loser)).toEqual(Buffer.from('winner'));
  });

  test('parts of a keyed hash cannot be shifted into one another', () => {
    const { pepper } = openKeyRing(dir);
    expect(keyedHash(pepper, 'ab', 'c')).not.toEqual(keyedHash(pepper, 'a', 'bc'));
  });
});

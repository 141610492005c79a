/** The definition of the chain, pinned by vectors: an auditor's verifier from years ago must still agree. */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, exportLine, GENESIS, hashItem, itemText, publishedHead, readHead } from './chain.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const ITEM = {
  seq: 7,
  n: 3,
  at: '2026-09-07T04:00:00.000Z',
  t: 1000.25,
  boot: 'b-1',
  trusted: false,
  kind: 'incident-noted',
  subject: 'i-1',
  actor: 'person:li',
  data: { text: '已到现场 "三楼"', incident: 'i-1', nested: { b: [1, null, { z: 0, a: true }], a: -0 } },
  prev: GENESIS,
};

describe('canonical JSON', () => {
  it('sorts keys at every depth, drops what is undefined, writes numbers and strings as ECMAScript does', () => {
    expect(canonical({ b: 1, a: { d: undefined, c: '\u0007é\ud800' }, 10: 1, 9: 1e21 })).toBe(
      '{"10":1,"9":1e+21,"a":{"c":"\\u0007é\\ud800"},"b":1}',
    );
  });

  it('means the same value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the hash of an item', () => {
  it('is what it was on the day it was defined', () => {
    expect(itemText(ITEM)).toBe(
      '{"actor":"person:li","at":"2026-09-07T04:00:00.000Z","boot":"b-1","data":{"incident":"i-1","nested":{"a":0,"b":[1,null,{"a":true,"z":0}]},"text":"已到现场 \\"三楼\\""},"kind":"incident-noted","n":3,"prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":7,"subject":"i-1","t":1000.25,"trusted":false}',
    );
    expect(hashItem(ITEM, sha256)).toBe('fbc5616c3780a58fb32e12a25829bb3741d911ffaf0e5547a436d59412962dd7');
  });

  it('is the hash of the canonical JSON of all its other fields, so that a stranger can compute it', () => {
    expect(itemText(ITEM)).toBe(canonical(ITEM));
    const line = exportLine({ ...ITEM, hash: hashItem(ITEM, sha256) });
    const { hash, ...rest } = JSON.parse(line);
    expect(sha256(canonical(rest))).toBe(hash);
  });

  it('changes with every field', () => {
    const hash = hashItem(ITEM, sha256);
    const changes = [
      { seq: 8 },
      { n: 4 },
      { at: 'x' },
      { t: 1 },
      { boot: 'b-2' },
      { trusted: true },
      { kind: 'press' },
    ];
    const more = [{ subject: 'i-2' }, { actor: 'person:wang' }, { data: {} }, { prev: 'f'.repeat(64) }];
    for (const change of [...changes, ...more]) expect(hashItem({ ...ITEM, ...change }, sha256)).not.toBe(hash);
  });
});

describe('a published head', () => {
  it('is count and last eight digits, and is read back from an alert', () => {
    const hash = sha256('x');
    expect(publishedHead({ count: 1234, hash })).toBe(`1234·${hash.slice(-8)}`);
    expect(readHead(`1234·${hash.slice(-8)}`)).toEqual({ count: 1234, hash: hash.slice(-8) });
    expect(readHead(`1234:${hash.toUpperCase()}`)).toEqual({ count: 1234, hash });
    for (const bad of ['', '1234', '1234·xyz', '1234:0000000', '-1:00000000']) expect(readHead(bad)).toBeNull();
  });
});

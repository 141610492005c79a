import { expect, it } from 'vitest';
import { fakeSchool } from '../../../test/kit/fake-school.ts';
import type { LedgerItem } from '../../ports/journal.ts';
import { peopleNamed } from './people-named.ts';

const entry = (actor: string, data: LedgerItem['data']): LedgerItem => ({
  seq: 1,
  n: 1,
  at: '2026-11-23T13:00:00.000Z',
  t: 0,
  boot: 'b',
  trusted: true,
  kind: 'incident-handed-over',
  subject: 'x',
  actor,
  data,
  prev: null,
  hash: null,
});

it('names who acted, who was told, to whom it was handed and who was left out, and nobody else', () => {
  const timeline = [
    entry('person:liu.yang', { to: 'sun.li' }),
    entry('gateway', { person: 'chen.lan', skipped: [{ target: 'zhao.gate', why: 'no-address' }, null] }),
    entry('device:btn-1', { person: 'a-stranger' }),
  ];
  expect(peopleNamed(timeline, fakeSchool())).toEqual({
    'liu.yang': '刘洋',
    'sun.li': '孙丽',
    'chen.lan': '陈岚',
    'zhao.gate': '赵长顺',
  });
});

import { describe, expect, it } from 'vitest';
import { DICTIONARIES } from '../i18n/dictionary.ts';
import type { LedgerEntry } from '../format/fact-sentence.ts';
import { ledgerState, NO_LEDGER } from './ledger.ts';
import { kindsOf, LEDGER_TOPICS, topicOf } from './ledger-topics.ts';

const entry = (seq: number): LedgerEntry => ({
  seq,
  n: seq,
  at: '2026-09-01T08:00:00+08:00',
  t: 0,
  boot: 'b',
  trusted: true,
  kind: 'press',
  subject: 'btn-1',
  actor: 'device:btn-1',
  data: {},
  prev: null,
  hash: null,
});

describe('reading the ledger', () => {
  it('adds page to page, and starts afresh for another question', () => {
    const first = ledgerState(NO_LEDGER, { type: 'page', items: [entry(1)], next: 'c' });
    const second = ledgerState(ledgerState(first, { type: 'asked', fresh: false }), {
      type: 'page',
      items: [entry(2)],
      next: null,
    });
    expect(second.items.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(ledgerState(second, { type: 'asked', fresh: true })).toEqual(NO_LEDGER);
  });

  it('keeps what was read when the next page cannot be had', () => {
    const first = ledgerState(NO_LEDGER, { type: 'page', items: [entry(1)], next: 'c' });
    expect(ledgerState(first, { type: 'failed' })).toMatchObject({ status: 'failed', items: [{ seq: 1 }] });
  });
});

describe('the topics of the ledger', () => {
  const kinds = Object.keys(DICTIONARIES.en.facts);

  it.each([
    ['press', 'alarms'],
    ['incident-closed', 'alarms'],
    ['notice-sent', 'notices'],
    ['notice-seen', 'alarms'],
    ['tamper', 'devices'],
    ['duty-swapped', 'duty'],
    ['checkpoint-missed', 'patrol'],
    ['signed-in', 'access'],
    ['clock-stepped', 'gateway'],
    ['something-new', 'gateway'],
  ] as const)('%s is among %s', (kind, topic) => {
    expect(topicOf(kind)).toBe(topic);
  });

  it('hold each kind of fact once', () => {
    const found = LEDGER_TOPICS.flatMap((topic) => kindsOf(topic, kinds));
    expect([...found].sort()).toEqual([...kinds].sort());
    for (const topic of LEDGER_TOPICS) expect(kindsOf(topic, kinds), topic).not.toEqual([]);
  });
});

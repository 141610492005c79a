/** One entry of the record in a person's language. Kinds this page does not know are still shown, under their own name. */

import { z } from 'zod';
import type { IncidentWithTimeline } from '../../contract/api.ts';
import type { Dictionary } from '../i18n/dictionary.ts';
import type { FactView } from '../i18n/fact-view.ts';

export type LedgerEntry = IncidentWithTimeline['timeline'][number];

export interface Names {
  readonly people: ReadonlyMap<string, string>;
  readonly channels: ReadonlyMap<string, string>;
}

const skippedItem = z.object({ target: z.string(), why: z.string() });

export function factSentence(entry: LedgerEntry, words: Dictionary, names: Names): string {
  const sentence = own(words.facts, entry.kind);
  const text = sentence ? sentence(viewOf(entry, words, names)) : words.unknownFact(entry.kind);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The person behind `person:<id>`, or the machine's own name. */
export function actorName(actor: string, words: Dictionary, names: Names): string {
  const [kind = '', ...rest] = actor.split(':');
  const id = rest.join(':');
  if (kind === 'person') return names.people.get(id) ?? id;
  if (kind === 'device') return words.actor.device(id);
  if (actor === 'cli') return words.actor.cli;
  return actor === 'gateway' ? words.actor.gateway : actor;
}

function viewOf(entry: LedgerEntry, words: Dictionary, names: Names): FactView {
  const text = (key: string): string => plain(entry.data[key]);
  return {
    actor: actorName(entry.actor, words, names),
    text,
    number: (key) => numeric(entry.data[key]),
    yes: (key) => entry.data[key] === true,
    has: (key) => entry.data[key] != null,
    person: (key) => personName(text(key), words, names),
    channel: (key) => names.channels.get(text(key)) ?? text(key),
    word: (key) => wordFor(key, text(key), words),
    skipped: () => skippedWords(entry.data['skipped'], words, names),
  };
}

const plain = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const numeric = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const personName = (id: string, words: Dictionary, names: Names): string =>
  id === '' ? words.output : (names.people.get(id) ?? id);

function skippedWords(value: unknown, words: Dictionary, names: Names): string[] {
  const read = z.array(skippedItem).safeParse(value);
  if (!read.success) return [];
  return read.data.map(
    (s) => `${names.people.get(s.target) ?? wordFor('post', s.target, words)} ${wordFor('why', s.why, words)}`,
  );
}

/** Which words a key of a fact speaks: `fault` is one thing as a level and another as an outcome. */
const TABLE_OF: Readonly<Record<string, (words: Dictionary) => Readonly<Record<string, string>>>> = {
  of: (w) => w.kind,
  level: (w) => w.level,
  outcome: (w) => w.outcome,
  reason: (w) => w.noticeReason,
  why: (w) => w.codes,
  code: (w) => w.codes,
  post: (w) => w.posts,
};

function wordFor(key: string, value: string, words: Dictionary): string {
  const table = own(TABLE_OF, key)?.(words);
  return (table && own(table, value)) ?? value;
}

/** A key that came from outside must not find `constructor`. */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined;

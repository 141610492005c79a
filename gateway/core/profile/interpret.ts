/**
 * From a body to what it means, by one `Read` of a profile. Pure, and judged on this message alone: not on a change of value,
 * never waiting for a cleared state. Invariants:
 * - a retained message tells of the past: only a profile of type `level` says more of it than battery and presence;
 * - entries of a history are for the record (`past`);
 * - a press is raised for every word that is not known to mean something else.
 */

import type { Meant } from './meant.ts';
import { fill, globMatches, type Places } from './pattern.ts';
import { lookUp, parsePath, type Path } from './path.ts';
import type { Find, Identity, Read } from './profile.ts';
import { NO, numberOf, wordOf, YES } from './word.ts';

export interface CompiledRead {
  readonly read: Read;
  readonly each: Path | null;
  readonly where: readonly { readonly at: Path; readonly is: readonly string[] }[];
  readonly about: readonly Path[];
  readonly codec: Path | null;
  readonly raw: Path | null;
  readonly when: Path | null;
  readonly finds: readonly CompiledFind[];
  readonly counter: Path | null;
  readonly unique: readonly Path[];
  readonly level: boolean;
  /** It looks for a press: what cannot be read here may be one. */
  readonly raises: boolean;
}

interface CompiledFind {
  readonly find: Find;
  readonly at: readonly Path[];
  readonly yes: WordSet;
  readonly no: WordSet;
}

/** `*` stands for any word. */
interface WordSet {
  has(word: string): boolean;
}

const wordSet = (words: readonly string[]): WordSet => (words.includes('*') ? { has: () => true } : new Set(words));

export interface Said {
  readonly meant: Meant;
  readonly past: boolean;
  /** Epoch ms at which an entry of the past happened, where it says so. */
  readonly whenMs: number | null;
  readonly counter: number | null;
  /** What is never the same for two events, where the profile knows such a thing. */
  readonly mark: string | null;
}

export interface Interpretation {
  readonly said: readonly Said[];
  /** `malformed`: it is not what the profile reads. `codec-missing`: the network server did not decode the payload. */
  readonly trouble: 'malformed' | 'codec-missing' | null;
  /** Addresses the body gives to the device it is about. */
  readonly about: readonly string[];
}

/** A body as text; read as JSON at most once, whoever asks. */
export class Body {
  readonly text: string;
  private value: unknown;
  private state: 'unread' | 'json' | 'not-json' = 'unread';

  constructor(text: string) {
    this.text = text;
  }

  /** Undefined where it is no JSON object. */
  get object(): object | undefined {
    if (this.state === 'unread') {
      try {
        this.value = JSON.parse(this.text);
        this.state = 'json';
      } catch {
        this.state = 'not-json';
      }
    }
    const { value } = this;
    return this.state === 'json' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value
      : undefined;
  }
}

const NONE: readonly string[] = [];
const NOTHING: Interpretation = { said: [], trouble: null, about: [] };
/** A hostile list costs no more than this. */
const MOST_ENTRIES = 200;

const pathOf = (text: string | null): Path | null => (text === null ? null : parsePath(text));

/** @param places what stands in `{address}` and `{channel}` for the device that it is read for */
export function compileRead(read: Read, identity: Identity, type: 'event' | 'level', places: Places): CompiledRead {
  const put = (text: string): string => fill(text, places);
  const paths = (texts: readonly string[]): readonly Path[] =>
    texts.map((text) => parsePath(put(text))).filter((path) => path !== null);
  return {
    read,
    each: pathOf(read.each),
    where: read.where.map(({ at, is }) => ({
      at: parsePath(put(at)) ?? [],
      is: is.map((word) => put(word).toLowerCase()),
    })),
    about: paths(read.about),
    codec: pathOf(read.codec),
    raw: pathOf(read.raw),
    when: pathOf(read.when),
    finds: read.finds.map((find) => ({
      find,
      at: paths(find.at),
      yes: wordSet(find.yes ?? YES),
      no: wordSet(find.no ?? NO),
    })),
    counter: pathOf(identity.counter),
    unique: identity.unique.map((text) => parsePath(text)).filter((path) => path !== null),
    level: type === 'level',
    raises: !read.past && read.finds.some((find) => find.means === 'press'),
  };
}

export function interpret(compiled: CompiledRead, body: Body, retained: boolean): Interpretation {
  const { read } = compiled;
  if (read.body !== 'json') return readText(compiled, body.text, retained);
  const root = body.object;
  // Nothing at all on a topic takes a retained message away: nobody pressed anything.
  if (root === undefined) return body.text.trim() === '' ? NOTHING : { ...NOTHING, trouble: 'malformed' };
  if (isUndecoded(compiled, root)) return { ...NOTHING, trouble: 'codec-missing' };
  const about = compiled.about.length === 0 ? NONE : addressesIn(compiled.about, root);
  const said: Said[] = [];
  for (const entry of entriesOf(compiled, root)) {
    if (compiled.where.every(({ at, is }) => isOneOf(lookUp(entry, at), is)))
      collect(compiled, entry, root, retained, said);
  }
  return { said, trouble: null, about };
}

const addressesIn = (paths: readonly Path[], root: object): readonly string[] =>
  paths.map((path) => lookUp(root, path)).filter((name) => typeof name === 'string');

function readText(compiled: CompiledRead, text: string, retained: boolean): Interpretation {
  const said: Said[] = [];
  for (const find of compiled.finds) {
    const meant = compiled.read.body === 'any' ? meantBy(find, 'true') : meantBy(find, text);
    if (meant && !(retained && isOld(meant, compiled.level))) {
      said.push({ meant, past: false, whenMs: null, counter: null, mark: null });
    }
  }
  return { said, trouble: null, about: [] };
}

function isUndecoded({ codec, raw }: CompiledRead, root: object): boolean {
  if (codec === null) return false;
  const decoded = lookUp(root, codec);
  if (typeof decoded === 'object' && decoded !== null && Object.keys(decoded).length > 0) return false;
  const bytes = raw === null ? null : lookUp(root, raw);
  return typeof bytes === 'string' && bytes !== '';
}

function entriesOf({ each }: CompiledRead, root: object): readonly unknown[] {
  if (each === null) return [root];
  const list = lookUp(root, each);
  return Array.isArray(list) ? list.slice(0, MOST_ENTRIES) : [];
}

function isOneOf(value: unknown, words: readonly string[]): boolean {
  const word = wordOf(value);
  return word !== null && words.some((glob) => globMatches(glob, word));
}

function collect(compiled: CompiledRead, entry: unknown, root: object, retained: boolean, said: Said[]): void {
  for (const find of compiled.finds) {
    const value = valueOf(find, entry);
    if (value === undefined) continue;
    const meant = meantBy(find, value);
    if (!meant || (retained && isOld(meant, compiled.level))) continue;
    const { past } = compiled.read;
    said.push({
      meant,
      past,
      whenMs: past ? momentOf(compiled.when, entry) : null,
      counter: counterOf(compiled.counter, root),
      mark: markOf(compiled.unique, entry, root),
    });
  }
}

/** Words about the device itself are states, whatever the profile's type. */
const STANDING = new Set<Meant['means']>(['battery', 'online', 'offline', 'fault', 'restore']);

/** Retained: it was true once. A level still is; an event was decided when it was new. */
const isOld = ({ means }: Meant, level: boolean): boolean => {
  if (STANDING.has(means)) return false;
  return !level || means === 'checkin' || means === 'restart' || means === 'left';
};

/** The first of its paths that says something; undefined where none does. */
function valueOf({ at }: CompiledFind, entry: unknown): unknown {
  for (const path of at) {
    const value = lookUp(entry, path);
    if (value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '')) return value;
  }
  return undefined;
}

function meantBy({ find, yes, no }: CompiledFind, value: unknown): Meant | null {
  const word = wordOf(value);
  if (word === null) return null;
  switch (find.means) {
    case 'press':
      return pressBy(find, word, yes, no);
    case 'battery':
      return batteryBy(find, value);
    case 'checkin':
      return cardBy(value);
    case 'fault':
      return yes.has(word)
        ? { means: 'fault', code: find.code }
        : no.has(word)
          ? { means: 'restore', code: find.code }
          : null;
    case 'door':
    case 'tamper':
      return yes.has(word) || no.has(word) ? { means: find.means, open: yes.has(word) } : null;
    case 'motion':
      return yes.has(word) || no.has(word) ? { means: 'motion', active: yes.has(word) } : null;
    case 'online':
      return yes.has(word) ? { means: 'online' } : no.has(word) ? { means: 'offline' } : null;
    case 'release':
    case 'restart':
    case 'left':
      return yes.has(word) ? { means: find.means } : null;
  }
}

function pressBy(find: Find, word: string, yes: WordSet, no: WordSet): Meant | null {
  const { level } = find;
  if (yes.has(word)) return { means: 'press', word, known: true, level };
  if (no.has(word)) return { means: 'release' };
  return find.others === 'raise' ? { means: 'press', word: word.slice(0, 64), known: false, level } : null;
}

function batteryBy({ unit }: Find, value: unknown): Meant | null {
  const number = numberOf(value);
  if (number === null || number < 0) return null;
  if (unit === 'percent') return number <= 100 ? { means: 'battery', pct: number } : null;
  return { means: 'battery', mv: Math.round(unit === 'volt' ? number * 1000 : number) };
}

/** Readers write `04-A2-3B-1C`, `04:a2:3b:1c` or bare hex. A number has lost its leading zeros: it is no card. */
function cardBy(value: unknown): Meant | null {
  if (typeof value !== 'string' || !/^[0-9a-fA-F]+([-: ][0-9a-fA-F]+)*$/.test(value.trim())) return null;
  const card = value.replaceAll(/[^0-9a-fA-F]/g, '').toUpperCase();
  return card.length >= 4 && card.length <= 32 ? { means: 'checkin', card } : null;
}

const SECONDS_BELOW = 1e11;
function momentOf(when: Path | null, entry: unknown): number | null {
  const moment = when === null ? null : numberOf(lookUp(entry, when));
  return moment === null || moment <= 0 ? null : moment < SECONDS_BELOW ? moment * 1000 : moment;
}

function counterOf(path: Path | null, root: object): number | null {
  const counter = path === null ? null : numberOf(lookUp(root, path));
  return counter !== null && Number.isSafeInteger(counter) && counter >= 0 ? counter : null;
}

function markOf(paths: readonly Path[], entry: unknown, root: object): string | null {
  if (paths.length === 0) return null;
  const parts = paths.map((path) => wordOf(lookUp(entry, path)) ?? wordOf(lookUp(root, path)));
  return parts.every((part) => part === null) ? null : parts.map((part) => part ?? '').join('|');
}

/**
 * One config file as written: its values, and where each of them stands. Keys and plain scalars keep the text that was
 * typed, because YAML would read the card number `94E8` as 9400000000 and drop the zero of a phone number.
 * Bounded: size, nesting and the number of values after aliases are expanded.
 */

import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Scalar } from 'yaml';
import { substitute } from './env.ts';
import { LineIndex } from './line-index.ts';
import type { Problem } from './problem.ts';
import { quote, say } from './words.ts';
import { yamlProblem } from './yaml-problem.ts';

export type Path = readonly (string | number)[];
export type Env = Readonly<Record<string, string | undefined>>;

/** What stands at one path. */
interface Mark {
  readonly offset: number;
  readonly keyOffset: number;
  /** The text of a scalar as typed, before substitution; null for lists and maps. */
  readonly typed: string | null;
  /** A plain (unquoted) scalar that YAML made a number, boolean or null of. */
  readonly plain: boolean;
  readonly fromEnv: boolean;
}

export interface MissingVariable {
  readonly path: Path;
  readonly problem: Problem;
}

const MAX_VALUES = 200_000;
const MAX_DEPTH = 32;
const MAX_PROBLEMS = 100;
const MAX_STUMBLES = 3;
/** Names that JavaScript objects already carry. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']);

class Excess extends Error {
  readonly offset: number;
  readonly words: string;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
    this.words = message;
  }
}

export class Source {
  readonly file: string;
  readonly problems: Problem[] = [];
  readonly missing: MissingVariable[] = [];
  /** What came from the environment, and what was typed for it: the one is never shown, the other may be. */
  readonly hidden = new Map<string, string>();
  /** Plain data; numbers, booleans and null where YAML saw them. `undefined` where the file cannot be read at all. */
  readonly root: unknown;
  readonly #lines: LineIndex;
  readonly #marks = new Map<string, Mark>();
  readonly #anchors = new Map<string, Node>();
  readonly #env: Env;
  #values = 0;

  constructor(file: string, text: string, env: Env) {
    this.file = file;
    this.#env = env;
    this.#lines = new LineIndex(text);
    this.root = this.#read(text);
    if (this.problems.length > MAX_PROBLEMS) this.problems.length = MAX_PROBLEMS;
  }

  /** A problem with the value at `path`; where nothing is written there, at the nearest thing that is. */
  at(path: Path, message: string): Problem {
    return this.#problem(this.#nearestMark(path)?.offset ?? 0, path, message);
  }

  /** A problem with the key itself, e.g. one that does not exist. */
  atKey(path: Path, message: string): Problem {
    const mark = this.#nearestMark(path);
    return this.#problem(mark?.keyOffset ?? 0, path, message);
  }

  line(path: Path): number {
    return this.#lines.place(this.#nearestMark(path)?.offset ?? 0).line;
  }

  /** The typed text of the scalar at `path`, before substitution. */
  typed(path: Path): string | null {
    return this.#marks.get(markKey(path))?.typed ?? null;
  }

  /** The typed text where YAML made something other than text of it. */
  plain(path: Path): string | null {
    const mark = this.#marks.get(markKey(path));
    return mark?.plain === true ? mark.typed : null;
  }

  fromEnv(path: Path): boolean {
    return this.#marks.get(markKey(path))?.fromEnv ?? false;
  }

  #nearestMark(path: Path): Mark | undefined {
    for (let length = path.length; length >= 0; length--) {
      const mark = this.#marks.get(markKey(path.slice(0, length)));
      if (mark !== undefined) return mark;
    }
    return undefined;
  }

  #problem(offset: number, path: Path, message: string): Problem {
    return { file: this.file, ...this.#lines.place(offset), key: pathText(path), message };
  }

  #read(text: string): unknown {
    let doc: Document.Parsed;
    try {
      doc = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
    } catch (error) {
      // The composer recurses: absurd nesting ends in a RangeError.
      if (!(error instanceof RangeError)) throw error;
      this.problems.push(this.#problem(0, [], tooDeep()));
      return undefined;
    }
    // One wrong character makes the parser stumble again and again: the first few say it all.
    const stumbles = [...doc.errors, ...doc.warnings].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, MAX_STUMBLES);
    for (const stumble of stumbles) {
      const message = /call stack/.test(stumble.message) ? tooDeep() : yamlProblem(stumble);
      this.problems.push({ ...this.#problem(stumble.pos[0], [], message), key: 'yaml' });
    }
    if (doc.errors.length > 0) return undefined;
    if (doc.contents === null) return {};
    try {
      const value = this.#value(doc.contents, [], doc.contents.range?.[0] ?? 0, true);
      return value === null ? {} : value;
    } catch (error) {
      if (!(error instanceof Excess)) throw error;
      this.problems.push(this.#problem(error.offset, [], error.words));
      return undefined;
    }
  }

  #value(node: Node | null, path: Path, keyOffset: number, fresh: boolean): unknown {
    const offset = node?.range?.[0] ?? keyOffset;
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw new Excess(offset, tooMany());
    if (path.length > MAX_DEPTH) throw new Excess(offset, tooDeep());
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target !== undefined) return this.#value(target, path, keyOffset, false);
      this.problems.push(this.#problem(offset, path, unknownAlias(node.source)));
      return undefined;
    }
    if (fresh && node !== null && 'anchor' in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    const mark = (typed: string | null, plain: boolean, fromEnv: boolean): void => {
      this.#marks.set(markKey(path), { offset, keyOffset, typed, plain, fromEnv });
    };
    if (isMap(node)) {
      mark(null, false, false);
      return this.#map(node.items, path, fresh);
    }
    if (isSeq(node)) {
      mark(null, false, false);
      return node.items.map((item, index) => {
        const child = item as Node | null;
        return this.#value(child, [...path, index], child?.range?.[0] ?? offset, fresh);
      });
    }
    if (!isScalar(node)) {
      mark('', true, false);
      return null;
    }
    return this.#scalar(node, path, mark);
  }

  #scalar(node: Scalar, path: Path, mark: (typed: string | null, plain: boolean, fromEnv: boolean) => void): unknown {
    const { value } = node;
    if (typeof value !== 'string') {
      mark(node.source ?? '', node.type === 'PLAIN', false);
      return typeof value === 'number' || typeof value === 'boolean' ? value : null;
    }
    const result = substitute(value, this.#env);
    mark(value, false, result.used);
    if (result.values.length > 0) for (const text of [result.text, ...result.values]) this.hidden.set(text, value);
    if (result.malformed !== null) this.problems.push(this.at(path, malformedReference()));
    for (const name of new Set(result.missing)) {
      this.missing.push({ path, problem: this.at(path, missingVariable(name)) });
    }
    return result.text;
  }

  #map(pairs: readonly { key: unknown; value: unknown }[], path: Path, fresh: boolean): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      const offset = key?.range?.[0] ?? 0;
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : null;
      if (name === null || RESERVED.has(name)) {
        this.problems.push(this.#problem(offset, path, unusableKey()));
        continue;
      }
      if (Object.hasOwn(result, name)) {
        this.problems.push(this.#problem(offset, [...path, name], duplicateKey(name)));
        continue;
      }
      const child = [...path, name];
      const value = this.#value(pair.value as Node | null, child, offset, fresh);
      // `secret: ${SECRET:-}` with nothing in it is the same as not writing the key.
      if (value !== '' || !this.fromEnv(child)) result[name] = value;
    }
    return result;
  }
}

const markKey = (path: Path): string => JSON.stringify(path);

/** `devices[3].zone`; `file` for the root. */
export function pathText(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${keyText(part)}`)).join('');
  return text === '' ? 'file' : text.replace(/^\./, '');
}

const keyText = (name: string): string => (/^[\p{L}\p{N}_.-]{1,64}$/u.test(name) ? name : quote(name));

const tooDeep = (): string =>
  say(`嵌套太深：最多 ${MAX_DEPTH} 层`, `nested too deep: at most ${MAX_DEPTH} levels are allowed`);
const tooMany = (): string =>
  say(
    `展开别名后内容太多：最多 ${MAX_VALUES} 个值`,
    `too much once aliases are expanded: at most ${MAX_VALUES} values are allowed`,
  );
const unknownAlias = (name: string): string =>
  say(
    `别名 *${name} 没有在前面用 &${name} 定义`,
    `the alias *${name} is not defined above; mark what it means with &${name}`,
  );
const unusableKey = (): string => say('这个键名不能用：请写普通文字', 'this cannot be a key: write a plain word');
const duplicateKey = (name: string): string =>
  say(`${quote(name)} 写了两次：只留一个`, `${quote(name)} is written twice: keep one of them`);
const malformedReference = (): string =>
  say(
    '"${" 后面不是变量名：写 ${NAME} 或 ${NAME:-默认值}，原样的 "${" 写成 "$${"',
    '"${" is not followed by a variable name: write ${NAME} or ${NAME:-default}, and "$${" for a literal "${"',
  );
const missingVariable = (name: string): string =>
  say(
    `环境变量 ${name} 没有设置：请设置它，或写 \${${name}:-默认值}`,
    `the environment variable ${name} is not set: set it, or write \${${name}:-default}`,
  );

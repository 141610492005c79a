/** zod's findings in words: what is wrong, and what would be right. Values are shown as typed, and never a secret. */

import type { z } from 'zod';
import { manuals } from './manual.ts';
import { type Problem, unknownName } from './problem.ts';
import { child, keysOf, schemaAt } from './schema-walk.ts';
import type { Path, Source } from './source.ts';
import { nearest } from './suggestion.ts';
import { quote, say } from './words.ts';

type Issue = z.core.$ZodIssue;

export function issueProblems(schema: z.ZodType, source: Source, issue: Issue): readonly Problem[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const written = path.reduce<unknown>(child, source.root);
    const known = [...keysOf(schemaAt(schema, path, source.root), written).keys()];
    return issue.keys.map((name) => source.atKey([...path, name], unknownName(['这个键', 'key'], name, known)));
  }
  const written = path.reduce<unknown>(child, source.root);
  if (written === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return isMisspelt(schema, source, path) ? [] : [source.at(path, missing(schemaAt(schema, path, source.root)))];
  }
  if (issue.code === 'invalid_key') return [source.atKey(path, firstMessage(issue.issues) ?? general(issue))];
  return [source.at(path, words(source, path, written, issue))];
}

/** Is the missing key there under a misspelt name? That one is reported, with this one as the suggestion. */
function isMisspelt(schema: z.ZodType, source: Source, path: Path): boolean {
  const parent = path.slice(0, -1);
  const written = parent.reduce<unknown>(child, source.root);
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return false;
  const known = [...keysOf(schemaAt(schema, parent, source.root), written).keys()];
  return Object.keys(written).some((name) => !known.includes(name) && nearest(name, known) === path.at(-1));
}

function words(source: Source, path: Path, written: unknown, issue: Issue): string {
  const was = shown(source, path);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, written, was);
    case 'invalid_value':
      return choice(was, issue.values.map(String));
    case 'invalid_union':
      return union(source, path, written, issue);
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? own(issue, say('不能为空', 'must not be empty'))
        : own(issue, say(`太小：最小 ${issue.minimum}${was.zh}`, `too small: ${issue.minimum} or more${was.en}`));
    case 'too_big':
      return own(issue, tooBig(issue, was));
    case 'invalid_format':
      return own(issue, say(`格式不对${was.zh}`, `not a valid ${issue.format}${was.en}`));
    default:
      return general(issue);
  }
}

function tooBig(issue: Issue & { code: 'too_big' }, was: Shown): string {
  if (issue.origin === 'array')
    return say(`太多：最多 ${issue.maximum} 项`, `too many: at most ${issue.maximum} items`);
  if (issue.origin === 'string') {
    return say(`太长：最多 ${issue.maximum} 个字符`, `too long: at most ${issue.maximum} characters`);
  }
  return say(`太大：最大 ${issue.maximum}${was.zh}`, `too big: ${issue.maximum} or less${was.en}`);
}

function union(source: Source, path: Path, written: unknown, issue: Issue & { code: 'invalid_union' }): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (options.length === 0) return general(issue);
  if (written === undefined) {
    return say(`缺少类型，可以写：${options.join(', ')}`, `is missing; write one of: ${options.join(', ')}`);
  }
  return choice(shown(source, path), options);
}

const TYPES: Readonly<Record<string, readonly [string, string]>> = {
  string: ['文字', 'text'],
  number: ['数字', 'a number'],
  int: ['整数', 'a whole number'],
  boolean: ['true 或 false', 'true or false'],
  array: ['列表（每项以 "- " 开头，或写 [a, b]）', 'a list (items start with "- ", or [a, b])'],
  object: ['"键: 值"', '"key: value" lines'],
  record: ['"键: 值"', '"key: value" lines'],
};

function wrongType(expected: string, written: unknown, was: Shown): string {
  const [zh, en] = TYPES[expected] ?? [expected, expected];
  if (written === null) return say(`这里是空的：应写${zh}`, `is empty: write ${en}`);
  return say(`应写${zh}${was.zh}`, `must be ${en}${was.en}`);
}

function choice(was: Shown, options: readonly string[]): string {
  const guess = was.text === null ? null : nearest(was.text, options);
  if (guess !== null)
    return say(`不认识${was.zh}，是不是想写 "${guess}"？`, `is not known${was.en}, did you mean "${guess}"?`);
  return say(
    `不认识${was.zh}，可以写：${options.join(', ')}`,
    `is not known${was.en}; write one of: ${options.join(', ')}`,
  );
}

function missing(schema: unknown): string {
  const example = schema === undefined ? undefined : manuals.get(schema as z.ZodType)?.example;
  const hint = example === undefined || example.startsWith('见 ') || example.startsWith('- ') ? null : example;
  return say(
    hint === null ? '缺少这一项' : `缺少这一项，例如 ${hint}`,
    hint === null ? 'is missing' : `is missing, e.g. ${hint}`,
  );
}

interface Shown {
  readonly text: string | null;
  readonly zh: string;
  readonly en: string;
}

/** Channel settings hold secrets and addresses are personal: neither is ever repeated. */
const PRIVATE = new Set(['to', 'secret', 'password', 'token', 'key', 'url', 'hook', 'user', 'args', 'command']);

function shown(source: Source, path: Path): Shown {
  const typed = source.typed(path);
  const last = path.at(-1);
  const isPrivate = typeof last === 'number' ? path[0] === 'channels' : last !== undefined && PRIVATE.has(last);
  if (typed === null || typed === '' || typed.length > 60 || isPrivate) return { text: null, zh: '', en: '' };
  return { text: typed, zh: `（现在是 ${quote(typed)}）`, en: ` (it is ${quote(typed)})` };
}

/** A message that the schema's author wrote, if there is one. */
const own = (issue: Issue, otherwise: string): string =>
  issue.message.includes(' | ') || /would be right|right would be/.test(issue.message) ? general(issue) : otherwise;

const general = (issue: Issue): string =>
  issue.message.includes(' | ') ? issue.message : say('不符合要求', issue.message);

const firstMessage = (issues: readonly Issue[]): string | null => {
  const first = issues[0];
  return first === undefined ? null : general(first);
};

/**
 * The configuration folder as a desk: each file as values with a form, and changes to one that are checked as a whole before
 * anything is written. Runs in a thread (`edit-thread.ts`): it reads, parses and syncs.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { SetupEdit, SetupFile } from '../../../contract/setup-api.ts';
import type { LoadResult } from '../config.ts';
import { CONFIG_FILES } from '../docs.ts';
import type { FileName } from '../files.ts';
import { formatProblem, loadConfig } from '../load.ts';
import type { Env } from '../source.ts';
import { applyEdits } from './apply-edits.ts';
import { formOf } from './form.ts';
import { Draft } from './replace-file.ts';

export type EditResult =
  | {
      readonly ok: true;
      readonly config: Extract<LoadResult, { ok: true }>['config'];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly why: 'unknown-file' | 'changed' | 'read-only' }
  | { readonly ok: false; readonly why: 'wrong'; readonly problems: readonly string[] };

const EDITABLE = CONFIG_FILES.filter(([file]) => !file.includes('*'));
const SECRET = /^(secret|password|token|key|hook)$/i;
export const MASK = '•••';
/** References alone; a default that is written with one would be the secret itself. */
const REFERENCES = /^(?:\$\{\w+(?::-)?\})+$/;
/** What addresses carry of it: `user:password@`, and parameters of a robot's address. */
const IN_ADDRESS = [
  /(:\/\/[^/@\s:]*:)(?!\$\{)[^/@\s]+(?=@)/g,
  /([?&][\w-]*(?:key|token|secret|password)=)(?!\$\{)[^&#\s}]+/gi,
];

const textOf = (dir: string, file: string): string => {
  const path = join(dir, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Every scalar as typed (`94E8` stays what it is); a secret written in the file itself is masked, a bare reference is shown. */
function valuesOf(text: string): unknown {
  const doc = parseDocument(text, { schema: 'failsafe' });
  return masked(doc.errors.length > 0 ? null : doc.toJS({ maxAliasCount: 100 }));
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === 'string') return IN_ADDRESS.reduce((text, part) => text.replaceAll(part, `$1${MASK}`), value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const hide = SECRET.test(name) && typeof inner === 'string' && inner !== '' && !REFERENCES.test(inner);
      return [name, hide ? MASK : masked(inner)];
    }),
  );
}

/** Where an edit would write the mask in place of what it hides. */
function maskIn(value: unknown, path: SetupEdit['path']): string | null {
  if (typeof value === 'string') return value.includes(MASK) ? path.join('.') : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = maskIn(inner, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

const maskProblem = (file: string, path: string): string =>
  `${file} ${path}: ${MASK} 只是遮住密钥的符号：请写密钥本身或 \${NAME}，不改就不要提交 | ${MASK} only hides a secret: write the secret or \${NAME}, or leave it out of the change`;

export function readSetup(dir: string): readonly SetupFile[] {
  return EDITABLE.map(([id, zh, en, , schema]) => {
    const text = textOf(dir, id);
    return { id, title: { zh, en }, form: formOf(schema), values: valuesOf(text), version: versionOf(text) };
  });
}

const isFile = (name: string): name is FileName => EDITABLE.some(([file]) => file === name);

/** Nothing is written unless the whole folder is right with it. @param stamp names the version that is kept, e.g. an ISO time */
export function editSetup(
  dir: string,
  env: Env,
  { file, version, edits }: { readonly file: string; readonly version: string; readonly edits: readonly SetupEdit[] },
  stamp: string,
): EditResult {
  if (!isFile(file)) return { ok: false, why: 'unknown-file' };
  const before = textOf(dir, file);
  if (versionOf(before) !== version) return { ok: false, why: 'changed' };
  for (const change of edits) {
    const place = change.op === 'set' ? maskIn(change.value, change.path) : null;
    if (place !== null) return { ok: false, why: 'wrong', problems: [maskProblem(file, place)] };
  }
  const applied = applyEdits(before, edits);
  if (!applied.ok) return { ok: false, why: 'wrong', problems: [`${file}: ${applied.path}`] };
  let draft: Draft | null = null;
  try {
    draft = new Draft(dir, file, applied.text);
    const loaded = loadConfig(dir, env, { [file]: draft.path });
    if (!loaded.ok) return { ok: false, why: 'wrong', problems: loaded.problems.map(formatProblem) };
    draft.put(before, stamp);
    return { ok: true, config: loaded.config, warnings: loaded.warnings.map(formatProblem) };
  } catch {
    return { ok: false, why: 'read-only' };
  } finally {
    draft?.drop();
  }
}

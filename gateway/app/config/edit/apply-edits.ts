/** Changes to a YAML file that leave everything else of it as it was: comments, order, blank lines, the way things are written. */

import { type Document, isCollection, isMap, parseDocument, YAMLMap } from 'yaml';
import type { SetupEdit } from '../../../contract/setup-api.ts';

export type Applied = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly path: string };

/** As the files are written: no line is broken that was not. */
const WRITE = { lineWidth: 0, flowCollectionPadding: true } as const;

/** In the order given; a path that leads nowhere ends it. */
export function applyEdits(text: string, edits: readonly SetupEdit[]): Applied {
  const doc = parseDocument(text);
  if (doc.errors.length > 0) return { ok: false, path: 'file' };
  for (const edit of edits) {
    const done = edit.op === 'set' ? set(doc, edit.path, edit.value) : remove(doc, edit.path);
    if (!done) return { ok: false, path: edit.path.join('.') };
  }
  return { ok: true, text: asWritten(text, doc) };
}

/** How a line reads without the spaces that the printer likes to put elsewhere. */
const bare = (line: string): string =>
  /^\s*#/.test(line) ? line.trim() : line.replaceAll(/([[{])\s+/g, '$1').replaceAll(/\s+([\]}])/g, '$1');

/** The printer's lines, each as it was typed before where only its spaces differ; should that change a value, the printer's own. */
function asWritten(before: string, doc: Document): string {
  const printed = doc.toString(WRITE);
  const typed = new Map<string, string[]>();
  for (const line of before.split('\n')) typed.set(bare(line), [...(typed.get(bare(line)) ?? []), line]);
  const restored = printed
    .split('\n')
    .map((line) => typed.get(bare(line))?.shift() ?? line)
    .join('\n');
  const same = JSON.stringify(parseDocument(restored).toJS()) === JSON.stringify(parseDocument(printed).toJS());
  return same ? restored : printed;
}

/** A list grows by one where the path names the place behind its end; maps on the way are made where they are missing. */
function set(doc: Document, path: SetupEdit['path'], value: unknown): boolean {
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  if (doc.contents === null) doc.contents = new YAMLMap();
  const holder: unknown = parent.length === 0 ? doc.contents : doc.getIn(parent, true);
  if (holder === undefined || holder === null) {
    if (typeof last !== 'string' && last !== 0) return false;
    doc.setIn(parent, doc.createNode(last === 0 ? [value] : { [String(last)]: value }));
    return true;
  }
  if (!isCollection(holder)) return false;
  if (isMap(holder) !== (typeof last === 'string')) return false;
  if (typeof last === 'number' && last > holder.items.length) return false;
  const before = doc.getIn(path, true);
  const node = doc.createNode(value);
  // A list or map that was written on one line stays on one line; a new item is written as its neighbours are.
  if (isCollection(node)) {
    const like: unknown = isCollection(before) ? before : holder.items.find((item) => isCollection(item));
    if (isCollection(like) && like.flow !== undefined) node.flow = like.flow;
  }
  doc.setIn(path, node);
  return true;
}

function remove(doc: Document, path: SetupEdit['path']): boolean {
  return doc.hasIn(path) && doc.deleteIn(path);
}

/** Reads what a source file imports and which global names it touches, from its syntax tree (not by matching text). */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { parseSync } from 'vite';

/** Path from the repository root, with forward slashes → source text. */
export type Sources = ReadonlyMap<string, string>;

export interface Edge {
  readonly from: string;
  /** A repository path for relative imports, else the package (`zod`, `@peculiar/x509`) or `node:…` module. */
  readonly to: string;
  readonly inside: boolean;
  readonly typeOnly: boolean;
}

export interface FileSyntax {
  readonly edges: readonly Edge[];
  /** Free-standing names used, and `Math.random`-like members, as written. */
  readonly names: ReadonlySet<string>;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const literal = (value: unknown): string | null =>
  isNode(value) && value.type === 'Literal' && typeof value['value'] === 'string' ? value['value'] : null;

const identifier = (value: unknown): string | null =>
  isNode(value) && value.type === 'Identifier' && typeof value['name'] === 'string' ? value['name'] : null;

/** `new URL('./worker.ts', import.meta.url)`: how workers are named. */
function workerUrl(node: Node): string | null {
  if (node.type !== 'NewExpression' || identifier(node['callee']) !== 'URL' || !Array.isArray(node['arguments']))
    return null;
  const target = literal(node['arguments'][0]);
  return target !== null && target.startsWith('.') && /\.[jt]sx?$/.test(target) ? target : null;
}

function specifier(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
      return literal(node['source']);
    case 'TSImportType':
      return literal(node['source']) ?? literal(node['argument']);
    default:
      return workerUrl(node);
  }
}

function onlyTypes(node: Node): boolean {
  if (node.type === 'TSImportType') return true;
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const names = node['specifiers'];
  return (
    Array.isArray(names) &&
    names.length > 0 &&
    names.every((n) => isNode(n) && (n['importKind'] === 'type' || n['exportKind'] === 'type'))
  );
}

const packageOf = (name: string): string =>
  name.startsWith('node:')
    ? name
    : name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');

function resolveEdge(from: string, name: string, typeOnly: boolean): Edge {
  if (!name.startsWith('.')) return { from, to: packageOf(name), inside: false, typeOnly };
  const to = posix.normalize(posix.join(posix.dirname(from), name));
  return { from, to: to.replace(/\.js$/, '.ts'), inside: true, typeOnly };
}

/** Keys whose identifiers are labels, not references. */
function isLabel(parent: Node | null, key: string): boolean {
  if (parent === null) return false;
  if (parent.type === 'MemberExpression') return key === 'property' && parent['computed'] !== true;
  return key === 'key' && parent['computed'] !== true;
}

const read = new Map<string, FileSyntax>();

/** Throws where the file does not parse: a file that was not read must not pass. */
export function readSyntax(path: string, source: string): FileSyntax {
  const key = `${path}\0${source}`;
  const syntax = read.get(key) ?? parse(path, source);
  read.set(key, syntax);
  return syntax;
}

function parse(path: string, source: string): FileSyntax {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message ?? 'unknown'}`);
  const edges: Edge[] = [];
  const names = new Set<string>();
  const walk = (value: unknown, parent: Node | null, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, parent, key);
      return;
    }
    if (!isNode(value)) return;
    const target = specifier(value);
    if (target !== null) edges.push(resolveEdge(path, target, onlyTypes(value)));
    const name = identifier(value);
    if (name !== null && !isLabel(parent, key)) names.add(name);
    if (value.type === 'MemberExpression') {
      const object = identifier(value['object']);
      const property = identifier(value['property']);
      if (object !== null && property !== null) names.add(`${object}.${property}`);
    }
    for (const [childKey, child] of Object.entries(value)) walk(child, value, childKey);
  };
  walk(program, null, 'program');
  return { edges, names };
}

/** Production sources below the given rooms (a room not built yet has none): everything but tests and declarations. */
export function readSources(root: string, rooms: readonly string[]): Sources {
  const sources = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') visit(path);
      else if (/\.(ts|tsx|mts)$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name))
        sources.set(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
    }
  };
  for (const room of rooms) if (existsSync(join(root, room))) visit(join(root, room));
  return sources;
}

/** Who may import whom: docs/ARCHITECTURE.md as data. */

import { type Edge, readSyntax, type Sources } from './edges.ts';

interface Room {
  readonly name: string;
  /** Rooms it may import, besides itself. `*` = all of gateway. */
  readonly rooms: readonly string[];
  /** Packages it may import; `*` = any, `node:` = Node's own modules. */
  readonly packages: readonly string[];
}

const ROOMS: readonly Room[] = [
  { name: 'gateway/core', rooms: [], packages: [] },
  { name: 'gateway/ports', rooms: ['gateway/core', 'gateway/contract'], packages: [] },
  { name: 'gateway/contract', rooms: ['gateway/core'], packages: ['zod'] },
  { name: 'gateway/flow', rooms: ['gateway/core', 'gateway/ports', 'gateway/contract'], packages: ['zod', 'node:'] },
  // The command line is one door: its verbs `bridge` and `node` hand plain data to the bridge, as `simulate` does to the simulator.
  { name: 'gateway/app', rooms: ['*', 'firmware-bridge'], packages: ['*', 'node:'] },
  { name: 'gateway/main.ts', rooms: ['gateway/app'], packages: ['node:'] },
  { name: 'gateway/console', rooms: ['gateway/contract', 'gateway/core'], packages: ['*'] },
  { name: 'gateway/simulator', rooms: ['gateway/contract', 'gateway/core'], packages: ['mqtt', 'zod', 'node:'] },
  { name: 'firmware-bridge', rooms: ['gateway/contract', 'gateway/core'], packages: ['*', 'node:'] },
  { name: 'dashboards', rooms: ['gateway/contract', 'gateway/core'], packages: ['*', 'node:'] },
];

export const ROOM_NAMES = ROOMS.map((room) => room.name);

const ADAPTER = /^gateway\/adapters\/([^/]+)\//;

function roomOf(path: string): Room | null {
  const adapter = ADAPTER.exec(path);
  if (adapter)
    return {
      name: `gateway/adapters/${adapter[1] ?? ''}`,
      rooms: ['gateway/core', 'gateway/ports', 'gateway/contract'],
      packages: ['*', 'node:'],
    };
  return ROOMS.find((room) => path === room.name || path.startsWith(`${room.name}/`)) ?? null;
}

/** Names the core may not touch: it neither reads a clock nor reaches outside (DESIGN.md, rooms). */
const IMPURE = [
  'Date',
  'Date.now',
  'Math.random',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'process',
  'Buffer',
  'crypto',
  'console',
  'fetch',
  'globalThis',
];

/** Names the flow may not touch: it takes the Clock and Random ports, so that a seed replays a run. */
const UNCLOCKED = ['Date.now', 'Math.random', 'setTimeout', 'setInterval', 'setImmediate', 'performance'];

export interface Report {
  readonly files: number;
  readonly edges: number;
  readonly faults: readonly string[];
}

function packageFault(room: Room, edge: Edge): string | null {
  const isNode = edge.to.startsWith('node:');
  const allowed = isNode
    ? room.packages.includes('node:') && !edge.to.startsWith('node:timers')
    : room.packages.includes('*') || room.packages.includes(edge.to);
  return allowed ? null : `${edge.from} imports ${edge.to}: not a package of ${room.name}`;
}

function edgeFault(edge: Edge): string | null {
  const room = roomOf(edge.from);
  if (room === null) return `${edge.from} is in no room of docs/ARCHITECTURE.md`;
  if (!edge.inside) return packageFault(room, edge);
  if (/^test\/|\.test\.tsx?$/.test(edge.to)) return `${edge.from} imports a test: ${edge.to}`;
  if (/\.(css|svg|json)$/.test(edge.to)) return null;
  const target = roomOf(edge.to);
  if (target === null) return `${edge.from} imports ${edge.to}, which is in no room`;
  if (target.name === room.name || room.rooms.includes(target.name)) return null;
  if (room.rooms.includes('*') && edge.to.startsWith('gateway/') && target.name !== 'gateway/main.ts') return null;
  return `${edge.from} imports ${edge.to}: ${room.name} may not import ${target.name}`;
}

/** Cycles in a directed graph, each as a readable chain; every cycle is reported once, from its first-seen node. */
function cycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): void => {
    const at = trail.indexOf(node);
    if (at >= 0) {
      found.push([...trail.slice(at), node].join(' ▸ '));
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

function graphOf(edges: readonly Edge[], nameOf: (path: string) => string | null): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const edge of edges) {
    const from = nameOf(edge.from);
    const to = nameOf(edge.to);
    if (from === null || to === null || from === to) continue;
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  }
  return graph;
}

function impurities(path: string, names: ReadonlySet<string>): string[] {
  const banned = path.startsWith('gateway/core/') ? IMPURE : path.startsWith('gateway/flow/') ? UNCLOCKED : [];
  return banned.filter((name) => names.has(name)).map((name) => `${path} uses ${name}`);
}

/** Checks import direction, cycles between rooms and between files, and the purity of core and flow. */
export function inspect(sources: Sources): Report {
  const edges: Edge[] = [];
  const faults: string[] = [];
  for (const [path, source] of sources) {
    const syntax = readSyntax(path, source);
    edges.push(...syntax.edges);
    faults.push(...impurities(path, syntax.names));
  }
  const inside = edges.filter((edge) => edge.inside);
  faults.push(...edges.map(edgeFault).filter((fault) => fault !== null));
  faults.push(
    ...inside
      .filter((e) => e.to.endsWith('.ts') && !known(e.to, sources))
      .map((e) => `${e.from} imports ${e.to}, which is not there`),
  );
  faults.push(...cycles(graphOf(inside, (path) => roomOf(path)?.name ?? null)).map((c) => `rooms in a circle: ${c}`));
  const values = inside.filter((edge) => !edge.typeOnly);
  faults.push(...cycles(graphOf(values, (path) => path)).map((c) => `files in a circle: ${c}`));
  return { files: sources.size, edges: edges.length, faults };
}

const known = (path: string, sources: Sources): boolean =>
  sources.has(path) || sources.has(path.replace(/\.ts$/, '.tsx')) || /\.d\.ts$|\.test\.tsx?$|^test\//.test(path);

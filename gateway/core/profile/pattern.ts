/**
 * Topic patterns of profiles: MQTT levels, `+` for any one level, `#` at the end for the rest, and the places `{base}` (what
 * the bridge is granted), `{address}` (which device) and `{channel}` (which of its inputs). A friendly name may hold slashes,
 * spaces and Chinese, so an address may be several levels.
 */

export interface Places {
  readonly base?: string | undefined;
  readonly address?: string | undefined;
  readonly channel?: string | undefined;
}

const PLACE = /\{(base|address|channel)\}/g;

/** Puts values into the places it has values for. */
export const fill = (pattern: string, places: Places): string =>
  pattern.replace(PLACE, (whole, name: keyof Places) => places[name] ?? whole);

/** Does an MQTT filter take in this topic? */
export function matches(filter: string, topic: string): boolean {
  if (filter === '#') return !topic.startsWith('$');
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return true;
    if (at >= levels.length || (level !== '+' && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}

/**
 * Reads a topic with a pattern in which `{address}` (and `{channel}`) may still be open: what stands there, or null where the
 * topic does not fit. An open address takes one level or more, as few as fit; an open channel takes exactly one.
 */
export function capture(pattern: string, topic: string): { readonly address: string | null } | null {
  const found = openPattern(pattern).exec(topic);
  return found ? { address: found.groups?.['address'] ?? null } : null;
}

const compiled = new Map<string, RegExp>();
/** Patterns come from the configuration: few, and the same ones again and again. */
const MOST_PATTERNS = 2000;

function openPattern(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const parts = pattern.split('/').map((level) => {
    if (level === '+') return '[^/]*';
    if (level === '#') return '.*';
    return level
      .split(/(\{address\}|\{channel\})/)
      .map((piece) => {
        if (piece === '{address}') return '(?<address>[^/].*?)';
        if (piece === '{channel}') return '[^/]+?';
        return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      })
      .join('');
  });
  const expression = new RegExp(`^${parts.join('/')}$`, 'su');
  if (compiled.size >= MOST_PATTERNS) compiled.clear();
  compiled.set(pattern, expression);
  return expression;
}

/** `switch:*` takes in every word with that beginning. */
export const globMatches = (glob: string, word: string): boolean =>
  glob.endsWith('*') ? word.startsWith(glob.slice(0, -1)) : word === glob;

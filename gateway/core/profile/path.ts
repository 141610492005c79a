/**
 * Where a value stands in a JSON body: `object.button_event.status`, `params."input:0".state`, `events.0.ts`. Names with dots,
 * colons or spaces stand in double quotes. A path is data: it is looked up, never evaluated.
 */

export type Path = readonly string[];

const PART = /(?:"([^"]+)"|([^."\s]+))(\.|$)/y;
const MOST_PARTS = 12;

/** Null where it is no path. */
export function parsePath(text: string): Path | null {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const found = PART.exec(text);
    const part = found?.[1] ?? found?.[2];
    if (!found || part === undefined || parts.length === MOST_PARTS) return null;
    if (found[3] === '.' && PART.lastIndex === text.length) return null;
    parts.push(part);
    at = PART.lastIndex;
  }
  return parts.length === 0 ? null : parts;
}

/** `undefined` where nothing stands there. Own keys only: a body cannot reach what every object inherits. */
export function lookUp(value: unknown, path: Path): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[part];
  }
  return found;
}

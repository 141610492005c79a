/** The files of a school: six dashboards in each language, as classic JSON that Grafana provisions. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { boardsFor } from './boards/all.ts';
import { render } from './board.ts';
import type { Plan } from './plan.ts';
import { LANGUAGES } from './words/language.ts';

/** Path below the output folder, and text. */
export type Files = ReadonlyMap<string, string>;

export function filesFor(plan: Plan): Files {
  const files = LANGUAGES.flatMap((language) =>
    boardsFor(plan).map((board) => {
      const text = `${JSON.stringify(render(board, plan, language), null, 2)}\n`;
      return [join(language, `${board.id}.json`), text] as const;
    }),
  );
  return new Map(files);
}

/** Files that are missing, stale or too many in the folder. */
export function drift(files: Files, folder: string): readonly string[] {
  const present = LANGUAGES.flatMap((language) => jsonIn(join(folder, language)).map((name) => join(language, name)));
  const wrong = [...files].filter(
    ([path, text]) => !present.includes(path) || readFileSync(join(folder, path), 'utf8') !== text,
  );
  return [...wrong.map(([path]) => path), ...present.filter((path) => !files.has(path))];
}

/** Writes the files, and removes dashboards of ours that are none any more. */
export function write(files: Files, folder: string): void {
  for (const path of drift(files, folder)) {
    const text = files.get(path);
    if (text === undefined) rmSync(join(folder, path));
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
}

function jsonIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** Where this program is installed, and which version it is. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const manifest = z.object({ name: z.string(), version: z.string() });

export interface Installation {
  readonly root: string;
  readonly version: string;
  /** The built console; null where it was not built: then there is the API only. */
  readonly consoleDir: string | null;
}

/** Looks upwards from here: the same from `gateway/` and from `dist/gateway/`. */
export function installation(): Installation {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const read = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (read.success && read.data.name === 'campus-guard') {
        const consoleDir = join(folder, 'dist', 'console');
        const built = existsSync(join(consoleDir, 'index.html'));
        return { root: folder, version: read.data.version, consoleDir: built ? consoleDir : null };
      }
    }
    if (dirname(folder) === folder) throw new Error('package.json of campus-guard was not found');
  }
}

/** `npm run build`: dist/ from the sources, where they changed. */

import { ensureBuilt } from './house/build.mjs';

process.exit((await ensureBuilt()) ? 0 : 1);

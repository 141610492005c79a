/** Installs the Debian packages the tests use; exits 1 and names them where that did not work. */

import { ensureDebianPackages } from './house/debian-packages.mjs';

const missing = await ensureDebianPackages();
for (const pkg of missing) console.error(`missing: ${pkg.name} (needed for ${pkg.for})`);
process.exit(missing.length === 0 ? 0 : 1);

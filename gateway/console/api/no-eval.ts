/**
 * Must be the page's first import: the CSP forbids eval, and zod tries it once for every schema that is made before this is
 * said; the browser would report each try as a violation.
 */

import { z } from 'zod';

z.config({ jitless: true });

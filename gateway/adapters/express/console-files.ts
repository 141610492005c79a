import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

const NOT_BUILT = '控制台尚未构建。The console has not been built; the API is at /api/openapi.json\n';

/** The built console: hashed assets for ever, the page itself fresh each time, every other path leads to the page. */
export function consoleFiles(dir: string | null): RequestHandler {
  const router = Router();
  const page = dir === null ? null : join(dir, 'index.html');
  if (dir === null || page === null || !existsSync(page)) {
    router.get('/', (_request, response) => {
      response.status(404).type('text').send(NOT_BUILT);
    });
    return router;
  }
  router.use('/assets', express.static(join(dir, 'assets'), { immutable: true, maxAge: '365d', fallthrough: false }));
  router.use(express.static(dir, { index: false, maxAge: 0 }));
  router.get(/.*/, (request, response, next) => {
    if (!request.accepts('html') || /\.[a-z0-9]+$/i.test(request.path)) next();
    else response.setHeader('cache-control', 'no-cache').sendFile(page);
  });
  return router;
}

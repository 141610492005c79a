/** The Express application: headers, the route table, the console's files, and errors. No sockets here. */

import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { admit } from './authenticate.ts';
import { bodyReader } from './body.ts';
import { consoleFiles } from './console-files.ts';
import { readSession } from './cookie.ts';
import { refuseForeign } from './csrf.ts';
import type { HttpLog } from './http-log.ts';
import type { RequestCounter } from './metrics.ts';
import { HttpProblem, toProblem } from './problem.ts';
import { OPEN, type Reply, type Route, type Services } from './route.ts';
import { type SignInLimits, signInLimiter } from './sign-in-limit.ts';

export interface AppParts {
  readonly services: Services;
  readonly routes: readonly Route[];
  readonly counter: RequestCounter;
  readonly consoleDir: string | null;
  readonly publicUrl: string | null;
  readonly bodyLimitBytes: number;
  readonly signInLimits: SignInLimits;
  readonly log: HttpLog;
}

export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Only a reverse proxy on this very machine may say whose request it forwards.
  app.set('trust proxy', 'loopback');
  app.set('query parser', 'simple');
  app.use(securityHeaders());
  app.use(['/api', '/t'], (_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  register(app, parts);
  app.use('/api', () => {
    throw new HttpProblem(404, 'unknown-path', 'there is no such call; see /api/openapi.json');
  });
  app.use(consoleFiles(parts.consoleDir));
  app.use(() => {
    throw new HttpProblem(404, 'unknown-path', 'not found');
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    answerError(error, request, response, parts.log);
  });
  return app;
}

const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

function register(app: Express, parts: AppParts): void {
  const limiter = signInLimiter(parts.signInLimits);
  for (const route of parts.routes) {
    app[route.method](expressPath(route.path), handlerOf(route, parts, route.guessable ? limiter : null));
  }
  for (const path of new Set(parts.routes.map((route) => route.path))) {
    const methods = parts.routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
    app.all(expressPath(path), () => {
      throw new HttpProblem(405, 'method-not-allowed', `allowed here: ${allow}`, { headers: { allow } });
    });
  }
}

/** Who, from where, what: refused in this order, so that a stranger learns nothing about what a call expects. */
function handlerOf(
  route: Route,
  { services, counter, publicUrl, bodyLimitBytes }: AppParts,
  limiter: ReturnType<typeof signInLimiter> | null,
) {
  const readBody = bodyReader(route, bodyLimitBytes);
  const mutating = route.method !== 'get';
  return async (request: Request, response: Response): Promise<void> => {
    response.on('finish', () => counter.count(request.method, route.path, response.statusCode));
    const principal = admit(route, request, services.accounts);
    const byCookie = principal?.via === 'session' && readSession(request) !== null;
    if (mutating && route.access !== OPEN && byCookie) refuseForeign(request, publicUrl);
    await readBody(request, response);
    await limiter?.(request, response);
    send(await route.run(request, principal), request, response);
  };
}

function send(reply: Reply, request: Request, response: Response): void {
  if ('stream' in reply) {
    if (request.method === 'HEAD') response.type('text/event-stream').end();
    else reply.stream(response);
    return;
  }
  response.status(reply.status).set(reply.headers ?? {});
  if ('json' in reply) response.json(reply.json);
  else if ('text' in reply) response.type(reply.type).send(reply.text);
  else response.end();
}

function answerError(error: unknown, request: Request, response: Response, log: HttpLog): void {
  const problem = toProblem(error);
  if (problem.status >= 500 && !(error instanceof HttpProblem)) {
    log.error({ err: error, call: `${request.method} ${request.baseUrl}${pathOnly(request)}` }, 'request failed');
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A body that was not read would be taken for the next request of this connection.
  if (problem.status === 413) response.set('connection', 'close');
  response.status(problem.status).set(problem.headers).json(problem.body());
}

/** Link tokens are credentials: they do not go into the log. */
const pathOnly = (request: Request): string => request.path.replace(/^\/t\/.*/, '/t/…');

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // The school's network speaks plain HTTP too; browsers complain about these there, and HSTS would lock people out.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

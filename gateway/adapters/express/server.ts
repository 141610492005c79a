/** Entry of the HTTP adapter: API, live stream, take-over links and the console over one server. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accounts, Links } from '../../ports/accounts.ts';
import type { SeriesDesk } from '../../ports/series.ts';
import type { Campus } from '../../ports/campus.ts';
import type { Setup } from '../../ports/setup.ts';
import { createApp } from './app.ts';
import { BODY_LIMIT_BYTES } from './body.ts';
import { SESSION_COOKIE } from './cookie.ts';
import type { HttpLog } from './http-log.ts';
import { LIVE_LIMITS, LiveHub, type LiveLimits } from './live-hub.ts';
import { ProcessMetrics, RequestCounter } from './metrics.ts';
import { openapiDocument } from './openapi.ts';
import { RefusedSignIns } from './refused-sign-ins.ts';
import type { Route, Services } from './route.ts';
import { routeTable } from './routes/table.ts';
import { SIGN_IN_LIMITS, type SignInLimits } from './sign-in-limit.ts';

export type { HttpLog } from './http-log.ts';

export interface HttpOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly campus: Campus;
  readonly accounts: Accounts;
  readonly links: Links;
  /** Left out: nothing is exported. */
  readonly series?: SeriesDesk | null;
  /** Left out: the configuration cannot be changed over HTTP. */
  readonly setup?: Setup | null;
  /** Folder of the built console, or null. */
  readonly consoleDir: string | null;
  /** Base of links as people reach it from outside; its host is accepted as an origin. */
  readonly publicUrl: string | null;
  readonly version: string;
  /** Shown on every screen: the devices are simulated. */
  readonly simulated: boolean;
  /** Wall time, epoch milliseconds. */
  readonly now: () => number;
  readonly log: HttpLog;
  /** WebSocket upgrades (MQTT at `/mqtt`); answers for itself. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly bodyLimitBytes?: number;
  readonly live?: Partial<LiveLimits>;
  readonly signInLimits?: Partial<SignInLimits>;
}

export interface HttpServer {
  readonly port: number;
  /** The table behind the API, for tests and documents. */
  readonly routes: readonly Route[];
  /** Ends streams, lets running requests finish, and is done within 2 s. Idempotent. */
  close(): Promise<void>;
}

/** WebSocket devices included; file descriptors are finite. */
const MOST_CONNECTIONS = 8192;
const CLOSE_PATIENCE_MS = 1500;

/** Listens. Rejects with Node's error (`code`, `port`) where the port is taken. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { campus, accounts, links, now, version, simulated, log, publicUrl } = options;
  const series = options.series ?? null;
  const setup = options.setup ?? null;
  const services: Services = { campus, accounts, links, series, setup, now, about: { version, simulated } };
  const onFault = (error: unknown): void => log.warn({ err: error }, 'live stream could not read the present state');
  const hub = new LiveHub(campus, { ...LIVE_LIMITS, ...options.live }, onFault);
  const refused = new RefusedSignIns(campus);
  const counter = new RequestCounter();
  const processMetrics = new ProcessMetrics();
  const routes: readonly Route[] = routeTable({
    services,
    hub,
    refused,
    counter,
    processMetrics,
    publicUrl,
    openapi: () => document,
  });
  const document = openapiDocument(routes, version, SESSION_COOKIE);
  const app = createApp({
    services,
    routes,
    counter,
    consoleDir: options.consoleDir,
    publicUrl,
    bodyLimitBytes: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    signInLimits: { ...SIGN_IN_LIMITS, ...options.signInLimits },
    log,
  });
  let closed: Promise<void> | null = null;
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: 5000,
    },
    (request, response) => {
      // A kept-alive connection would hold the stop up until its time-out.
      response.on('finish', () => closed !== null && request.socket.end());
      app(request, response);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('upgrade', options.onUpgrade ?? ((_request, socket) => socket.destroy()));
  const release = (): void => {
    hub.close();
    refused.close();
    processMetrics.close();
  };
  try {
    await listen(server, options.port, options.host);
  } catch (error) {
    release();
    throw error;
  }
  // While it listens, an error is one connection that could not be accepted (no file descriptor left): unheard it would end the process.
  server.on('error', (error) => log.warn({ err: error }, 'a connection could not be accepted'));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    routes,
    close: () => {
      closed ??= Promise.resolve().then(() => shut(server, release));
      return closed;
    },
  };
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve();
    });
  });

async function shut(server: Server, release: () => void): Promise<void> {
  release();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}

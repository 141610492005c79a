/** A server on a free loopback port whose sockets can be counted and are all gone after `close`. */

import http from 'node:http';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';

export interface LocalServer {
  readonly port: number;
  /** Sockets open at this moment. */
  open(): number;
  /** Connections accepted so far. */
  connections(): number;
  /** Resolves when no socket is open. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export async function listen(server: net.Server): Promise<LocalServer> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  let waiting: (() => void)[] = [];
  server.on('connection', (socket: net.Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const done of waiting.splice(0)) done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    connections: () => connections,
    allClosed: () => (sockets.size === 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      waiting = [];
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export interface HttpRequestSeen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export const jsonReply = (status: number, value: unknown, headers: Record<string, string> = {}): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
});

/** Answers every request after its whole body has arrived. */
export function httpServer(answer: (request: HttpRequestSeen) => HttpReply): http.Server {
  return http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const reply = answer({
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
    });
  });
}

/** The body as a JSON object, or null. */
export function jsonObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

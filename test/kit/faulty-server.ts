/** An HTTP server that misbehaves in one of the ways that real networks do, byte by byte over a plain socket. */

import net from 'node:net';
import { type LocalServer, listen } from './local-server.ts';

export type Fault =
  /** Takes the connection and never says a word. */
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'reset' }
  /** One byte of a proper answer every few milliseconds, for ever too slow. */
  | { readonly kind: 'drip'; readonly body: string; readonly from: 'head' | 'body' }
  | { readonly kind: 'redirect-loop' }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly headers?: readonly string[] }
  /** Promises more bytes than it sends, then hangs up. */
  | { readonly kind: 'truncated'; readonly body: string }
  /** Promises fewer bytes than it sends. */
  | { readonly kind: 'short-length'; readonly body: string }
  | { readonly kind: 'huge' }
  | { readonly kind: 'not-http' };

export interface FaultyServer extends LocalServer {
  fault: Fault;
  /** Request heads received, each with its first line: nothing may follow a redirect. */
  readonly requests: string[];
}

const DRIP_EVERY_MS = 20;

export async function startFaultyServer(): Promise<FaultyServer> {
  const requests: string[] = [];
  const server = net.createServer((socket) => {
    if (faulty.fault.kind === 'reset') {
      socket.once('data', () => socket.resetAndDestroy());
      return;
    }
    let seen = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      seen += String(chunk);
      if (!wholeRequest(seen)) return;
      requests.push(seen);
      const asked = seen;
      seen = '';
      misbehave(socket, faulty.fault, asked);
    });
  });
  const faulty: FaultyServer = { ...(await listen(server)), fault: { kind: 'black-hole' }, requests };
  return faulty;
}

function wholeRequest(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text)?.[1] ?? '0';
  return end >= 0 && Buffer.byteLength(text.slice(end + 4)) >= Number(length);
}

function answer(
  status: number,
  body: string,
  headers: readonly string[] = [],
  length = Buffer.byteLength(body),
): string {
  const type = headers.some((line) => /^content-type/i.test(line)) ? [] : ['content-type: application/json'];
  return [`HTTP/1.1 ${status} Said`, ...type, ...headers, `content-length: ${length}`, '', body].join('\r\n');
}

function misbehave(socket: net.Socket, fault: Fault, asked: string): void {
  switch (fault.kind) {
    case 'black-hole':
    case 'reset':
      return;
    case 'drip':
      return drip(socket, answer(200, fault.body), fault.from);
    case 'redirect-loop':
      // Shows what it was asked, as login pages do.
      return hangUp(socket, answer(302, asked, [`location: ${asked.split(' ')[1] ?? '/'}`]));
    case 'status':
      return hangUp(socket, answer(fault.status, fault.body ?? asked, fault.headers));
    case 'truncated':
      return hangUp(socket, answer(200, fault.body.slice(0, -1), [], Buffer.byteLength(fault.body) + 100));
    case 'short-length':
      return hangUp(socket, answer(200, fault.body, [], Buffer.byteLength(fault.body) - 1));
    case 'huge':
      return hangUp(socket, answer(200, `{"x":"${'a'.repeat(1_000_000)}"}`));
    case 'not-http':
      return hangUp(socket, `SSH-2.0-OpenSSH_9.2\r\n${asked}`);
  }
}

function hangUp(socket: net.Socket, bytes: string): void {
  socket.end(bytes);
}

function drip(socket: net.Socket, bytes: string, from: 'head' | 'body'): void {
  let at = from === 'head' ? 0 : bytes.indexOf('\r\n\r\n') + 4;
  socket.write(bytes.slice(0, at));
  const timer = setInterval(() => {
    if (at >= bytes.length - 1) return;
    socket.write(bytes.charAt(at));
    at += 1;
  }, DRIP_EVERY_MS);
  socket.on('close', () => clearInterval(timer));
}

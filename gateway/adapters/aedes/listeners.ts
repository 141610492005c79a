/** The three doors: TCP, TLS and WebSocket. Each hands over a stream of bytes with an address and what the transport proves. */

import type { IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import type { BrokerLimits } from './limits.ts';
import type { Certificate } from './sign-in.ts';

export interface TlsOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** PEM. */
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** PEM of the CA that signs device certificates; without it devices sign in by secret only. */
  readonly ca?: string | Buffer | undefined;
}

export interface Doorkeeper {
  /** A socket was accepted: false where it must go at once. Otherwise `left` follows when it is closed. */
  came(address: string): boolean;
  left(address: string): void;
  /** Bytes may be read from `stream`. */
  entered(stream: Duplex, address: string, certificate: Certificate, acceptedAt: number): void;
  refusedUpgrade(address: string): void;
  now(): number;
}

export interface Door {
  readonly port: number;
  close(): Promise<void>;
}

const NO_CERTIFICATE: Certificate = { state: 'none' };

const addressOf = (socket: Socket): string => (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');

export function listenTcp(
  host: string | undefined,
  port: number,
  limits: BrokerLimits,
  keeper: Doorkeeper,
): Promise<Door> {
  const server = createServer({ noDelay: true }, (socket) => {
    const address = admit(socket, keeper);
    if (address !== null) keeper.entered(socket, address, NO_CERTIFICATE, keeper.now());
  });
  return listen(server, host, port, limits.backlog);
}

/** The raw sockets are accepted and counted first, so that a limit is kept before the cost of a handshake. */
export function listenTls(
  host: string | undefined,
  options: TlsOptions,
  limits: BrokerLimits,
  keeper: Doorkeeper,
): Promise<Door> {
  const { key, cert, ca } = options;
  const handshakes = createTlsServer({
    key,
    cert,
    ...(ca === undefined ? {} : { ca }),
    requestCert: ca !== undefined,
    rejectUnauthorized: false,
    handshakeTimeout: limits.handshakeMs,
    minVersion: 'TLSv1.2',
    noDelay: true,
  });
  handshakes.on('secureConnection', (socket: TLSSocket) => {
    keeper.entered(socket, addressOf(socket), certificateOf(socket), keeper.now());
  });
  // A handshake that failed or took too long: the socket must not stay.
  handshakes.on('tlsClientError', (_error, socket) => socket.destroy());
  const server = createServer({ noDelay: true }, (socket) => {
    if (admit(socket, keeper) !== null) handshakes.emit('connection', socket);
  });
  return listen(server, host, options.port, limits.backlog);
}

/** With a CA of ours the certificate is asked for; one that our CA did not sign proves nothing, and is refused as such. */
function certificateOf(socket: TLSSocket): Certificate {
  const subject = socket.getPeerCertificate().subject;
  if (subject === undefined) return NO_CERTIFICATE;
  const commonName: unknown = subject.CN;
  return socket.authorized && typeof commonName === 'string'
    ? { state: 'trusted', commonName }
    : { state: 'untrusted' };
}

/** MQTT over WebSocket on the HTTP server's port, path `/mqtt`, subprotocol `mqtt` [MQTT-6.0.0-3]. */
export class WebSocketDoor {
  readonly #server: WebSocketServer;
  readonly #keeper: Doorkeeper;

  constructor(limits: BrokerLimits, keeper: Doorkeeper) {
    this.#keeper = keeper;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: limits.packetBytes + 1024,
      handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
    });
    this.#server.on('error', () => undefined);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const address = addressOf(request.socket);
    const path = (request.url ?? '').split('?')[0];
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    if (path !== '/mqtt') return this.#turnAway(socket, address, '404 Not Found');
    if (!offered.includes('mqtt')) return this.#turnAway(socket, address, '400 Bad Request');
    if (admit(request.socket, this.#keeper) === null) return;
    request.socket.setNoDelay(true);
    const acceptedAt = this.#keeper.now();
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#enter(webSocket, address, acceptedAt));
  }

  close(): void {
    this.#server.close();
  }

  #enter(webSocket: WebSocket, address: string, acceptedAt: number): void {
    const stream = createWebSocketStream(webSocket);
    // MQTT is binary frames only [MQTT-6.0.0-1].
    webSocket.on('message', (_data, isBinary) => {
      if (isBinary) return;
      this.#keeper.refusedUpgrade(address);
      stream.destroy();
    });
    this.#keeper.entered(stream, address, NO_CERTIFICATE, acceptedAt);
  }

  #turnAway(socket: Duplex, address: string, status: string): void {
    this.#keeper.refusedUpgrade(address);
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

/** Null where the socket had to go at once. */
function admit(socket: Socket, keeper: Doorkeeper): string | null {
  const address = addressOf(socket);
  if (!keeper.came(address)) {
    socket.destroy();
    return null;
  }
  socket.on('error', () => socket.destroy());
  socket.once('close', () => keeper.left(address));
  return address;
}

function listen(server: Server, host: string | undefined, port: number, backlog: number): Promise<Door> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, backlog, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      const bound = server.address();
      resolve({
        port: typeof bound === 'object' && bound !== null ? bound.port : port,
        close: async () => {
          const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
          server.close();
          for (const socket of sockets) socket.destroy();
          await Promise.all(gone);
        },
      });
    });
  });
}

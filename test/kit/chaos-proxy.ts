/** A TCP proxy between a client and a real server, that can refuse, swallow, and lose what comes back. The server is on loopback. */

import net, { type AddressInfo } from 'node:net';

export type ProxyMode =
  | 'pass'
  /** Nobody listens. */
  | 'refuse'
  /** Takes everything, passes nothing on. */
  | 'black-hole'
  /** Passes everything on, and loses the answer. */
  | 'lose-answers'
  /** Answers itself, as the login page of a school network does. */
  | 'captive-portal';

const PAGE = '<html>Please sign in</html>';
const PORTAL = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${PAGE.length}\r\nconnection: close\r\n\r\n${PAGE}`;

export class ChaosProxy {
  readonly port: number;
  readonly #target: number;
  #server: net.Server;
  #mode: ProxyMode = 'pass';
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: net.Server, port: number, target: number) {
    this.#server = server;
    this.port = port;
    this.#target = target;
    server.on('connection', (socket) => this.#serve(socket));
  }

  static async start(targetPort: number): Promise<ChaosProxy> {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ChaosProxy(server, (server.address() as AddressInfo).port, targetPort);
  }

  /** From now on; what is open is cut. */
  async set(mode: ProxyMode): Promise<void> {
    if (this.#mode === 'refuse' && mode !== 'refuse') await this.#listen();
    this.#mode = mode;
    for (const socket of this.#sockets) socket.destroy();
    if (mode === 'refuse') await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async close(): Promise<void> {
    if (this.#mode !== 'refuse') await this.set('refuse');
  }

  async #listen(): Promise<void> {
    this.#server = net.createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve));
  }

  #keep(socket: net.Socket): net.Socket {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  #serve(client: net.Socket): void {
    this.#keep(client);
    if (this.#mode === 'black-hole') {
      client.resume();
      return;
    }
    if (this.#mode === 'captive-portal') {
      client.once('data', () => client.end(PORTAL));
      client.resume();
      return;
    }
    const server = this.#keep(net.connect(this.#target, '127.0.0.1'));
    client.pipe(server);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    if (this.#mode === 'lose-answers') server.once('data', () => client.destroy());
    else server.pipe(client);
  }
}

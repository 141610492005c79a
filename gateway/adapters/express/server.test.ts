import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';
import { startHttp } from './server.ts';

let world: HttpWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

/** Sends raw bytes, returns everything that came back. */
const raw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      heard += String(chunk);
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });

describe('the server', () => {
  test('a taken port is an error that names it, and nothing is left running', async () => {
    world = await HttpWorld.open();
    const { campus, identity, server } = world;
    const again = startHttp({
      host: '127.0.0.1',
      port: server.port,
      campus,
      accounts: identity.accounts,
      links: identity.links,
      consoleDir: null,
      publicUrl: null,
      version: '0',
      simulated: false,
      now: Date.now,
      log: { warn: () => {}, error: () => {} },
    });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE', port: server.port });
    expect(campus.listeners()).toBe(1);
  });

  test('headers without end are refused, and so is what is no HTTP', async () => {
    world = await HttpWorld.open();
    const { port } = world.server;
    expect(await raw(port, `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431/,
    );
    expect(await raw(port, '\u0010\u0000\u0004MQTT')).toMatch(/^HTTP\/1.1 400/);
    expect((await world.ask('GET', '/healthz')).status).toBe(200);
  });

  test('upgrades go to whom they are meant for; without one the socket is closed', async () => {
    const asked: (string | undefined)[] = [];
    world = await HttpWorld.open({
      onUpgrade: (request, socket) => {
        asked.push(request.url);
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      },
    });
    const upgrade = 'GET /mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await raw(world.server.port, upgrade)).toContain('404');
    expect(asked).toEqual(['/mqtt']);
  });

  test('a request under way at the stop is answered', async () => {
    world = await HttpWorld.open();
    const { campus } = world;
    const gate = new EventEmitter();
    const begun = once(gate, 'begun');
    const read = campus.incident.bind(campus);
    campus.incident = async (id) => {
      gate.emit('begun');
      await once(gate, 'go');
      return read(id);
    };
    const asked = world.ask('GET', '/api/incidents/k3v9tq0p2m5x7w1a', { as: 'duty' });
    await begun;
    const closed = world.server.close();
    gate.emit('go');
    expect((await asked).status).toBe(200);
    await closed;
  });
});

describe('the console’s files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>校园守护</title>');
  writeFileSync(join(dir, 'assets', 'app-1a2b.js'), 'void 0;');
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('assets are kept for ever, the page never; its own addresses lead to the page, others nowhere', async () => {
    world = await HttpWorld.open({ consoleDir: dir });
    const html = { headers: { accept: 'text/html' } };
    for (const path of ['/', '/wall', '/incidents/abc']) {
      const answer = await world.ask('GET', path, html);
      expect([path, answer.status, answer.text.includes('校园守护')]).toEqual([path, 200, true]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await world.ask('GET', '/assets/app-1a2b.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/assets/gone.js', '/gone.png', '/api/wall', '/%2e%2e/package.json']) {
      expect([path, (await world.ask('GET', path, html)).status]).toEqual([path, 404]);
    }
    expect((await world.ask('GET', '/assets/..%2f..%2fpackage.json', html)).status).toBe(403);
  });

  test('without a built console the root says so', async () => {
    world = await HttpWorld.open();
    const answer = await world.ask('GET', '/');
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('控制台尚未构建');
  });
});

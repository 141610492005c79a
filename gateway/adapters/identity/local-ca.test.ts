import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureTls, issueClientCertificate } from './local-ca.ts';

const DAY = 86_400_000;
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tls-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the school’s own certificates', () => {
  test('a device with a certificate is known by its id on a real TLS connection', async () => {
    const server = await ensureTls(dir, ['localhost', '127.0.0.1']);
    const client = await issueClientCertificate(dir, 'btn-bike-shed');
    const listener = tls.createServer({ ...server, requestCert: true, rejectUnauthorized: true });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const accepted = new Promise<tls.TLSSocket>((resolve) => listener.once('secureConnection', resolve));
    const socket = tls.connect({ port, host: '127.0.0.1', key: client.key, cert: client.cert, ca: client.ca });
    const [device] = await Promise.all([accepted, once(socket, 'secureConnect')]);
    expect(device.getPeerCertificate().subject.CN).toBe('btn-bike-shed');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    device.destroy();
    listener.close();
  });

  test('a certificate of another school is not accepted', async () => {
    const other = mkdtempSync(join(tmpdir(), 'tls-other-'));
    const own = await ensureTls(dir, ['localhost']);
    const foreign = await issueClientCertificate(other, 'btn-bike-shed');
    expect(new X509Certificate(foreign.cert).verify(new X509Certificate(own.ca).publicKey)).toBe(false);
    rmSync(other, { recursive: true, force: true });
  });

  test('the server’s certificate is kept while it is good, and re-made for new names or near its end', async () => {
    const now = Date.UTC(2026, 10, 23);
    const first = await ensureTls(dir, ['gateway.lan', '192.168.1.10'], now);
    expect((await ensureTls(dir, ['192.168.1.10', 'gateway.lan'], now + 300 * DAY)).cert).toBe(first.cert);
    const renewed = await ensureTls(dir, ['gateway.lan', '192.168.1.10'], now + 380 * DAY);
    expect(renewed.cert).not.toBe(first.cert);
    expect(renewed.ca).toBe(first.ca);
    const renamed = await ensureTls(dir, ['gateway.lan', '192.168.1.11'], now + 380 * DAY);
    expect(new X509Certificate(renamed.cert).subjectAltName).toBe('DNS:gateway.lan, IP Address:192.168.1.11');
    const lifetime =
      Date.parse(new X509Certificate(first.cert).validTo) - Date.parse(new X509Certificate(first.cert).validFrom);
    expect(lifetime / DAY).toBeLessThanOrEqual(397);
  });

  test('made on a Pi that believes in 1970, they are good in the present', async () => {
    const { cert, ca } = await ensureTls(dir, ['gateway.lan'], 0);
    for (const one of [cert, ca]) {
      expect(Date.parse(new X509Certificate(one).validTo)).toBeGreaterThan(Date.UTC(2026, 11, 31));
    }
  });

  test('two starts at once agree on one authority; every file is private', async () => {
    const [a, b] = await Promise.all([ensureTls(dir, ['a.lan']), issueClientCertificate(dir, 'btn-bike-shed')]);
    expect(a.ca).toBe(b.ca);
    for (const name of readdirSync(join(dir, 'tls'))) expect(statSync(join(dir, 'tls', name)).mode & 0o077).toBe(0);
  });
});

/**
 * The school's own certificate authority, so that TLS for devices and browsers needs no internet. Files in `tls/` (0600):
 * `ca.pem` and `server.pem` hold key and certificate together, because a file is replaced as a whole and a pair is not.
 */

import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { DEVICE_ID } from '../../contract/mqtt.ts';
import { IdentityError } from './identity-error.ts';
import { readIfThere, readOrMake, replaceFile } from './once-file.ts';

/** PEM each. `key` is secret. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
/** Browsers refuse longer-lived server certificates. */
const SERVER_DAYS = 397;
const CLIENT_DAYS = 1825;
const RENEW_DAYS = 30;
/** A Pi has no battery clock: a first start in "1970" must not make certificates that have expired by the time it knows better. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** The server's key and certificate, re-made when near expiry, when the host names changed or when the CA is another. */
export async function ensureTls(dataDir: string, hostnames: readonly string[], nowMs = Date.now()): Promise<TlsFiles> {
  const ca = await openCa(dataDir, nowMs);
  const path = join(dataDir, 'tls', 'server.pem');
  const names = [...new Set(hostnames)];
  const kept = split(readIfThere(path));
  if (kept !== null && (await stillGood(kept.cert, names, ca, nowMs))) return { ...kept, ca: ca.pem };
  const made = await issue(ca, names[0] ?? 'campus-guard', SERVER_DAYS, nowMs, [
    new x509.SubjectAlternativeNameExtension(
      names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name })),
    ),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
  ]);
  replaceFile(path, Buffer.from(made.key + made.cert));
  return { ...made, ca: ca.pem };
}

/** A device's key and certificate (CN = device id, 5 years). Nothing is kept: to be printed or flashed once. */
export async function issueClientCertificate(dataDir: string, deviceId: string, nowMs = Date.now()): Promise<TlsFiles> {
  if (!DEVICE_ID.test(deviceId)) throw new IdentityError('bad-device-id', 'not a device id');
  const ca = await openCa(dataDir, nowMs);
  const usage = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]);
  return { ...(await issue(ca, deviceId, CLIENT_DAYS, nowMs, [usage])), ca: ca.pem };
}

interface Authority {
  readonly key: CryptoKey;
  readonly certificate: x509.X509Certificate;
  readonly pem: string;
}

async function openCa(dataDir: string, nowMs: number): Promise<Authority> {
  const path = join(dataDir, 'tls', 'ca.pem');
  const fresh = readIfThere(path) === null ? await makeCa(nowMs) : null;
  const both = split(readOrMake(path, () => Buffer.from(fresh ?? '')));
  if (both === null)
    throw new IdentityError('key-damaged', `${path} holds no key and certificate: restore it from a backup`);
  const key = await crypto.subtle.importKey('pkcs8', der(both.key), ALGORITHM, false, ['sign']);
  return { key, certificate: new x509.X509Certificate(both.cert), pem: both.cert };
}

async function makeCa(nowMs: number): Promise<string> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [`Campus Guard CA ${randomBytes(4).toString('hex')}`] }],
    ...validity(CA_DAYS, nowMs),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return (await privatePem(keys.privateKey)) + pem(certificate);
}

async function issue(ca: Authority, name: string, days: number, nowMs: number, extensions: readonly x509.Extension[]) {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ CN: [name] }],
    issuer: ca.certificate.subject,
    ...validity(days, nowMs),
    publicKey: keys.publicKey,
    signingKey: ca.key,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate, false),
      ...extensions,
    ],
  });
  return { key: await privatePem(keys.privateKey), cert: pem(certificate) };
}

async function stillGood(cert: string, names: readonly string[], ca: Authority, nowMs: number): Promise<boolean> {
  const certificate = new x509.X509Certificate(cert);
  const base = Math.max(nowMs, EARLIEST_MS);
  if (certificate.notAfter.getTime() - base < RENEW_DAYS * DAY_MS || certificate.notBefore.getTime() > base)
    return false;
  const alternatives = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
  const has = alternatives.map(({ value }) => value).sort();
  if (has.join() !== [...names].sort().join()) return false;
  return certificate.verify({ publicKey: ca.certificate.publicKey, signatureOnly: true });
}

function validity(days: number, nowMs: number): { notBefore: Date; notAfter: Date } {
  const base = Math.max(nowMs, EARLIEST_MS) - DAY_MS;
  return { notBefore: new Date(base), notAfter: new Date(base + days * DAY_MS) };
}

/** 127 random bits, positive, as RFC 5280 §4.1.2.2 asks. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

const pem = (certificate: x509.X509Certificate): string => `${certificate.toString('pem')}\n`;

async function privatePem(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').replaceAll(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}

const der = (key: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(key.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64'));

function split(file: Buffer | null): { key: string; cert: string } | null {
  const text = file?.toString('utf8') ?? '';
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text)?.[0];
  const cert = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0];
  return key === undefined || cert === undefined ? null : { key, cert };
}

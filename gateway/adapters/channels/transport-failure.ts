/** What went wrong below HTTP, in words without a secret: only fixed texts and error codes leave here. */

import type { SendCode } from '../../ports/channel.ts';
import { ResolveError } from './host-resolver.ts';

export type Stage = 'dns' | 'connect' | 'tls' | 'answer' | 'body';

export interface TransportFailure {
  readonly ok: false;
  readonly code: SendCode;
  readonly detail: string;
}

const fail = (code: SendCode, detail: string): TransportFailure => ({ ok: false, code, detail });

const WAITED_FOR: Record<Stage, string> = {
  dns: 'the name server',
  connect: 'the connection',
  tls: 'the TLS handshake',
  answer: 'the answer',
  body: 'the end of the answer',
};

export function timeoutAt(stage: Stage, deadlineMs: number): TransportFailure {
  return fail(stage === 'dns' ? 'dns' : 'timeout', `waited ${deadlineMs / 1000} s for ${WAITED_FOR[stage]}`);
}

const RESET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const CONNECT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN', 'EADDRNOTAVAIL']);

export function transportFailure(error: unknown, stage: Stage): TransportFailure {
  if (error instanceof ResolveError) return fail('dns', error.detail);
  const code = codeOf(error);
  if (stage === 'tls' || isTlsCode(code)) return fail('tls', tlsDetail(code));
  if (CONNECT.has(code)) {
    return fail('connect', code === 'ECONNREFUSED' ? 'connection refused' : `cannot connect (${code})`);
  }
  if (RESET.has(code)) return fail('reset', 'the connection was reset');
  if (code.startsWith('HPE_')) return fail('bad-body', `the answer is not HTTP (${code})`);
  if (stage === 'dns' || stage === 'connect') return fail('connect', `cannot connect (${code})`);
  return fail('reset', `the connection failed (${code})`);
}

/** Only something shaped like an error code; a message may carry what must not be shown. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,48}$/.test(code) ? code : 'UNKNOWN';
}

/** OpenSSL's and Node's names for a certificate or a handshake that is not right. */
const isTlsCode = (code: string): boolean => /CERT|SIGNATURE|_TLS_|_SSL_|CRL/.test(code);

function tlsDetail(code: string): string {
  // On a Pi without a battery clock these two mean the clock far more often than the certificate.
  if (code === 'CERT_NOT_YET_VALID' || code === 'CERT_HAS_EXPIRED') {
    return `the certificate is outside its validity by this gateway's clock (${code}): check the clock`;
  }
  return `TLS handshake failed (${code})`;
}

/** Opens one TCP (or TLS) connection through the channel's own resolver, within the deadline. For probes and SMTP. */

import net from 'node:net';
import tls from 'node:tls';
import type { HostResolver } from './host-resolver.ts';
import { type Stage, type TransportFailure, timeoutAt, transportFailure } from './transport-failure.ts';

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly resolver: HostResolver;
  readonly deadlineMs: number;
  readonly ca?: string | undefined;
  /** The channel is being closed. */
  readonly signal?: AbortSignal | undefined;
}

export type Dialled = { readonly ok: true; readonly socket: net.Socket } | TransportFailure;

export function dial(options: DialOptions): Promise<Dialled> {
  return new Promise((resolve) => {
    let stage: Stage = 'dns';
    let settled = false;
    const socket = open(options);
    const timer = setTimeout(() => settle(timeoutAt(stage, options.deadlineMs)), options.deadlineMs);
    const closed = () => settle({ ok: false, code: 'reset', detail: 'the connection was closed' });
    const settle = (result: Dialled) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', closed);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    socket.once('lookup', () => (stage = 'connect'));
    socket.once('connect', () => {
      if (options.tls) stage = 'tls';
      else settle({ ok: true, socket });
    });
    socket.once('secureConnect', () => settle({ ok: true, socket }));
    // Stays: a late error of a socket given up on is of no interest, but unheard it would end the process.
    socket.on('error', (error) => settle(transportFailure(error, stage)));
    socket.once('close', closed);
    if (options.signal?.aborted === true) closed();
    options.signal?.addEventListener('abort', closed, { once: true });
  });
}

function open(options: DialOptions): net.Socket {
  const target = {
    host: options.host,
    port: options.port,
    lookup: options.resolver.lookup,
    autoSelectFamilyAttemptTimeout: 1_200,
  };
  if (!options.tls) return net.connect(target);
  const servername = net.isIP(options.host) === 0 ? { servername: options.host } : {};
  return tls.connect({ ...target, ...servername, ...(options.ca === undefined ? {} : { ca: options.ca }) });
}

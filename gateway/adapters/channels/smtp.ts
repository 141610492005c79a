/** E-mail by nodemailer, over a socket of our own: its DNS and its time-outs are not ours, and no connection is kept for later. */

import { setMaxListeners } from 'node:events';
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { School } from '../../core/school.ts';
import type { Channel, Delivery, ProbeResult, SendResult } from '../../ports/channel.ts';
import { alertText, alertTitle } from './alert-text.ts';
import type { ChannelConfig } from './config.ts';
import { withTimeout } from './deadline.ts';
import { type Dialled, dial } from './dial.ts';
import type { HostResolver } from './host-resolver.ts';
import { identity } from './http-channel.ts';
import { mailAddress, smtpFailure } from './smtp-failure.ts';
import { timeoutAt } from './transport-failure.ts';

type Config = Extract<ChannelConfig, { type: 'smtp' }>;

export interface SmtpDeps {
  readonly resolver: HostResolver;
  readonly language: School['language'];
  readonly deadlineMs: number;
  readonly ca?: string | undefined;
}

const MAX_BYTES = 64 * 1024;

export function smtpChannel(config: Config, deps: SmtpDeps): Channel {
  const closing = new AbortController();
  // One listener for each attempt under way.
  setMaxListeners(0, closing.signal);
  return {
    ...identity(config),
    send: (delivery) => send(config, deps, delivery, closing.signal),
    probe: () => probe(config, deps, closing.signal),
    close: async () => {
      closing.abort();
      deps.resolver.close();
    },
  };
}

async function send(config: Config, deps: SmtpDeps, delivery: Delivery, closing: AbortSignal): Promise<SendResult> {
  const to = mailAddress(delivery.to);
  if (to === null) return { ok: false, code: 'bad-address', detail: 'the address is not a mail address', retry: false };
  const started = performance.now();
  const dialled = await connect(config, deps, closing);
  if (!dialled.ok) return { ...dialled, retry: true };
  const leftMs = Math.max(1, deps.deadlineMs - (performance.now() - started));
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), leftMs);
  try {
    const signal = AbortSignal.any([late.signal, closing]);
    await transport(config, deps, dialled).sendMail({ ...mail(config, deps, delivery), to, signal });
    return { ok: true, state: 'sent' };
  } catch (error) {
    if (late.signal.aborted) return { ...timeoutAt('answer', deps.deadlineMs), retry: true };
    return smtpFailure(error);
  } finally {
    clearTimeout(timer);
    dialled.socket.destroy();
  }
}

function transport(config: Config, deps: SmtpDeps, dialled: Extract<Dialled, { ok: true }>) {
  const secure = isSecure(config);
  return createTransport({
    host: config.host,
    port: config.port,
    connection: dialled.socket,
    secure,
    secured: secure,
    requireTLS: !secure && (config.requireTls ?? config.password !== undefined),
    socketCloseTimeout: 0,
    tls: {
      ...(isIP(config.host) === 0 ? { servername: config.host } : {}),
      ...(deps.ca === undefined ? {} : { ca: deps.ca }),
    },
    ...(config.user === undefined ? {} : { auth: { user: config.user, pass: config.password ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function mail(config: Config, deps: SmtpDeps, { message, idempotencyKey }: Delivery) {
  const domain = mailAddress(config.from)?.split('@')[1] ?? 'campus-guard.invalid';
  return {
    from: config.from,
    subject: alertTitle(message, deps.language),
    text: alertText(message, deps.language, MAX_BYTES),
    textEncoding: 'base64' as const,
    // The same for every attempt, so that a mailbox can tell a repeat from a new alarm.
    messageId: `<${idempotencyKey}@${domain}>`,
    references: `<${message.incident}@${domain}>`,
    priority: message.level === 'help' || message.level === 'urgent' ? ('high' as const) : ('normal' as const),
    headers: { 'X-Campus-Guard-Incident': message.incident, 'Auto-Submitted': 'auto-generated' },
  };
}

/** Connects and waits for the greeting; says nothing. */
async function probe(config: Config, deps: SmtpDeps, closing: AbortSignal): Promise<ProbeResult> {
  const started = performance.now();
  const dialled = await connect(config, deps, closing);
  if (!dialled.ok) return dialled;
  const { socket } = dialled;
  try {
    const leftMs = Math.max(1, deps.deadlineMs - (performance.now() - started));
    const greeting = await withTimeout(
      new Promise<string>((resolve) => {
        socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
        socket.once('close', () => resolve(''));
      }),
      leftMs,
    );
    if (greeting.startsWith('220')) return { ok: true };
    if (greeting === '') return { ok: false, code: 'reset', detail: 'closed before the greeting' };
    return { ok: false, code: 'bad-body', detail: 'the greeting is not that of a mail server' };
  } catch {
    return timeoutAt('answer', deps.deadlineMs);
  } finally {
    socket.destroy();
  }
}

const isSecure = (config: Config): boolean => config.secure ?? config.port === 465;

function connect(config: Config, deps: SmtpDeps, signal: AbortSignal): Promise<Dialled> {
  const { resolver, deadlineMs, ca } = deps;
  return dial({ host: config.host, port: config.port, tls: isSecure(config), resolver, deadlineMs, ca, signal });
}

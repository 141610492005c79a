/**
 * The one HTTP client of all channels. Invariants: one deadline over DNS, connect, TLS and body, and its end kills the socket;
 * no socket is used twice (kept-alive ones die in a stall and take the next alarm with them); no redirect is followed; no URL,
 * header or body of ours ever enters an error.
 */

import http from 'node:http';
import https from 'node:https';
import type { ProbeResult, SendCode } from '../../ports/channel.ts';
import { dial } from './dial.ts';
import type { HostResolver } from './host-resolver.ts';
import { type Stage, type TransportFailure, timeoutAt, transportFailure } from './transport-failure.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** Why the body is not whole. The status stands all the same, and a generic webhook says all by its status. */
  readonly broken: TransportFailure | null;
  readonly contentType: string;
  /** The server's Date header, epoch ms. */
  readonly dateMs: number | null;
  readonly retryAfter: string | null;
}

export type HttpOutcome =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly code: SendCode; readonly detail: string };

export interface HttpClient {
  /** POST; settles within the deadline, never throws. */
  post(request: HttpRequest): Promise<HttpOutcome>;
  /** TCP (and TLS) connect only. */
  probe(url: URL): Promise<ProbeResult>;
  close(): void;
}

export interface HttpClientOptions {
  readonly resolver: HostResolver;
  readonly deadlineMs: number;
  readonly ca?: string | undefined;
}

const MAX_BODY = 64 * 1024;
/** Node's 250 ms per address would give up on every address of a slow link. */
const ATTEMPT_MS = 1_200;

export class NodeHttpClient implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #http: http.Agent;
  readonly #https: https.Agent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    const agent = { keepAlive: false, autoSelectFamilyAttemptTimeout: ATTEMPT_MS };
    this.#http = new http.Agent(agent);
    // Session tickets off: a session kept over a network change costs a failed handshake at the worst moment.
    this.#https = new https.Agent({ ...agent, maxCachedSessions: 0 });
  }

  post(request: HttpRequest): Promise<HttpOutcome> {
    return new Promise((resolve) => {
      let stage: Stage = 'dns';
      let fail = (failure: TransportFailure) => settle(failure);
      const clientRequest = this.#start(request);
      const timer = setTimeout(() => fail(timeoutAt(stage, this.#options.deadlineMs)), this.#options.deadlineMs);
      const settle = (outcome: HttpOutcome) => {
        clearTimeout(timer);
        resolve(outcome);
        clientRequest.destroy();
      };
      clientRequest.on('socket', (socket) => {
        socket.once('lookup', () => (stage = 'connect'));
        socket.once('connect', () => (stage = request.url.protocol === 'https:' ? 'tls' : 'answer'));
        socket.once('secureConnect', () => (stage = 'answer'));
      });
      clientRequest.on('error', (error) => fail(transportFailure(error, stage)));
      clientRequest.on('response', (response) => {
        stage = 'body';
        fail = readAnswer(response, settle);
      });
      clientRequest.end(request.body);
    });
  }

  async probe(url: URL): Promise<ProbeResult> {
    const tls = url.protocol === 'https:';
    const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
    const dialled = await dial({ host: bareHost(url), port, tls, ...this.#options });
    if (!dialled.ok) return dialled;
    dialled.socket.destroy();
    return { ok: true };
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
    this.#options.resolver.close();
  }

  #start(request: HttpRequest): http.ClientRequest {
    const { url, body } = request;
    const secure = url.protocol === 'https:';
    return (secure ? https : http).request({
      method: 'POST',
      protocol: url.protocol,
      hostname: bareHost(url),
      ...(url.port === '' ? {} : { port: url.port }),
      path: url.pathname + url.search,
      ...(url.username === ''
        ? {}
        : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        accept: 'application/json',
        'user-agent': 'campus-guard',
        'content-length': String(Buffer.byteLength(body)),
        ...request.headers,
      },
      agent: secure ? this.#https : this.#http,
      lookup: this.#options.resolver.lookup,
      ...(secure && this.#options.ca !== undefined ? { ca: this.#options.ca } : {}),
    });
  }
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Settles when the body is whole. @returns the way to settle with what has come, should the rest be lost */
function readAnswer(
  response: http.IncomingMessage,
  settle: (outcome: HttpOutcome) => void,
): (broken: TransportFailure) => void {
  const chunks: Buffer[] = [];
  let size = 0;
  const done = (broken: TransportFailure | null) => {
    const date = Date.parse(response.headers.date ?? '');
    const answer: HttpAnswer = {
      status: response.statusCode ?? 0,
      body: broken === null ? Buffer.concat(chunks).toString('utf8') : '',
      broken,
      contentType: response.headers['content-type'] ?? '',
      dateMs: Number.isNaN(date) ? null : date,
      retryAfter: response.headers['retry-after'] ?? null,
    };
    settle({ ok: true, answer });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY) done(TOO_LARGE);
  });
  response.on('end', () => done(response.complete ? null : CUT_OFF));
  response.on('error', () => done(CUT_OFF));
  response.on('close', () => done(CUT_OFF));
  return done;
}

const CUT_OFF: TransportFailure = { ok: false, code: 'reset', detail: 'the answer was cut off' };
const TOO_LARGE: TransportFailure = { ok: false, code: 'bad-body', detail: 'the answer is larger than 64 KB' };

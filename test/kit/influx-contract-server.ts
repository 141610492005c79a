/**
 * A server that speaks the write contract of InfluxDB 2.x and its codes: 401, 404, 413, 422, 429, 503. It is no InfluxDB: it keeps the
 * lines it was given by series and time, as InfluxDB would, so that what is lost, and what is there twice, can be counted.
 */

import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listen, type LocalServer } from './local-server.ts';

export type InfluxAnswer =
  /** As the contract has it. */
  | { readonly kind: 'contract' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Stored, and the connection is gone before the answer. */
  | { readonly kind: 'lost-answer' }
  /** Neither stored nor answered. */
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'reset' };

export const CONTRACT: InfluxAnswer = { kind: 'contract' };
export const CAPTIVE_PORTAL: InfluxAnswer = {
  kind: 'status',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html>Please sign in to the school network</html>',
};

export interface InfluxContractServer extends LocalServer {
  readonly url: string;
  readonly token: string;
  /** How the next requests are answered. */
  behave: (request: number) => InfluxAnswer;
  /** Lines that are refused with 422, and with them the batch they stand in. */
  isPoison: (line: string) => boolean;
  /** Larger bodies get 413. */
  mostBytes: number;
  /** By bucket: series and time → the line stored last. */
  readonly stored: Map<string, Map<string, string>>;
  /** Lines in the order in which they were taken, repeats too, with their bucket. */
  readonly taken: { readonly bucket: string; readonly lines: number }[];
  requests: number;
}

export const SERVER_TOKEN = 'campus-token';
export const SERVER_ORG = 'campus';
const BUCKETS = ['campus/alarms', 'campus/raw', 'campus/rollup'];

/** Series (measurement and tags) and time of a line. */
export function keyOf(line: string): string {
  const time = line.slice(line.lastIndexOf(' ') + 1);
  let end = 0;
  while (end < line.length && (line[end] !== ' ' || line[end - 1] === '\\')) end += 1;
  return `${line.slice(0, end)} ${time}`;
}

/** Parts a body into lines: a line feed inside quotes is text. */
function linesOf(body: string): string[] {
  const lines: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    if (body[i] === '\\') i += 1;
    else if (body[i] === '"') quoted = !quoted;
    else if (body[i] === '\n' && !quoted) {
      lines.push(body.slice(from, i));
      from = i + 1;
    }
  }
  lines.push(body.slice(from));
  return lines.filter((line) => line !== '');
}

interface Said {
  readonly status: number;
  readonly body: string;
}

const error = (status: number, code: string, message: string): Said => ({
  status,
  body: JSON.stringify({ code, message }),
});

/** As InfluxDB 2.x answers a write; stores where the answer is 204. */
function contract(server: InfluxContractServer, request: http.IncomingMessage, body: Buffer): Said {
  const url = new URL(request.url ?? '/', 'http://influx');
  if (request.method !== 'POST' || url.pathname !== '/api/v2/write') return error(404, 'not found', 'path not found');
  if (request.headers.authorization !== `Token ${SERVER_TOKEN}`)
    return error(401, 'unauthorized', 'unauthorized access');
  const bucket = url.searchParams.get('bucket') ?? '';
  if (url.searchParams.get('org') !== SERVER_ORG) return error(404, 'not found', 'organization name not found');
  if (!BUCKETS.includes(bucket)) return error(404, 'not found', `bucket "${bucket}" not found`);
  if (url.searchParams.get('precision') !== 'ns') return error(400, 'invalid', 'precision');
  const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
  if (text.length > server.mostBytes)
    return error(413, 'request too large', 'unable to read data: points batch is too large');
  const lines = linesOf(text);
  if (lines.some((line) => server.isPoison(line)))
    return error(422, 'unprocessable entity', 'failure writing points to database: partial write: field type conflict');
  const stored = server.stored.get(bucket) ?? new Map<string, string>();
  server.stored.set(bucket, stored);
  for (const line of lines) stored.set(keyOf(line), line);
  server.taken.push({ bucket, lines: lines.length });
  return { status: 204, body: '' };
}

function answer(
  server: InfluxContractServer,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  body: Buffer,
): void {
  server.requests += 1;
  const how = server.behave(server.requests);
  switch (how.kind) {
    case 'black-hole':
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'lost-answer':
      contract(server, request, body);
      request.socket.destroy();
      return;
    case 'status':
      response.writeHead(how.status, how.headers).end(how.body ?? '');
      return;
    case 'contract': {
      const { status, body: text } = contract(server, request, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    }
  }
}

export async function startInfluxContractServer(): Promise<InfluxContractServer> {
  const listener = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(server, request, response, Buffer.concat(chunks)));
  });
  const local = await listen(listener);
  const server: InfluxContractServer = {
    ...local,
    url: `http://127.0.0.1:${local.port}`,
    token: SERVER_TOKEN,
    behave: () => CONTRACT,
    isPoison: () => false,
    mostBytes: 50_000_000,
    stored: new Map(),
    taken: [],
    requests: 0,
  };
  return server;
}

/** The staff's phones: an HTTP server where the school's webhook posts, on this machine only. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AlertMessage } from '../../contract/alert.ts';
import type { PhoneLine } from '../plan.ts';
import type { Pick, Voice } from '../voice.ts';
import { alertLines } from './alert-text.ts';
import { answerTo, type Post, readPost } from './answer.ts';
import type { AutoTake } from './auto-take.ts';

const MAX_BODY = 64 * 1024;

export interface PhoneDeps {
  readonly people: ReadonlyMap<string, string>;
  readonly voice: Voice;
  readonly pick: Pick;
  readonly autoTake: AutoTake | null;
  readonly onAlert?: (alert: AlertMessage) => void;
}

export interface Phones {
  readonly port: number;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) return null;
    size += chunk.length;
    if (size > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function ring(post: Post, line: PhoneLine, deps: PhoneDeps): void {
  switch (post.form) {
    case 'alert': {
      for (const text of alertLines(post.alert, line.name, deps)) deps.voice.say(text, text);
      const { person } = post.alert;
      if (person !== null) deps.autoTake?.alert(post.alert, deps.people.get(person) ?? person);
      deps.onAlert?.(post.alert);
      return;
    }
    case 'bad-signature':
      deps.voice.say('✖ 收到签名不对的消息，已拒绝', '✖ a message with a bad signature was refused');
      return;
    case 'unreadable':
      deps.voice.say('✖ 收到看不懂的消息，已拒绝', '✖ an unreadable message was refused');
      return;
    default:
      deps.voice.say(`💬 ${post.text}`, `💬 ${post.text}`);
  }
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

async function handle(request: IncomingMessage, lines: readonly PhoneLine[], deps: PhoneDeps): Promise<Reply> {
  const path = (request.url ?? '/').split('?')[0];
  const line = lines.find((one) => one.path === path);
  if (line === undefined) return { status: 404, body: '{"error":"nobody answers here"}' };
  if (request.method !== 'POST') return { status: 200, body: '{"ok":true,"simulated":true}' };
  const body = await readBody(request);
  if (body === null) return { status: 413, body: '{"error":"too large"}' };
  const given = request.headers['x-campus-guard-signature'];
  const post = readPost(body, typeof given === 'string' ? given : undefined, line.secret);
  ring(post, line, deps);
  return answerTo(post);
}

/** All lines at one host and port. Rejects where the port is taken. */
export function openPhones(lines: readonly PhoneLine[], deps: PhoneDeps): Promise<Phones> {
  const [first] = lines;
  if (first === undefined) return Promise.reject(new Error('no phone line to open'));
  const server = createServer((request, response) => {
    handle(request, lines, deps).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      },
      // The sender went away in the middle of its message.
      () => response.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(first.port, first.host, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : first.port;
      resolve({ port, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** An ntfy server as it behaves to a JSON publisher: an id for what it took, JSON errors with a status, 4096 bytes of message. */

import { httpServer, jsonObject, jsonReply, type LocalServer, listen } from './local-server.ts';

export interface NtfyMessage {
  readonly topic: string;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly click: string | null;
  readonly idempotencyKey: string | null;
}

export interface FakeNtfy extends LocalServer {
  readonly url: string;
  readonly token: string;
  readonly messages: NtfyMessage[];
}

export async function startFakeNtfy(): Promise<FakeNtfy> {
  const token = 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2';
  const messages: NtfyMessage[] = [];
  const server = await listen(
    httpServer((request) => {
      if (request.method !== 'POST' || request.path !== '/')
        return jsonReply(404, { code: 40401, http: 404, error: 'page not found' });
      if (request.headers.authorization !== `Bearer ${token}`) {
        return jsonReply(401, { code: 40101, http: 401, error: `unauthorized ${request.headers.authorization}` });
      }
      const body = jsonObject(request.body);
      const { topic, title, message, priority, click } = body ?? {};
      if (typeof topic !== 'string' || !/^[-_A-Za-z0-9]{1,64}$/.test(topic)) {
        return jsonReply(400, { code: 40009, http: 400, error: 'invalid request: topic invalid' });
      }
      if (typeof message !== 'string' || Buffer.byteLength(message) > 4_096) {
        return jsonReply(400, { code: 40024, http: 400, error: 'invalid request: message too large' });
      }
      const key = request.headers['idempotency-key'];
      messages.push({
        topic,
        title: typeof title === 'string' ? title : '',
        message,
        priority: typeof priority === 'number' ? priority : 3,
        click: typeof click === 'string' ? click : null,
        idempotencyKey: typeof key === 'string' ? key : null,
      });
      return jsonReply(200, {
        id: `hwQ2YpKdmg${messages.length}`,
        time: 1_757_210_700,
        event: 'message',
        topic,
        message,
      });
    }),
  );
  return { ...server, url: `http://127.0.0.1:${server.port}`, token, messages };
}

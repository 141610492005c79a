/** A small mail server that speaks enough SMTP (RFC 5321) for a submission: EHLO, AUTH PLAIN and LOGIN, MAIL, RCPT, DATA, RSET, QUIT. */

import net from 'node:net';
import tls from 'node:tls';
import { type LocalServer, listen } from './local-server.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

export interface FakeSmtpOptions {
  /** Key and certificate, PEM: `starttls` offers it after EHLO, `implicit` speaks TLS from the first byte. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly mode: 'starttls' | 'implicit' };
  readonly user?: string;
  readonly password?: string;
  /** First word of a command ("GREETING" for the connection, "BODY" for the mail's end) and the reply in place of the good one. */
  readonly refuse?: Readonly<Record<string, string>>;
}

export interface FakeSmtp extends LocalServer {
  readonly host: string;
  readonly mails: Mail[];
  refuse: Record<string, string>;
}

export async function startFakeSmtp(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const mails: Mail[] = [];
  const settings = { ...options, refuse: { ...options.refuse } };
  const talk = (socket: net.Socket) => new Conversation(socket, settings, mails);
  const implicit = options.tls?.mode === 'implicit' ? options.tls : null;
  const server = await listen(implicit === null ? net.createServer(talk) : tls.createServer({ ...implicit }, talk));
  return Object.assign(settings, { ...server, host: '127.0.0.1', mails });
}

class Conversation {
  #socket: net.Socket;
  readonly #settings: FakeSmtpOptions & { refuse: Record<string, string> };
  readonly #mails: Mail[];
  #buffer = '';
  #inData = false;
  #authSteps: string[] | null = null;
  #authenticated = false;
  #from = '';
  #to: string[] = [];

  constructor(socket: net.Socket, settings: FakeSmtpOptions & { refuse: Record<string, string> }, mails: Mail[]) {
    this.#socket = socket;
    this.#settings = settings;
    this.#mails = mails;
    this.#listen(socket);
    this.#say('GREETING', '220 mail.furong.example ESMTP');
  }

  #listen(socket: net.Socket): void {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#read(String(chunk)));
  }

  #upgrade(): void {
    const { key, cert } = this.#settings.tls ?? {};
    if (!this.#say('STARTTLS', '220 go ahead')) return;
    const plain = this.#socket.removeAllListeners('data');
    this.#listen(new tls.TLSSocket(plain, { isServer: true, ...(key && cert ? { key, cert } : {}) }));
  }

  #greetings(): string {
    const lines = ['mail'];
    const plain = !(this.#socket instanceof tls.TLSSocket);
    if (plain && this.#settings.tls !== undefined) lines.push('STARTTLS');
    if (this.#settings.user !== undefined) lines.push('AUTH PLAIN LOGIN');
    return lines.map((line, i) => `250${i === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n');
  }

  #say(command: string, reply: string): boolean {
    const refusal = this.#settings.refuse[command];
    this.#socket.write(`${refusal ?? reply}\r\n`);
    return refusal === undefined;
  }

  #read(chunk: string): void {
    this.#buffer += chunk;
    for (;;) {
      const end = this.#inData ? '\r\n.\r\n' : '\r\n';
      const at = this.#buffer.indexOf(end);
      if (at < 0) return;
      const text = this.#buffer.slice(0, at);
      this.#buffer = this.#buffer.slice(at + end.length);
      if (this.#inData) this.#mail(text);
      else if (this.#authSteps !== null) this.#login(text);
      else this.#command(text);
    }
  }

  #command(line: string): void {
    const verb = (line.split(' ')[0] ?? '').toUpperCase();
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (verb) {
      case 'EHLO':
        this.#say(verb, this.#greetings());
        break;
      case 'STARTTLS':
        return this.#upgrade();
      case 'AUTH':
        return this.#auth(line);
      case 'MAIL': {
        const allowed = this.#settings.user === undefined || this.#authenticated;
        if (!allowed) this.#say('', '530 5.7.0 Authentication required');
        else if (this.#say(verb, '250 ok')) [this.#from, this.#to] = [address, []];
        break;
      }
      case 'RCPT':
        if (this.#say(verb, '250 ok')) this.#to.push(address);
        break;
      case 'DATA':
        this.#inData = this.#say(verb, '354 end with .');
        break;
      case 'QUIT':
        this.#say(verb, '221 bye');
        this.#socket.end();
        break;
      case 'RSET':
      case 'NOOP':
        this.#say(verb, '250 ok');
        break;
      default:
        this.#say(verb, '502 5.5.2 not known here');
    }
  }

  #auth(line: string): void {
    const [, method = '', initial] = line.split(' ');
    if (method.toUpperCase() === 'PLAIN' && initial !== undefined) {
      const [, user, password] = Buffer.from(initial, 'base64').toString().split('\0');
      return this.#verdict(user, password);
    }
    this.#authSteps = [];
    this.#say('', '334 VXNlcm5hbWU6');
  }

  #login(line: string): void {
    const steps = [...(this.#authSteps ?? []), Buffer.from(line, 'base64').toString()];
    this.#authSteps = steps.length < 2 ? steps : null;
    if (steps.length < 2) this.#say('', '334 UGFzc3dvcmQ6');
    else this.#verdict(steps[0], steps[1]);
  }

  #verdict(user: string | undefined, password: string | undefined): void {
    const good = user === this.#settings.user && password === this.#settings.password;
    // Some real servers show the login in their refusal.
    if (!good) this.#say('', `535 5.7.8 Error: authentication failed for ${user} ${password}`);
    else this.#authenticated = this.#say('AUTH', '235 2.7.0 ok');
  }

  #mail(data: string): void {
    this.#inData = false;
    if (this.#say('BODY', '250 2.0.0 queued')) this.#mails.push({ from: this.#from, to: this.#to, data });
  }
}

/** The real HTTP adapter and the real identity store around a fake campus, on a free port, with a movable clock. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpOptions, type HttpServer, startHttp } from '../../gateway/adapters/express/server.ts';
import { type Identity, openIdentity } from '../../gateway/adapters/identity/identity.ts';
import { ROLES, type Role } from '../../gateway/core/school.ts';
import { FakeCampus } from './fake-campus.ts';

/** One person of the fake school for each role. */
export const PERSON: Readonly<Record<Role, string>> = {
  duty: 'liu.yang',
  security: 'li.jianguo',
  leader: 'chen.lan',
  admin: 'he.xin',
  auditor: 'ma.audit',
};

export const PASSWORD = '梧桐树下的操场 2026';

export interface Ask {
  readonly as?: Role;
  readonly cookie?: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the answer is not JSON. */
  readonly json: unknown;
}

export interface LoggedLine {
  readonly context: object;
  readonly message: string;
}

export class HttpWorld {
  readonly campus: FakeCampus;
  readonly identity: Identity;
  readonly server: HttpServer;
  readonly url: string;
  readonly logged: readonly LoggedLine[];
  readonly #dir: string;
  readonly #clock: { now: number };
  readonly #tokens = new Map<Role, string>();

  private constructor(parts: {
    campus: FakeCampus;
    identity: Identity;
    server: HttpServer;
    logged: readonly LoggedLine[];
    dir: string;
    clock: { now: number };
  }) {
    const { campus, identity, server, logged, dir, clock } = parts;
    this.campus = campus;
    this.identity = identity;
    this.server = server;
    this.logged = logged;
    this.url = `http://127.0.0.1:${server.port}`;
    this.#dir = dir;
    this.#clock = clock;
  }

  static async open(options: Partial<HttpOptions> = {}): Promise<HttpWorld> {
    const dir = mkdtempSync(join(tmpdir(), 'http-'));
    const clock = { now: Date.parse('2026-11-23T10:12:00+08:00') };
    const now = (): number => clock.now;
    const campus = new FakeCampus({ now });
    const identity = openIdentity(dir, { passwordCost: 6, now, monotonic: now });
    const logged: LoggedLine[] = [];
    const keep = (context: object, message: string): void => {
      logged.push({ context, message });
    };
    const server = await startHttp({
      host: '127.0.0.1',
      port: 0,
      campus,
      accounts: identity.accounts,
      links: identity.links,
      consoleDir: null,
      publicUrl: null,
      version: '0.1.0',
      simulated: true,
      now,
      log: { warn: keep, error: keep },
      ...options,
    });
    return new HttpWorld({ campus, identity, server, logged, dir, clock });
  }

  pass(byMs: number): void {
    this.#clock.now += byMs;
  }

  now(): number {
    return this.#clock.now;
  }

  token(role: Role): string {
    const token = this.#tokens.get(role) ?? this.identity.accounts.createToken(PERSON[role], role);
    this.#tokens.set(role, token);
    return token;
  }

  async ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const body = ask.raw ?? (ask.body === undefined ? null : JSON.stringify(ask.body));
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(ask.as === undefined ? {} : { authorization: `Bearer ${this.token(ask.as)}` }),
        ...(ask.cookie === undefined ? {} : { cookie: ask.cookie }),
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...ask.headers,
      },
      ...(body === null ? {} : { body }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    const json: unknown = isJson ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  }

  /** Gives the person of a role an account with `PASSWORD`. */
  async account(role: Role): Promise<string> {
    await this.identity.accounts.addUser(PERSON[role], role);
    await this.identity.accounts.setPassword(PERSON[role], PASSWORD);
    return PERSON[role];
  }

  /** Signs in over HTTP; returns the cookie as a browser would send it. */
  async signIn(role: Role, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const user = await this.account(role);
    const answer = await this.ask('POST', '/api/session', { body: { user, password: PASSWORD }, headers });
    return cookieOf(answer);
  }

  link(incident: string, person: string): string {
    return `/t/${this.identity.links.issue(incident, person, this.now())}`;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.identity.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

export const cookieOf = (answer: Answer): string => (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';

export { ROLES };

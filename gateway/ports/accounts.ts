/** People's accounts, sessions and tokens; works beside a running gateway (the CLI writes, the gateway sees it at once). */

import type { Role } from '../core/school.ts';

export interface Principal {
  readonly person: string;
  readonly role: Role;
  readonly mustSetPassword: boolean;
  readonly via: 'session' | 'token' | 'link';
}

export type SignIn =
  | { readonly ok: true; readonly session: string; readonly principal: Principal; readonly expiresAtMs: number }
  | { readonly ok: false };

export interface Accounts {
  /** Constant work whether or not the user exists. A one-time code signs in once and demands a new password. */
  signIn(user: string, password: string): Promise<SignIn>;
  signOut(session: string): void;
  bySession(session: string): Principal | null;
  byToken(token: string): Principal | null;
  setPassword(person: string, password: string): Promise<void>;
  /** Creates or resets an account; returns a one-time code. */
  addUser(person: string, role: Role): Promise<string>;
  /** A bearer token, shown once; stored as a keyed hash. */
  createToken(person: string, role: Role): string;
  hasUsers(): boolean;
}

/** Signed, expiring take-over links. */
export type LinkRead =
  | { readonly ok: true; readonly incident: string; readonly person: string }
  | { readonly ok: false; readonly why: 'invalid' | 'expired' };

export interface Links {
  /** URL-safe token for one incident and one person. */
  issue(incident: string, person: string, nowMs: number): string;
  read(token: string, nowMs: number): LinkRead;
}

/** `busy`: too many sign-ins are being checked, try again soon. `storage`: the disk did not take it. */
export type AccountsErrorCode = 'busy' | 'storage' | 'weak-password' | 'unknown-person';
export class AccountsError extends Error {
  readonly code: AccountsErrorCode;
  constructor(code: AccountsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AccountsError';
    this.code = code;
  }
}

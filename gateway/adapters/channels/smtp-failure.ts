/** nodemailer's errors as results of the port; of the server's reply only the number is kept (it may echo what we sent). */

import type { SendCode, SendResult } from '../../ports/channel.ts';
import { codeOf, transportFailure } from './transport-failure.ts';

export function smtpFailure(error: unknown): Extract<SendResult, { ok: false }> {
  const code = codeOf(error);
  const reply = replyOf(error);
  const said = reply === null ? code : `${code}, reply ${reply}`;
  const fail = (as: SendCode, detail: string, retry: boolean) => ({ ok: false as const, code: as, detail, retry });
  // 4yz asks for another try, 5yz does not (RFC 5321 4.2.1).
  const transient = reply === null || reply < 500;
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return fail('bad-credentials', `login refused (${said})`, reply !== null && transient);
    case 'EENVELOPE':
      if (reply === 450 || reply === 451 || reply === 452 || reply === 421) return fail('throttled', said, true);
      return fail('bad-address', `address refused (${said})`, transient && reply !== null);
    case 'ETLS':
    case 'EREQUIRETLS':
      return fail('tls', `encryption failed (${said})`, true);
    case 'EMESSAGE':
      return fail('refused', `mail refused (${said})`, transient);
    case 'EPROTOCOL':
      if (reply === 421) return fail('throttled', said, true);
      return fail(reply === null ? 'bad-body' : 'refused', said, transient);
    case 'ETIMEDOUT':
      return fail('timeout', said, true);
    default:
      return { ...transportFailure(originalOf(error), 'answer'), retry: true };
  }
}

/** nodemailer keeps the socket's own code beside the one it puts in its place. */
function originalOf(error: unknown): unknown {
  const code = error instanceof Error && 'originalCode' in error ? error.originalCode : undefined;
  return typeof code === 'string' ? Object.assign(new Error('socket'), { code }) : error;
}

function replyOf(error: unknown): number | null {
  const reply = error instanceof Error && 'responseCode' in error ? error.responseCode : null;
  return typeof reply === 'number' && reply >= 200 && reply < 600 ? reply : null;
}

/** The bare address out of `a@b` or `Name <a@b>`, or null. One recipient; nothing that could add a header or a second one. */
export function mailAddress(text: string): string | null {
  const inner = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text.trim();
  return /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(inner) ? inner : null;
}

/**
 * Card numbers never lie open on the disk: an unknown card may be a pupil's (promise 10). Check-ins are sealed with a key made
 * from the device's own secret for as long as they wait.
 */

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { HeldEvent } from './event.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class Sealer {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('bridge outbox').digest();
  }

  /** The event as it may be stored; all but check-ins as they are. */
  seal(event: HeldEvent): HeldEvent {
    const { card, ...body } = event.body;
    if (typeof card !== 'string') return event;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const sealed = Buffer.concat([nonce, cipher.update(card, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { ...event, body: { ...body, type: event.body.type, sealed: sealed.toString('base64') } };
  }

  /** What `seal` made, opened; null where it was sealed with another secret, or damaged. */
  open(event: HeldEvent): HeldEvent | null {
    const { sealed, ...body } = event.body;
    if (typeof sealed !== 'string') return event;
    const bytes = Buffer.from(sealed, 'base64');
    try {
      const opener = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      opener.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      const card = Buffer.concat([text, opener.final()]).toString('utf8');
      return { ...event, body: { ...body, type: event.body.type, card } };
    } catch {
      return null;
    }
  }
}

/** The signatures of the channels, as their vendors define them (vectors in signatures.test.ts). */

import { createHmac } from 'node:crypto';

/** `sha256=<hex>` over the body's bytes. */
export function webhookSignature(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Not URL-encoded. `timestamp` in ms. */
export function dingtalkSignature(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}

/** `timestamp` in seconds. Timestamp and secret are the key; the message is empty. */
export function feishuSignature(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
}

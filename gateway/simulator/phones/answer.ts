/** How a phone line answers a post: like the service whose message form it was sent in, so that its checks pass. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type AlertMessage, alertMessage } from '../../contract/alert.ts';

export type Post =
  | { readonly form: 'alert'; readonly alert: AlertMessage }
  /** A robot of WeCom or DingTalk (`errcode`), of Feishu (`code`), or an ntfy topic. */
  | { readonly form: 'errcode' | 'code' | 'ntfy'; readonly text: string }
  | { readonly form: 'bad-signature' | 'unreadable' };

const robot = z.object({ msgtype: z.string(), text: z.object({ content: z.string() }).optional() });
const feishu = z.object({ msg_type: z.string(), content: z.object({ text: z.string() }).optional() });
const ntfy = z.object({ topic: z.string(), message: z.string() });

/** Constant time: a wrong signature says nothing about the right one. */
export function isSigned(body: Buffer, signature: string | undefined, secret: string | null): boolean {
  if (secret === null) return true;
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  return given.length === right.length && timingSafeEqual(given, right);
}

export function readPost(body: Buffer, signature: string | undefined, secret: string | null): Post {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return { form: 'unreadable' };
  }
  const alert = alertMessage.safeParse(value);
  if (alert.success)
    return isSigned(body, signature, secret) ? { form: 'alert', alert: alert.data } : { form: 'bad-signature' };
  const ofRobot = robot.safeParse(value);
  if (ofRobot.success) return { form: 'errcode', text: ofRobot.data.text?.content ?? '' };
  const ofFeishu = feishu.safeParse(value);
  if (ofFeishu.success) return { form: 'code', text: ofFeishu.data.content?.text ?? '' };
  const ofNtfy = ntfy.safeParse(value);
  if (ofNtfy.success) return { form: 'ntfy', text: ofNtfy.data.message };
  return { form: 'unreadable' };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function answerTo(post: Post): Answer {
  switch (post.form) {
    case 'alert':
      return { status: 200, body: '{"ok":true}' };
    case 'errcode':
      return { status: 200, body: '{"errcode":0,"errmsg":"ok"}' };
    case 'code':
      return { status: 200, body: '{"code":0,"msg":"success","data":{}}' };
    case 'ntfy':
      return { status: 200, body: '{"id":"simulated","event":"message"}' };
    case 'bad-signature':
      return { status: 401, body: '{"error":"bad signature"}' };
    case 'unreadable':
      return { status: 400, body: '{"error":"not an alert"}' };
  }
}

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { channelConfig, channelInfo } from './config.ts';

const minimal = {
  webhook: { url: 'http://10.0.0.5:9000/alarm' },
  wecom: { key: 'k' },
  dingtalk: { token: 't', secret: 's' },
  feishu: { hook: 'h' },
  smtp: { host: 'mail.furong.example', port: 465, from: 'alarm@furong.example' },
  ntfy: { url: 'http://10.0.0.6:8090' },
  exec: { command: '/usr/local/bin/call' },
  output: {},
};
const base = (type: string) => ({ type, id: 'one', name: '通道' });

describe('a channel in the configuration', () => {
  it.each(Object.entries(minimal))('%s needs no more than this', (type, keys) => {
    const config = channelConfig.parse({ ...base(type), ...keys });
    expect(config).toMatchObject({ enabled: true, type });
    expect(Object.keys(channelInfo(config)).sort()).toEqual(['id', 'local', 'name', 'type']);
  });

  it('has the limits of its vendor, with room kept for presses', () => {
    const limitOf = (type: 'wecom' | 'dingtalk' | 'feishu' | 'webhook') =>
      channelConfig.parse({ ...base(type), ...minimal[type] }).limit;
    expect(limitOf('wecom')).toEqual([{ count: 20, perSeconds: 60, reserved: 10 }]);
    expect(limitOf('dingtalk')).toEqual([{ count: 20, perSeconds: 60, reserved: 10 }]);
    expect(limitOf('feishu')).toMatchObject([
      { count: 100, perSeconds: 60 },
      { count: 5, perSeconds: 1 },
    ]);
    expect(limitOf('webhook')).toEqual([]);
  });

  it('only what needs no internet counts as local unless it is said', () => {
    const local = Object.entries(minimal).filter(
      ([type, keys]) => channelConfig.parse({ ...base(type), ...keys }).local,
    );
    expect(local.map(([type]) => type)).toEqual(['ntfy', 'output']);
  });

  it.each([
    ['an unknown key', { ...base('output'), volume: 11 }],
    ['an unknown type', base('pigeon')],
    ['a url of another kind', { ...base('webhook'), url: 'ftp://x/' }],
    ['a relative command', { ...base('exec'), command: 'call.sh' }],
    ['a bad id', { ...base('output'), id: 'Ä' }],
    ['more reserved than there is', { ...base('output'), limit: [{ count: 1, perSeconds: 1, reserved: 2 }] }],
    ['all reserved', { ...base('output'), limit: [{ count: 2, perSeconds: 1, reserved: 2 }] }],
  ])('%s is refused', (_what, config) => {
    expect(channelConfig.safeParse(config).success).toBe(false);
  });

  it('every key carries its manual in Chinese and English', () => {
    const schema = z.toJSONSchema(channelConfig, { io: 'input' });
    const bare: string[] = [];
    let seen = 0;
    for (const variant of schema.oneOf ?? schema.anyOf ?? []) {
      for (const [key, value] of Object.entries(variant.properties ?? {})) {
        seen += 1;
        const text = typeof value === 'object' ? (value.description ?? '') : '';
        if (!/[\u4e00-\u9fff]/.test(text) || !/[A-Za-z]{2}/.test(text)) bare.push(key);
      }
    }
    expect(bare).toEqual([]);
    expect(seen).toBeGreaterThan(50);
  });
});

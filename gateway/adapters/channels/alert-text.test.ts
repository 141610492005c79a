import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../../test/kit/notices.ts';
import { alertText, alertTitle, cutBytes } from './alert-text.ts';

describe('the text of an alert', () => {
  it('is the message and its link, once', () => {
    const message = alertMessage();
    expect(alertText(message, 'zh-CN', 2_048)).toBe(`${message.text}\n接警:${message.link}`);
    const linked = alertMessage({ text: `求助 https://guard.furong.example/t/dG9rZW4\n台账 42·9f8e7d6c` });
    expect(alertText(linked, 'zh-CN', 2_048)).toBe(linked.text);
    expect(alertText(alertMessage({ link: null, text: 'Help' }), 'en', 2_048)).toBe('Help');
  });

  it('fits any limit, keeps the ledger head and the link, and is never cut inside a character', () => {
    const places = fc.string({ unit: fc.constantFrom('楼', '三', 'a', '🚨', '\n'), minLength: 500, maxLength: 3_000 });
    fc.assert(
      fc.property(places, fc.integer({ min: 200, max: 2_048 }), (text, maxBytes) => {
        const message = alertMessage({ text });
        const shown = alertText(message, 'zh-CN', maxBytes);
        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(maxBytes);
        expect(shown).not.toContain('\uFFFD');
        expect(shown.endsWith(`接警:${message.link}`)).toBe(true);
        if (Buffer.byteLength(text) > maxBytes) expect(shown).toContain('9f8e7d6c');
      }),
    );
  });

  it('a cut is the longest beginning that fits', () => {
    expect(cutBytes('楼abc', 2)).toBe('');
    expect(cutBytes('楼abc', 3)).toBe('楼');
    expect(cutBytes('楼abc', 5)).toBe('楼ab');
    expect(cutBytes('a🚨', 4)).toBe('a');
  });

  it('a title says what it is, that it is a drill, and that it is over', () => {
    expect(alertTitle(alertMessage(), 'zh-CN')).toBe('求助报警 · 教学楼三层西侧卫生间外');
    expect(alertTitle(alertMessage({ drill: true, level: 'urgent' }), 'zh-CN')).toMatch(/^【演练】紧急求助/);
    expect(alertTitle(alertMessage({ reason: 'closed' }), 'en')).toMatch(/^Call for help \(closed\)/);
  });
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINK_MS, TakeOverLinks } from './take-over-links.ts';

const NOW = Date.parse('2026-11-23T10:12:00+08:00');
const links = new TakeOverLinks(randomBytes(32));

describe('a take-over link', () => {
  test('names the incident and the person it was sent to, in at most 120 characters of a URL', () => {
    const token = links.issue('k3v9tq0p2m5x7w1a', 'li.jianguo', NOW);
    expect(token).toMatch(/^[A-Za-z0-9_-]{1,120}$/);
    expect(links.read(token, NOW)).toEqual({ ok: true, incident: 'k3v9tq0p2m5x7w1a', person: 'li.jianguo' });
  });

  test('any incident and person read back as they were', () => {
    const name = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(name, name, (incident, person) => {
        expect(links.read(links.issue(incident, person, NOW), NOW)).toEqual({ ok: true, incident, person });
      }),
    );
  });

  test('expires after twelve hours', () => {
    const token = links.issue('k3v9tq0p2m5x7w1a', 'li.jianguo', NOW);
    expect(links.read(token, NOW + LINK_MS - 1)).toMatchObject({ ok: true });
    expect(links.read(token, NOW + LINK_MS + 1000)).toEqual({ ok: false, why: 'expired' });
  });

  test('changed in any character, shortened or prolonged, it is invalid', () => {
    const token = links.issue('k3v9tq0p2m5x7w1a', 'li.jianguo', NOW);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const forged = token.slice(0, at) + other + token.slice(at + 1);
      expect(links.read(forged, NOW)).toEqual({ ok: false, why: 'invalid' });
    }
    for (const forged of [token.slice(0, -1), `${token}A`, `${token}=`, '', 'AAAA', ' '.repeat(64)]) {
      expect(links.read(forged, NOW)).toEqual({ ok: false, why: 'invalid' });
    }
  });

  test('of another gateway is invalid, even where it has expired too', () => {
    const foreign = new TakeOverLinks(randomBytes(32)).issue('k3v9tq0p2m5x7w1a', 'li.jianguo', NOW);
    expect(links.read(foreign, NOW + LINK_MS * 2)).toEqual({ ok: false, why: 'invalid' });
  });
});

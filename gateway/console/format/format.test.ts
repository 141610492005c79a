import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import type { Zone } from '../../contract/api.ts';
import { DICTIONARIES } from '../i18n/dictionary.ts';
import { isoDuration, remaining, running } from './duration.ts';
import { actorName, factSentence, type LedgerEntry } from './fact-sentence.ts';
import { failureText } from './failure-text.ts';
import { clockTime, moment, schoolDay } from './moment.ts';
import { placeGroups, placeOf } from './place.ts';

const zh = DICTIONARIES['zh-CN'];
const en = DICTIONARIES.en;
const SHANGHAI = 'Asia/Shanghai';

describe('durations', () => {
  it('run from seconds to days without ever going below zero', () => {
    expect([0, 999, 207_000, 3_807_000, 180_000_000].map((ms) => running(ms, 'd'))).toEqual([
      '00:00',
      '00:00',
      '03:27',
      '1:03:27',
      '2d 2:00',
    ]);
    expect(running(-5000, 'd')).toBe('00:00');
    expect(running(Number.NaN, 'd')).toBe('00:00');
  });
  it('count down to zero only when it is due', () => {
    expect([23_000, 22_001, 1, 0, 3_600_000].map(remaining)).toEqual(['0:23', '0:23', '0:01', '0:00', '1:00:00']);
  });
  it('are machine-readable too', () => expect(isoDuration(93_784_000)).toBe('P1DT2H3M4S'));
});

describe('the school’s clock', () => {
  const night = Date.parse('2026-11-23T16:03:10Z');
  it('reads the same wherever the phone is', () => {
    expect(clockTime(night, SHANGHAI)).toBe('00:03:10');
    expect(schoolDay(night, SHANGHAI)).toBe('2026-11-24');
    expect(clockTime(Number.NaN, SHANGHAI)).toBe('--:--:--');
  });
  it('names the day only when it is another one', () => {
    expect(moment('2026-11-23T16:00:00Z', night, SHANGHAI)).toBe('00:00:00');
    expect(moment('2026-11-23T15:59:59Z', night, SHANGHAI)).toBe('11-23 23:59:59');
    expect(moment('2025-11-23T15:59:59Z', night, SHANGHAI)).toBe('2025-11-23 23:59:59');
  });
});

describe('the record in words', () => {
  const entry = (kind: string, data: LedgerEntry['data'], actor = 'gateway'): LedgerEntry => ({
    seq: 1,
    n: 1,
    at: '2026-11-23T13:00:00.000Z',
    t: 1,
    boot: 'b',
    trusted: true,
    kind,
    subject: 'x',
    actor,
    data,
    prev: null,
    hash: null,
  });
  const names = {
    people: new Map([
      ['liu.yang', '刘洋'],
      ['sun.li', '孙丽'],
    ]),
    channels: new Map([['wecom-duty', '企业微信值班群']]),
  };

  it('never says delivered where a channel only accepted it (promise 5)', () => {
    const sent = entry('notice-sent', { person: 'liu.yang', channel: 'wecom-duty' });
    expect(factSentence(sent, zh, names)).toBe('企业微信值班群已接收给刘洋的通知（已发出）');
    expect(factSentence(sent, zh, names)).not.toContain('送达');
    expect(factSentence(sent, en, names)).not.toMatch(/deliver/i);
    const delivered = entry('notice-delivered', { person: 'liu.yang', channel: 'wecom-duty' });
    expect(factSentence(delivered, zh, names)).toContain('送达');
    expect(factSentence(delivered, en, names)).toContain('delivery');
  });

  it('names the person who did it and what they wrote', () => {
    const over = entry('incident-handed-over', { to: 'sun.li', text: '我在东楼' }, 'person:liu.yang');
    expect(factSentence(over, zh, names)).toBe('刘洋 转交给 孙丽：“我在东楼”');
    const end = entry('incident-closed', { outcome: 'fault', reason: '按钮进水' }, 'person:liu.yang');
    expect(factSentence(end, zh, names)).toBe('刘洋 结案：设备故障：“按钮进水”');
    expect(factSentence(end, en, names)).toBe('刘洋 closed it: Device fault: “按钮进水”');
  });

  it('says who was left out and why', () => {
    const data = { step: 1, reason: 'escalated', nobody: false, skipped: [{ target: 'guard', why: 'nobody-on-duty' }] };
    expect(factSentence(entry('step-reached', data), zh, names)).toBe('升级：通知第 2 级（跳过 保安 当时无人值班）');
  });

  it('shows a kind it has never heard of, also one named like a part of the language', () => {
    expect(factSentence(entry('ufo-landed', {}), zh, names)).toBe('其他记录（ufo-landed）');
    expect(factSentence(entry('constructor', {}), en, names)).toBe('Other entry (constructor)');
  });

  it('survives a fact whose data is not what it should be', () => {
    for (const kind of Object.keys(zh.facts)) {
      const broken = entry(kind, { step: {}, skipped: 'x', text: null, person: 7, ageMs: 'soon' });
      expect(factSentence(broken, zh, names)).not.toBe('');
      expect(factSentence(broken, en, names)).not.toBe('');
    }
  });

  it('knows machines from people', () => {
    expect(actorName('device:btn-1', zh, names)).toBe('设备 btn-1');
    expect(actorName('person:nobody', zh, names)).toBe('nobody');
  });
});

describe('a lost race', () => {
  it('names who was first and when', () => {
    const taken = anIncident({
      status: 'taken',
      takenBy: 'sun.li',
      takenByName: '孙丽',
      takenAt: '2026-11-23T21:03:10+08:00',
    });
    const scene = {
      timeZone: SHANGHAI,
      nowMs: Date.parse('2026-11-23T21:04:00+08:00'),
      people: new Map<string, string>(),
      incident: null,
      deed: 'take' as const,
    };
    const failure = { why: 'conflict' as const, message: '', incident: taken };
    expect(failureText(failure, { ...scene, words: zh })).toBe('孙丽 已于 21:03:10 接警。');
    expect(failureText(failure, { ...scene, words: en })).toBe('孙丽 took it at 21:03:10.');
  });
});

describe('places', () => {
  const zone = (id: string, building: string | null, floor: number | null, nameEn: string | null): Zone => ({
    id,
    name: `${id}号`,
    nameEn,
    building,
    floor,
    kind: 'corridor',
    blindSpot: false,
    devices: [],
    openIncidents: [],
  });
  const zones = [zone('a', '教学楼', 3, 'Third floor'), zone('b', null, null, null), zone('c', '教学楼', 1, null)];

  it('carry their English name where there is one', () => {
    const incident = { zone: 'a', zoneName: '三层' };
    expect(placeOf(incident, { zones, language: 'en' })).toBe('Third floor');
    expect(placeOf(incident, { zones, language: 'zh-CN' })).toBe('a号');
    expect(placeOf({ zone: 'unknown', zoneName: '三层' }, { zones, language: 'en' })).toBe('三层');
    expect(placeOf({ zone: null, zoneName: null }, { zones, language: 'en' })).toBeNull();
  });
  it('are grouped by building and floor', () => {
    expect(placeGroups(zones).map((group) => [group.building, group.floor])).toEqual([
      ['教学楼', 1],
      ['教学楼', 3],
      [null, null],
    ]);
  });
});

describe('the dictionaries', () => {
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : [];
  it('English has no Chinese left in it, and neither has an empty word', () => {
    const english = strings(en);
    expect(english.length).toBeGreaterThan(200);
    expect(english.filter((word) => /\p{Script=Han}/u.test(word))).toEqual([]);
    expect([...english, ...strings(zh)].filter((word) => word.trim() === '')).toEqual([]);
  });
  it('both have the same words', () => {
    const keys = (value: unknown, at = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${at}/${key}`))
        : [at];
    expect(keys(en)).toEqual(expect.arrayContaining(keys(zh)));
    expect(keys(zh)).toEqual(expect.arrayContaining(keys(en)));
  });
});

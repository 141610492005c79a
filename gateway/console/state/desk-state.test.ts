import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import { closed, NO_CLOSED } from './closed.ts';
import { deeds, NO_DEEDS } from './deeds.ts';
import { readRoute, type Route, writeRoute } from './route.ts';
import { currentOf, step } from './selection.ts';
import { ASKING, session } from './session.ts';
import type { Me } from '../../contract/api.ts';

const me: Me = {
  person: 'liu.yang',
  name: '刘洋',
  role: 'duty',
  mustSetPassword: false,
  school: '芙蓉初中',
  timeZone: 'Asia/Shanghai',
  language: 'zh-CN',
  simulated: false,
  version: '0.1.0',
};

describe('where one is in the console', () => {
  const places: Route[] = [
    { at: 'board' },
    { at: 'raise' },
    { at: 'password' },
    { at: 'incident', id: 'a/b c', form: null },
    { at: 'incident', id: 'x', form: 'close' },
  ];
  it('comes back to the same place after a reload', () => {
    for (const place of places) expect(readRoute(writeRoute(place))).toEqual(place);
  });
  it('lands on the board from a broken link', () => {
    expect(readRoute('#/nowhere')).toEqual({ at: 'board' });
    expect(readRoute('#/i/%E0%A4%A/note')).toEqual({ at: 'incident', id: '%E0%A4%A', form: 'note' });
    expect(readRoute('#/i/x/format-c')).toEqual({ at: 'incident', id: 'x', form: null });
  });
});

describe('which incident the keyboard means', () => {
  const list = [anIncident({ id: 'a', status: 'taken' }), anIncident({ id: 'b' }), anIncident({ id: 'c' })];
  it('the open one, else the chosen one, else the first that waits', () => {
    expect(currentOf(list, 'c', 'a')).toBe('c');
    expect(currentOf(list, null, 'a')).toBe('a');
    expect(currentOf(list, null, 'gone')).toBe('b');
    expect(currentOf([], null, null)).toBeNull();
  });
  it('stays inside the list', () => {
    expect(step(list, 'a', 1)).toBe('b');
    expect(step(list, 'c', 1)).toBe('c');
    expect(step(list, 'a', -1)).toBe('a');
    expect(step([], null, 1)).toBeNull();
  });
});

describe('who is at this screen', () => {
  it('a one-time code leads to a new password, not to the board', () => {
    expect(session(ASKING, { type: 'known', me: { ...me, mustSetPassword: true } }).at).toBe('new-password');
  });
  it('a session that ended by itself is a lapse; signing out is not', () => {
    const inside = session(ASKING, { type: 'known', me });
    expect(session(inside, { type: 'refused' })).toEqual({ at: 'out', lapsed: true });
    expect(session(inside, { type: 'signed-out' })).toEqual({ at: 'out', lapsed: false });
  });
  it('an unreachable gateway does not sign anybody out', () => {
    const inside = session(ASKING, { type: 'known', me });
    expect(session(inside, { type: 'unreachable' })).toBe(inside);
  });
});

describe('deeds in flight', () => {
  it('one at a time for an incident, and how it ended', () => {
    const doing = deeds(NO_DEEDS, { type: 'started', incident: 'a', deed: 'take' });
    expect(doing.get('a')).toEqual({ at: 'doing', deed: 'take' });
    expect(doing.get('b')).toBeUndefined();
    const done = deeds(doing, { type: 'done', incident: 'a', deed: 'take', stored: false });
    expect(done.get('a')).toEqual({ at: 'done', deed: 'take', stored: false });
    expect(deeds(done, { type: 'forget', incident: 'a' }).size).toBe(0);
  });
});

describe('today’s closed incidents', () => {
  const one = anIncident({ id: 'one', status: 'closed' });
  const two = anIncident({ id: 'two', status: 'closed' });
  it('come page by page, each once', () => {
    const first = closed(closed(NO_CLOSED, { type: 'unfold' }), { type: 'page', items: [one], next: 'more' });
    const second = closed(first, { type: 'page', items: [one, two], next: null });
    expect(second.items.map((i) => i.id)).toEqual(['one', 'two']);
    expect(second.next).toBeNull();
  });
  it('gain the one that was closed just now', () => {
    const shown = closed(NO_CLOSED, { type: 'page', items: [one], next: null });
    expect(closed(shown, { type: 'incident', incident: two }).items.map((i) => i.id)).toEqual(['two', 'one']);
    expect(closed(NO_CLOSED, { type: 'incident', incident: two })).toBe(NO_CLOSED);
  });
});

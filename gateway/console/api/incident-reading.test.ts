import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import { readIncident, readIncidentPage, readTimeline } from './incident-reading.ts';

describe('an incident as it comes in', () => {
  it('is taken as it is', () => expect(readIncident(anIncident())).toEqual(anIncident()));

  it('is shown, loud and marked, when this page is older than the gateway', () => {
    const newer = { ...anIncident(), kind: 'drone', level: 'catastrophe', next: { why: 'vote', at: 'soon' } };
    expect(readIncident(newer)).toMatchObject({
      kind: 'unusual',
      level: 'urgent',
      next: null,
      zoneName: '教学楼三层西侧卫生间外',
      flags: ['unreadable'],
    });
  });

  it('needs at least an id', () => {
    expect(readIncident({ level: 'urgent' })).toBeNull();
    expect(readIncident('x')).toBeNull();
  });

  it('does not take the whole list down with it', () => {
    const page = readIncidentPage({ items: [{ id: 'odd' }, anIncident(), 7], next: null });
    expect(page?.items.map((one) => one.id)).toEqual(['odd', anIncident().id]);
  });

  it('keeps the readable part of its record', () => {
    const entry = { seq: 1, n: 1, at: '2026-11-23T13:00:00.000Z', t: 1, boot: 'b', trusted: true };
    const good = { ...entry, kind: 'press', subject: 's', actor: 'gateway', data: {}, prev: null, hash: null };
    const full = readTimeline({ ...anIncident(), timeline: [{ seq: 'one' }, good], notices: 'none' });
    expect(full?.timeline.map((one) => one.seq)).toEqual([1]);
    expect(full?.notices).toEqual([]);
  });
});

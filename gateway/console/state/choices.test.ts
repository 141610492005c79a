import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import { choices } from './choices.ts';

const liu = { person: 'liu.yang', role: 'duty' } as const;
const mine = { takenBy: 'liu.yang', takenByName: '刘洋' };
const hers = { takenBy: 'sun.li', takenByName: '孙丽' };

describe('the obvious thing to do', () => {
  it('take over while nobody has', () => expect(choices(anIncident(), liu).main[0]).toBe('take'));
  it('say that one is there, once it is one’s own', () =>
    expect(choices(anIncident({ status: 'taken', ...mine }), liu).main).toEqual(['arrive', 'handover']));
  it('close it, once there', () =>
    expect(choices(anIncident({ status: 'arrived', ...mine }), liu).main[0]).toBe('close'));
  it('nothing loud on what a colleague has in hand', () =>
    expect(choices(anIncident({ status: 'taken', ...hers }), liu).main[0]).toBe('note'));
  it('take over from a colleague who went quiet', () =>
    expect(choices(anIncident({ status: 'taken', stale: true, ...hers }), liu).main[0]).toBe('take'));
  it('an auditor only reads', () =>
    expect(choices(anIncident(), { person: 'ma.audit', role: 'auditor' })).toEqual({ main: [], more: [] }));
  it('never more than two under the thumb', () => {
    for (const status of ['open', 'taken', 'arrived', 'closed'] as const) {
      for (const stale of [true, false]) {
        for (const owner of [mine, hers]) {
          expect(choices(anIncident({ status, stale, ...owner }), liu).main.length).toBeLessThanOrEqual(2);
        }
      }
    }
  });
});

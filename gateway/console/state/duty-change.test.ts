import { describe, expect, it } from 'vitest';
import type { Duty } from '../../contract/duty-api.ts';
import { leaveBody, overrideBody, swapBody } from '../../contract/duty-api.ts';
import { type ChangeForm, changeRequest } from './duty-change.ts';

const item = { post: 'guard', person: 'sun-wei' } as Duty['items'][number];
const duty = { at: '2026-09-07T20:00:00+08:00', items: [item] };
const form: ChangeForm = {
  kind: 'override',
  post: 'gate',
  person: '',
  cover: 'he-ping',
  from: '2026-09-08',
  to: '2026-09-09',
  reason: ' 培训 ',
  shift: '',
};

describe('a change to the roster', () => {
  it('is what the gateway takes', () => {
    const override = changeRequest(form, duty);
    expect(override?.path).toBe('/api/duty/overrides');
    expect(overrideBody.parse(override?.body)).toMatchObject({ people: ['he-ping'], reason: '培训' });
    const leave = changeRequest({ ...form, kind: 'leave', person: 'sun-wei' }, duty);
    expect(leaveBody.parse(leave?.body)).toMatchObject({ person: 'sun-wei', cover: 'he-ping' });
    const swap = changeRequest({ ...form, kind: 'swap', shift: 'guard sun-wei' }, duty);
    expect(swapBody.parse(swap?.body)).toMatchObject({ shift: { person: 'sun-wei', at: duty.at }, by: 'he-ping' });
  });

  it('is none without a reason, a person, or a shift that runs', () => {
    expect(changeRequest({ ...form, reason: ' ' }, duty)).toBeNull();
    expect(changeRequest({ ...form, cover: '' }, duty)).toBeNull();
    expect(changeRequest({ ...form, kind: 'leave' }, duty)).toBeNull();
    expect(changeRequest({ ...form, kind: 'swap', shift: 'gate nobody' }, duty)).toBeNull();
  });

  it('may leave a place empty when somebody is ill', () => {
    const leave = changeRequest({ ...form, kind: 'leave', person: 'sun-wei', cover: '' }, duty);
    expect(leaveBody.parse(leave?.body)).not.toHaveProperty('cover');
  });
});

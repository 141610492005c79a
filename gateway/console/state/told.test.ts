import { describe, expect, it } from 'vitest';
import type { Notice } from '../../contract/api.ts';
import { whoWasTold, whyParts } from './told.ts';

let made = 0;
const notice = (person: string | null, channel: string, what: Partial<Notice> = {}): Notice => {
  made += 1;
  return {
    notice: `n${made}`,
    person,
    personName: person,
    channel,
    channelName: channel,
    reason: 'opened',
    step: 0,
    state: 'sent',
    attempts: 1,
    queuedAt: '2026-11-23T13:00:00.000Z',
    settledAt: null,
    why: null,
    ...what,
  };
};

describe('who was told', () => {
  it('shows each person’s newest notice on every channel, and keeps the older ones behind it', () => {
    const first = notice('liu', 'wecom', { state: 'failed' });
    const second = notice('liu', 'ntfy');
    const third = notice('liu', 'wecom');
    const [liu] = whoWasTold([first, second, third]);
    expect(liu?.newest).toEqual([third, second]);
    expect(liu?.older).toEqual([first]);
  });

  it('lists people as they were told, and each siren and lamp by its own name after them', () => {
    const siren = notice(null, 'output', { personName: 'siren-1' });
    const lamp = notice(null, 'output', { personName: 'lamp-1' });
    const told = whoWasTold([siren, notice('wang', 'ntfy'), lamp, notice('liu', 'ntfy')]);
    expect(told.map((one) => one.name)).toEqual(['wang', 'liu', 'siren-1', 'lamp-1']);
  });

  it('reads the code out of a reason', () => {
    expect(whyParts('timeout: no answer within 5 s: gave up')).toEqual({
      code: 'timeout',
      detail: 'no answer within 5 s: gave up',
    });
    expect(whyParts('superseded')).toEqual({ code: 'superseded', detail: '' });
  });
});

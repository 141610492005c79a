import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import { countWaiting, soundFor } from './alarm.ts';

const urgent = anIncident({ id: 'u', level: 'urgent' });
const help = anIncident({ id: 'h', level: 'help' });
const fault = anIncident({ id: 'f', level: 'fault' });

describe('what the duty room hears', () => {
  it('the loudest of what waits', () => {
    expect(soundFor([fault, help, urgent], false)).toBe('urgent');
    expect(soundFor([fault, help], false)).toBe('help');
    expect(soundFor([fault], false)).toBe('fault');
  });

  it('nothing once every alarm is taken', () => {
    expect(soundFor([{ ...urgent, status: 'taken' }], false)).toBeNull();
  });

  it('the alarm again when it was taken and then nothing happened', () => {
    expect(soundFor([{ ...urgent, status: 'taken', stale: true }], false)).toBe('urgent');
  });

  it('a lost connection, but never in place of somebody in need', () => {
    expect(soundFor([], true)).toBe('lost');
    expect(soundFor([fault], true)).toBe('lost');
    expect(soundFor([help], true)).toBe('help');
  });

  it('no sound for a mere message', () => {
    expect(soundFor([anIncident({ level: 'info' })], false)).toBeNull();
  });

  it('counts what waits for someone in the tab', () => {
    expect(countWaiting([urgent, { ...help, status: 'taken' }, fault])).toBe(2);
  });
});

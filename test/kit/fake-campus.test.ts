import { describe, expect, test } from 'vitest';
import { device, gatewayHealth, incidentWithTimeline, type LiveEvent, zone } from '../../gateway/contract/api.ts';
import { duty } from '../../gateway/contract/duty-api.ts';
import { FakeCampus } from './fake-campus.ts';

const NOW = Date.parse('2026-11-23T10:12:00+08:00');

describe('the fake campus is a fair likeness', () => {
  test('everything it shows has the shape of the API, in every state an incident can be in', async () => {
    const campus = new FakeCampus({ now: () => NOW });
    const incidents = await campus.incidents({ limit: 100 });
    const whole = await Promise.all(incidents.map(({ id }) => campus.incident(id)));
    for (const one of whole) expect(incidentWithTimeline.parse(one)).toEqual(one);
    expect(new Set(incidents.map(({ status }) => status))).toEqual(new Set(['open', 'taken', 'arrived', 'closed']));
    expect(whole.every((one) => one !== null && one.timeline.length > 1 && one.notices.length > 0)).toBe(true);
    expect(campus.zones().map((one) => zone.parse(one))).toEqual(campus.zones());
    expect(campus.devices().map((one) => device.parse(one))).toEqual(campus.devices());
    expect(duty.parse(campus.duty(null)).items.length).toBeGreaterThan(3);
    expect(gatewayHealth.parse(campus.health()).head).toMatch(/^\d+:[0-9a-f]{8}$/);
  });

  test('the press that opened an incident stands in its timeline', async () => {
    const campus = new FakeCampus({ now: () => NOW });
    const whole = await campus.incident('k3v9tq0p2m5x7w1a');
    expect(whole?.timeline.filter(({ kind }) => kind === 'press')).toHaveLength(2);
  });

  test('one person takes over, a second is told who, and the room hears of it', async () => {
    const campus = new FakeCampus({ now: () => NOW, empty: true });
    const id = campus.press('btn-bike-shed');
    const heard: LiveEvent[] = [];
    const stop = campus.live((event) => heard.push(event));
    expect(await campus.act('wang.qiang', { type: 'take', incident: id })).toMatchObject({ ok: true });
    expect(await campus.act('liu.yang', { type: 'take', incident: id })).toMatchObject({ ok: false, why: 'conflict' });
    stop();
    expect(await campus.act('wang.qiang', { type: 'arrive', incident: id })).toMatchObject({ ok: true });
    expect(heard).toMatchObject([{ event: 'incident', data: { id, status: 'taken', takenBy: 'wang.qiang' } }]);
  });
});

import { expect, test } from 'vitest';
import { type CampusState, emptyCampus, evolve } from './campus.ts';
import type { Fact } from './facts.ts';
import { epochMs, ms } from './time.ts';

let t = 0;
function happens(state: CampusState, fact: Fact): void {
  t += 1;
  evolve(state, { at: { t: ms(t), wall: epochMs(t), boot: 'b', trusted: true }, actor: 'person:li.jianguo', fact });
}

function opens(state: CampusState, incident: string): void {
  const fault = { level: 'fault', zone: null, device: null, drill: false, flags: [], text: null } as const;
  const rest = { policy: 'default', press: null, devices: [] };
  happens(state, { kind: 'incident-opened', incident, of: 'device-silent', key: incident, ...fault, ...rest });
}

const closes = (state: CampusState, incident: string): void =>
  happens(state, { kind: 'incident-closed', incident, outcome: 'fault', reason: 'battery changed' });

test('an incident that was open for months is still known when somebody closes it, however many came and went meanwhile', () => {
  const state = emptyCampus();
  opens(state, 'old');
  for (let n = 0; n < 300; n += 1) {
    opens(state, `later-${n}`);
    closes(state, `later-${n}`);
  }
  closes(state, 'old');
  expect(state.incidents.get('old')?.status).toBe('closed');
  expect(state.incidents.size).toBe(200);
  closes(state, 'nothing');
  for (let n = 0; n < 200; n += 1) {
    opens(state, `last-${n}`);
    closes(state, `last-${n}`);
  }
  expect(state.incidents.has('old')).toBe(false);
});

test('a device that is heard again is not called lost any more', () => {
  const state = emptyCampus();
  const device = 'btn-bike-shed';
  happens(state, { kind: 'device-fault', device, code: 'lost' });
  happens(state, { kind: 'device-fault', device, code: 'line-cut' });
  expect(state.devices.get(device)?.faults).toEqual(['lost', 'line-cut']);
  happens(state, { kind: 'reading', device, type: 'heartbeat', boot: 1, seq: 1, body: {} });
  expect(state.devices.get(device)?.faults).toEqual(['line-cut']);
});

/** Stories that once broke a promise, cut short, and what they found: each is played again, whatever else is. */

import type { Setting } from './plan.ts';

export interface KnownStory {
  readonly found: string;
  readonly setting: Setting;
}

export const KNOWN_STORIES: readonly KnownStory[] = [
  {
    found: 'SIGTERM waited for ever on a disk that refused',
    setting: {
      seed: 6,
      allLimited: false,
      tightMemory: false,
      generous: false,
      steps: [
        { waitMs: 0, step: { do: 'disk', fault: 'io', fsyncMs: 1 } },
        { waitMs: 56336, step: { do: 'crash', how: 'stop', downMs: 50, synced: false } },
      ],
    },
  },
  {
    found: "a pupil's name in the sample of a bad body",
    setting: {
      seed: 8,
      allLimited: true,
      tightMemory: false,
      generous: false,
      steps: [
        {
          waitMs: 559,
          step: { do: 'bad-body', device: 'door-sy1-store', body: '{"v":1,"type":"checkin","card":"张小明"}' },
        },
      ],
    },
  },
  {
    found: 'a press swallowed as the repeat of a reading with the same counters',
    setting: {
      seed: 26,
      allLimited: false,
      tightMemory: false,
      generous: false,
      steps: [{ waitMs: 4081, step: { do: 'press', device: 'btn-stranger', style: 'same-counter' } }],
    },
  },
  {
    found: '`recorded` said of a press that no disk had',
    setting: {
      seed: 113,
      allLimited: false,
      tightMemory: false,
      generous: false,
      steps: [
        { waitMs: 16339, step: { do: 'disk', fault: 'read-only', fsyncMs: 0 } },
        { waitMs: 1316, step: { do: 'weather', loss: 0.4, twice: 0.3, delayMs: 4000 } },
        { waitMs: 774, step: { do: 'device-reboot', device: 'node-sy' } },
        { waitMs: 0, step: { do: 'press', device: 'btn-jx3-toilet-west-2', style: 'plain' } },
        { waitMs: 391, step: { do: 'crash', how: 'stop', downMs: 0, synced: true } },
      ],
    },
  },
  {
    found: 'an older row of an incident written over a newer one',
    setting: {
      seed: 166,
      allLimited: false,
      tightMemory: false,
      generous: false,
      steps: [
        { waitMs: 4, step: { do: 'weather', loss: 0.1, twice: 0.3, delayMs: 200 } },
        { waitMs: 4517, step: { do: 'crash', how: 'kill', downMs: 7200000, synced: false } },
        { waitMs: 7243, step: { do: 'press', device: 'node-sy', style: 'late' } },
        { waitMs: 25843, step: { do: 'disk', fault: 'full', fsyncMs: 50 } },
        { waitMs: 406, step: { do: 'wait', forMs: 100000 } },
        { waitMs: 694, step: { do: 'press', device: 'btn-jx2-stair-east', style: 'drill' } },
        { waitMs: 1665, step: { do: 'disk', fault: null, fsyncMs: 1 } },
        { waitMs: 2629, step: { do: 'crash', how: 'stop', downMs: 3000, synced: true } },
        { waitMs: 2927, step: { do: 'telemetry', device: 'node-sy', type: 'fault' } },
        { waitMs: 7447, step: { do: 'disk', fault: 'io', fsyncMs: 0 } },
        { waitMs: 56998, step: { do: 'disk', fault: 'read-only', fsyncMs: 50 } },
        { waitMs: 2885, step: { do: 'disk', fault: null, fsyncMs: 20000 } },
      ],
    },
  },
  {
    found: "a second button put off the re-notification of the first's press",
    setting: {
      seed: 258,
      allLimited: false,
      tightMemory: false,
      generous: false,
      steps: [
        { waitMs: 719, step: { do: 'disk', fault: 'read-only', fsyncMs: 0 } },
        { waitMs: 119, step: { do: 'burst', devices: ['btn-jx3-toilet-west', 'btn-jx3-toilet-west-2'], times: 4 } },
        { waitMs: 0, step: { do: 'press', device: 'btn-jx3-toilet-west', style: 'plain' } },
        { waitMs: 7567, step: { do: 'disk', fault: null, fsyncMs: 3000 } },
        { waitMs: 19246, step: { do: 'burst', devices: ['btn-jx3-toilet-west', 'btn-jx3-toilet-west-2'], times: 3 } },
      ],
    },
  },
  {
    found: 'an older open incident forgotten when the newer one was closed, until the next restart',
    setting: {
      seed: 448,
      allLimited: false,
      tightMemory: false,
      generous: false,
      steps: [
        { waitMs: 32739, step: { do: 'probe', channel: 'output', ok: false } },
        { waitMs: 0, step: { do: 'press', device: 'node-sy', style: 'plain' } },
        { waitMs: 22375, step: { do: 'press', device: 'btn-stranger', style: 'urgent' } },
        { waitMs: 0, step: { do: 'wait', forMs: 20000 } },
        {
          waitMs: 102207,
          step: {
            do: 'burst',
            devices: ['node-sy', 'btn-stranger', 'btn-jx3-toilet-west', 'btn-jx3-toilet-west-2'],
            times: 1,
          },
        },
        { waitMs: 11440, step: { do: 'act', type: 'close', person: 'zhao.gate', which: 5, to: 'liu.yang' } },
        { waitMs: 56419, step: { do: 'crash', how: 'stop', downMs: 7200000, synced: true } },
      ],
    },
  },
];

import { expect, it } from 'vitest';
import { AcknowledgingLink, deps, parse } from '../../../test/kit/channel-setup.ts';
import { alertMessage } from '../../../test/kit/notices.ts';
import type { AlertMessage } from '../../contract/alert.ts';
import { createChannel } from './create.ts';

function siren() {
  const link = new AcknowledgingLink();
  const channel = createChannel(parse({ type: 'output', seconds: 45 }), deps({ link }));
  const sound = (over: Partial<AlertMessage> = {}) =>
    channel.send({ idempotencyKey: 'n', to: 'siren-gate', message: alertMessage(over) });
  return { link, channel, sound };
}

it("sounds for a panic, and the device's own acknowledgement is a receipt", async () => {
  const { link, sound } = siren();
  expect(await sound()).toEqual({ ok: true, state: 'delivered' });
  expect(link.commands).toEqual([['siren-gate', { v: 1, type: 'output', on: true, seconds: 45, pattern: 'panic' }]]);
});

it('a drill, or a broken thing, never sounds like a panic', async () => {
  const { link, sound } = siren();
  await sound({ drill: true, level: 'urgent' });
  await sound({ level: 'fault' });
  expect(link.commands.map(([, command]) => 'pattern' in command && command.pattern)).toEqual(['notice', 'notice']);
});

it('no notice of a closed incident starts a siren', async () => {
  const { link, sound } = siren();
  await sound({ reason: 'closed' });
  expect(link.commands).toEqual([['siren-gate', { v: 1, type: 'output', on: false }]]);
});

it('a siren that is off-line, or does not acknowledge, is a failure worth another try', async () => {
  const { link, sound } = siren();
  link.result = 'offline';
  expect(await sound()).toMatchObject({ ok: false, code: 'device-offline', retry: true });
  link.result = 'timeout';
  expect(await sound()).toMatchObject({ ok: false, code: 'not-acknowledged', retry: true });
});

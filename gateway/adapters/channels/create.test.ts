import { expect, it } from 'vitest';
import { delivery, expectNoSecret } from '../../../test/contracts/channel.ts';
import { deps, parse } from '../../../test/kit/channel-setup.ts';
import { createChannel } from './create.ts';

it('what Node refuses to begin is a failure without a secret, not an exception', async () => {
  const hook = { type: 'webhook', url: 'http://user:%zz-secret@127.0.0.1:9/' };
  const ntfy = { type: 'ntfy', url: 'http://127.0.0.1:9', topic: 'a', token: 'line\nbreak-secret' };
  const exec = { type: 'exec', command: '/bin/true', args: ['nul\0secret'] };
  for (const config of [hook, ntfy, exec]) {
    const result = await createChannel(parse(config), deps()).send(delivery('a'));
    expect(result).toMatchObject({ ok: false, code: 'internal' });
    expectNoSecret([result], ['secret']);
  }
});

it('keeps the limits of the configuration, the first and those beside it', () => {
  const feishu = createChannel(parse({ type: 'feishu', hook: 'h' }), deps());
  expect(feishu).toMatchObject({
    id: 'hook',
    type: 'feishu',
    limit: { count: 100, perMs: 60_000, reserved: 40 },
    furtherLimits: [{ count: 5, perMs: 1_000, reserved: 4 }],
  });
  expect(createChannel(parse({ type: 'exec', command: '/bin/true' }), deps())).toMatchObject({
    limit: null,
    furtherLimits: [],
  });
});

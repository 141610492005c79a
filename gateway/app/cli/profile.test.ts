/** A profile is tried before it hangs on a wall. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { campusGuard } from '../../../test/kit/fake-terminal.ts';

const shipped = fileURLToPath(new URL('../../../config/profiles/', import.meta.url));
const MINE = `name: 新按钮
family: json
kinds: [button]
identity: { counter: n }
reads:
  - { topic: "{address}/event", finds: [{ means: press, at: event, yes: [press], no: [release] }] }
samples:
  - { name: 按下, topic: b/event, json: { event: press, n: 7 }, expect: [press] }
  - { name: 又来一遍, topic: b/event, json: { event: press, n: 7 }, expect: [repeat] }
`;

describe('campus-guard profile', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'profile-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const test = (text: string) => {
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, text);
    return campusGuard('profile', 'test', file, '--config', folder);
  };

  it('test plays the samples, one line each', async () => {
    const { code, text, errors } = await test(MINE);
    expect([code, errors]).toEqual([0, []]);
    expect(text.trim().split('\n').slice(0, 2)).toEqual(['ok   按下: press', 'ok   又来一遍: repeat']);
  });

  it('test exits 1 where a sample means something else, and says what', async () => {
    const { code, errors } = await test(MINE.replace('expect: [repeat]', 'expect: [press]'));
    expect(code).toBe(1);
    expect(errors.join('\n')).toMatch(/FAIL 又来一遍: repeat.*press/);
  });

  it('test tells a slip with file, line and column, and a family that is not there', async () => {
    const slip = await test(MINE.replace('means: press', 'means: pres'));
    expect([slip.code, slip.errors[0]]).toEqual([
      1,
      expect.stringMatching(/^mine\.yaml:6:\d+ reads\[0\]\.finds\[0\]\.means: /),
    ]);
    const family = await test(MINE.replace('family: json', 'family: jason'));
    expect([family.code, family.errors.join()]).toEqual([1, expect.stringContaining('jason')]);
  });

  it('a profile without samples proves nothing', async () => {
    const { code, errors } = await test(MINE.slice(0, MINE.indexOf('samples:')));
    expect([code, errors.length]).toEqual([1, 1]);
  });

  it('a family of the program can be tested too, and all that there are are listed', async () => {
    expect(
      (await campusGuard('profile', 'test', join(shipped, 'families', 'zigbee2mqtt.yaml'), '--config', folder)).code,
    ).toBe(0);
    const list = await campusGuard('profile', 'list', '--json', '--config', folder);
    expect(JSON.parse(list.text)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'shelly-gen1-button', family: 'shelly', kinds: ['button'] }),
      ]),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { ConfigFolder } from '../../../test/kit/config-folder.ts';
import { loadConfig } from './load.ts';
import { loadConfigAside } from './load-aside.ts';

describe('reading the configuration beside a running gateway', () => {
  it('gives the same school, with its maps, and the same hash', async () => {
    using folder = new ConfigFolder();
    folder.replace('devices.yaml', 'name: 按钮', 'name: "${WHAT}"');
    expect(await loadConfigAside(folder.dir, { WHAT: '红色按钮' })).toEqual(
      loadConfig(folder.dir, { WHAT: '红色按钮' }),
    );
  });

  it('gives the same problems', async () => {
    using folder = new ConfigFolder();
    folder.replace('devices.yaml', 'zone: toilet', 'zone: toilett');
    const result = await loadConfigAside(folder.dir, {});
    expect(result.ok).toBe(false);
    expect(result).toEqual(loadConfig(folder.dir, {}));
  });

  it('gives up on a file that takes too long, and leaves no thread behind', async () => {
    using folder = new ConfigFolder();
    folder.write('devices.yaml', '"'.repeat(900_000));
    const result = await loadConfigAside(folder.dir, {}, 20);
    expect(result.ok ? [] : result.problems.map((problem) => problem.message)).toEqual([
      '0.02 秒还没读完：文件太复杂，请检查 | not read within 0.02 s: a file is too involved, look it over',
    ]);
  });
});

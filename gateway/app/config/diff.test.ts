import { describe, expect, it } from 'vitest';
import { ConfigFolder } from '../../../test/kit/config-folder.ts';
import type { AppConfig } from './config.ts';
import { describeChanges, diffConfig } from './diff.ts';
import { formatProblem, loadConfig } from './load.ts';

function load(change: (folder: ConfigFolder) => void = () => {}, env: Record<string, string> = {}): AppConfig {
  using folder = new ConfigFolder();
  change(folder);
  const result = loadConfig(folder.dir, env);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.config;
}

describe('what a reload changes', () => {
  it('is nothing between two readings of the same folder', () => {
    const changes = diffConfig(load(), load());
    expect(changes).toEqual([]);
    expect(describeChanges(changes)).toBe('没有变化 | nothing changed');
  });

  it('names devices that came, went and changed, without a restart', () => {
    const after = load((folder) =>
      folder.write(
        'devices.yaml',
        `devices:
  - { id: btn-2, kind: button, zone: toilet, name: 按钮 }
  - { id: siren-1, kind: siren, zone: toilet, name: 警号 }
`,
      ),
    );
    expect(diffConfig(load(), after)).toEqual([
      { key: 'devices.btn-1', change: 'removed', restart: false },
      { key: 'devices.siren-1', change: 'changed', restart: false },
      { key: 'devices.btn-2', change: 'added', restart: false },
    ]);
  });

  it('says that ports and storage need a restart, and the public address does not', () => {
    const after = load((folder) =>
      folder.write(
        'gateway.yaml',
        'mqtt: { port: 11883 }\nstorage: { maxMegabytes: 100 }\npublicUrl: https://guard.furong.example/\n',
      ),
    );
    expect(diffConfig(load(), after)).toEqual([
      { key: 'gateway.mqtt.port', change: 'changed', restart: true },
      { key: 'gateway.publicUrl', change: 'changed', restart: false },
      { key: 'gateway.storage.maxMegabytes', change: 'changed', restart: true },
    ]);
    expect(describeChanges(diffConfig(load(), after))).toBe(
      '修改 gateway.mqtt.port（重启后生效），修改 gateway.publicUrl，修改 gateway.storage.maxMegabytes（重启后生效） | ' +
        'gateway.mqtt.port changed (needs a restart), gateway.publicUrl changed, gateway.storage.maxMegabytes changed (needs a restart)',
    );
  });

  it('sees a new secret and does not show it', () => {
    const withSecret = (folder: ConfigFolder): void =>
      folder.replace('alarm.yaml', 'name: 手机', 'name: 手机, secret: "${S}"');
    const changes = diffConfig(load(withSecret, { S: 'hunter1' }), load(withSecret, { S: 'hunter2' }));
    expect(changes).toEqual([{ key: 'channels.phones', change: 'changed', restart: false }]);
    expect(JSON.stringify(changes)).not.toContain('hunter');
  });
});

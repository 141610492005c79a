/** The machine: Node, clock, data folder and its disk. */

import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SystemClock } from '../../../adapters/clock/system-clock.ts';
import type { AppConfig } from '../../config/config.ts';
import { oneLine } from '../cli-error.ts';
import { bad, type Finding, fine, warning } from './finding.ts';

const LEAST_NODE = [20, 19] as const;
/** Before this nobody has built this program: the clock starts from nothing. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
const FULL = 0.8;
const MB = 1024 * 1024;

export function lookAtNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const least = LEAST_NODE.join('.');
  return ok
    ? fine('node', `Node ${version}`, `Node ${version}`)
    : bad('node', `Node ${version} 太旧，至少要 ${least}`, `Node ${version} is too old, at least ${least} is needed`);
}

/** A wrong clock suspends schedules and breaks the signatures of some channels; presses do not depend on it. */
export function lookAtClock(config: AppConfig | null): Finding {
  const { wall, trusted } = new SystemClock(null, config?.gateway.clock.trust ?? 'auto').now();
  const now = new Date(wall).toISOString();
  if (wall < EARLIEST_MS) return bad('clock', `时钟是 ${now}，没有校准`, `the clock says ${now}: it is not set`);
  return trusted
    ? fine('clock', `时钟 ${now}`, `clock ${now}`)
    : warning('clock', `时钟 ${now} 尚未与时间服务器同步`, `the clock (${now}) is not synchronised with a time server`);
}

export function lookAtDataFolder(data: string): Finding {
  const there = existsSync(data);
  try {
    accessSync(there ? data : dirname(resolve(data)), constants.W_OK | constants.X_OK);
  } catch (error) {
    return bad(
      'data',
      `数据文件夹 ${data} 不能写：${oneLine(error)}`,
      `the data folder ${data} cannot be written: ${oneLine(error)}`,
    );
  }
  if (!there)
    return warning(
      'data',
      `数据文件夹 ${data} 还不存在，首次启动会新建`,
      `the data folder ${data} is not there yet; the first start makes it`,
    );
  const open = statSync(data).mode & 0o077;
  return open === 0
    ? fine('data', `数据文件夹 ${data} 可写`, `the data folder ${data} can be written`)
    : warning(
        'data',
        `数据文件夹 ${data} 别的用户也能看：chmod 700`,
        `the data folder ${data} is open to other users: chmod 700`,
      );
}

export function lookAtSpace(data: string, config: AppConfig | null): Finding {
  const { bavail, bsize, blocks, bfree } = statfsSync(existsSync(data) ? data : dirname(resolve(data)));
  const freeMb = Math.floor((bavail * bsize) / MB);
  const used = blocks === 0 ? 0 : (blocks - bfree) / blocks;
  const percent = Math.round(used * 100);
  const needMb = Math.ceil((config?.gateway.storage.reserveBytes ?? 0) / MB);
  if (freeMb < needMb)
    return bad(
      'space',
      `磁盘只剩 ${freeMb} MB，预留就要 ${needMb} MB`,
      `only ${freeMb} MB are free; the reserve alone takes ${needMb} MB`,
    );
  const text = [`磁盘已用 ${percent}%，剩 ${freeMb} MB`, `the disk is ${percent} % full, ${freeMb} MB free`] as const;
  return used >= FULL ? bad('space', ...text) : fine('space', ...text);
}

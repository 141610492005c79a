/** What a bridge tells of its devices without being asked: its own list, or what it says to Home Assistant. Only for suggestions. */

import type { Body } from '../../core/profile/interpret.ts';
import { lookUp, parsePath } from '../../core/profile/path.ts';
import type { Inventory } from '../../core/profile/profile.ts';

type Learn = (address: string, model: string) => void;

/** Reading more than this would keep a press waiting (1 MB takes some 8 ms). */
const MOST_BYTES = 1024 * 1024;
const MOST_ENTRIES = 2000;

export function learnInventory(payload: Buffer, inventory: Inventory, learn: Learn): void {
  if (payload.length > MOST_BYTES) return;
  const list: unknown = JSON.parse(payload.toString('utf8'));
  if (!Array.isArray(list)) return;
  const texts = (entry: unknown, paths: readonly string[]): readonly string[] =>
    paths.flatMap((path) => {
      const value = lookUp(entry, parsePath(path) ?? []);
      return typeof value === 'string' ? [value] : [];
    });
  for (const entry of list.slice(0, MOST_ENTRIES)) {
    const model = texts(entry, inventory.model)[0];
    if (model === undefined) continue;
    for (const address of texts(entry, inventory.address)) learn(address, model);
  }
}

/** `homeassistant/<component>/…/config`: the device is known by its name and by its identifiers, the bridge's own in front. */
export function learnDiscovery(body: Body, learn: Learn): void {
  const device = lookUp(body.object, ['device']);
  const model = [lookUp(device, ['model_id']), lookUp(device, ['model'])].find((value) => typeof value === 'string');
  if (model === undefined) return;
  const identifiers = lookUp(device, ['identifiers']);
  const ids: readonly unknown[] = Array.isArray(identifiers) ? identifiers : [identifiers];
  const names = [lookUp(device, ['name']), ...ids];
  for (const name of names) {
    if (typeof name === 'string' && name !== '') learn(name.replace(/^[a-z0-9]+_(?=0x|[0-9a-f]{8})/i, ''), model);
  }
}

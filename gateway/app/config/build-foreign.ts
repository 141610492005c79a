/** Devices of other makers put into the school: each bridge is a device of its own, and what is behind it is supervised by its profile. */

import type { Foreign, ProfiledDevice } from '../../core/profile/profile.ts';
import type { Device, School } from '../../core/school.ts';
import { seconds } from '../../core/time.ts';
import type { ValidFiles } from './build.ts';
import type { Library } from './load-profiles.ts';

/**
 * A bridge on our broker pings. One behind another broker is heard only when one of its devices speaks, perhaps not all night: that
 * it is gone is told by its last will there.
 */
const SILENT_AFTER = { here: 90, upstream: 86_400 } as const;

export function buildForeign(school: School, files: ValidFiles, library: Library): School {
  const { bridges, upstreams, homeAssistant } = files.bridges;
  const profiled = files.devices.devices.filter((device) => device.profile !== undefined);
  if (profiled.length === 0 && bridges.length === 0 && homeAssistant === undefined && upstreams.length === 0)
    return school;
  const devices = new Map<string, Device>(school.devices);
  for (const bridge of bridges) {
    const silentAfter =
      bridge.silentAfter ?? (bridge.upstream === undefined ? SILENT_AFTER.here : SILENT_AFTER.upstream);
    const { id, zone, name, nameEn } = bridge;
    const behind = bridge.upstream === undefined ? {} : { behind: `upstream:${bridge.upstream}` };
    devices.set(id, { id, kind: 'node', zone, name, nameEn, silentAfter: seconds(silentAfter), ...behind });
  }
  const foreign: Foreign = {
    profiles: library.profiles,
    families: library.families,
    bridges: new Map(
      bridges.map((bridge) => [bridge.id, { ...bridge, upstream: bridge.upstream ?? null, nameEn: bridge.nameEn }]),
    ),
    devices: profiled.map(
      ({ id, kind, profile, bridge, address, channel }): ProfiledDevice => ({
        id,
        kind,
        profile: profile ?? '',
        bridge: bridge ?? null,
        address: address ?? id,
        channel,
      }),
    ),
    upstreams: new Map(upstreams.map(({ id, name }) => [id, { id, name }])),
    homeAssistant: homeAssistant ?? null,
  };
  for (const { id, profile, bridge } of foreign.devices) {
    const device = devices.get(id);
    const known = library.profiles.get(profile);
    if (!device || !known) continue;
    const testEvery = device.testEvery ?? known.testEvery;
    devices.set(id, {
      ...device,
      silentAfter: known.silentAfter,
      ...(bridge === null ? {} : { behind: bridge }),
      ...(testEvery === null || device.kind !== 'button' ? {} : { testEvery }),
    });
  }
  return { ...school, devices, foreign };
}

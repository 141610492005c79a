import type { GatewayHealth } from '../../contract/api.ts';

/** How many parts of the gateway are at fault; devices that do not answer count once, together. */
export const faultsOf = (health: GatewayHealth): number =>
  Number(health.storage !== 'ok') +
  Number(!health.clockTrusted) +
  Number(health.devicesOnline < health.devices) +
  health.channels.filter((channel) => channel.state === 'fault').length +
  (health.sinks ?? []).filter((sink) => sink.state === 'fault').length;

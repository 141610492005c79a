/**
 * What Home Assistant is shown: devices, doors, zones and the gateway as entities of its MQTT discovery (device payloads), all of
 * them read-only. Pure: from school and state to topics and payloads. Names places and devices, never a person (promise 10).
 */

import type { CampusState } from '../campus.ts';
import type { Device, School } from '../school.ts';
import type { HomeAssistantOut } from './profile.ts';

export interface Shown {
  readonly topic: string;
  readonly payload: string;
}

const ORIGIN = { name: 'Campus Guard' } as const;
const HELP = ['help', 'urgent'];

/** Letters that discovery allows in an object id. */
const objectId = (id: string): string => `campus_guard_${id.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}`;

const bool = (value: boolean): 'ON' | 'OFF' => (value ? 'ON' : 'OFF');

export const statusTopic = ({ base }: HomeAssistantOut): string => `${base}/status`;

/** What there is to see; changes only with the configuration. */
export function homeAssistantEntities(out: HomeAssistantOut, school: School): readonly Shown[] {
  const config = (id: string, payload: object): Shown => ({
    topic: `${out.discovery}/device/${objectId(id)}/config`,
    payload: JSON.stringify(payload),
  });
  const devices = [...school.devices.values()].map((device) => config(device.id, deviceConfig(out, device)));
  return [config('gateway', gatewayConfig(out, school)), ...devices];
}

/** @param isOnline whether a device is there, as `GET /api/devices` says */
export function homeAssistantStates(
  out: HomeAssistantOut,
  school: School,
  state: CampusState,
  isOnline: (device: Device) => boolean,
): readonly Shown[] {
  const open = [...state.incidents.values()].filter((incident) => incident.status !== 'closed' && !incident.drill);
  const helpIn = new Set(open.filter(({ level }) => HELP.includes(level)).map(({ zone }) => zone));
  const shown: Shown[] = [{ topic: statusTopic(out), payload: 'online' }];
  const put = (topic: string, payload: object): void => {
    shown.push({ topic, payload: JSON.stringify(payload) });
  };
  put(`${out.base}/gateway`, {
    help: bool(helpIn.size > 0),
    fault: bool(open.some(({ level }) => level === 'fault')),
    open: open.length,
    unowned: open.filter(({ status }) => status === 'open').length,
  });
  for (const { id } of school.zones.values()) put(`${out.base}/zones/${id}`, { help: bool(helpIn.has(id)) });
  for (const device of school.devices.values()) {
    const known = state.devices.get(device.id);
    put(`${out.base}/devices/${device.id}`, {
      online: bool(isOnline(device)),
      ...(known?.battery == null ? {} : { battery: known.battery }),
      ...(device.kind === 'door' && known?.doorOpen != null ? { open: bool(known.doorOpen) } : {}),
      fault: bool((known?.faults.length ?? 0) > 0 || (known?.lidOpen ?? false)),
    });
  }
  return shown;
}

const availability = (out: HomeAssistantOut) => ({ availability_topic: statusTopic(out) });

function gatewayConfig(out: HomeAssistantOut, school: School): object {
  const topic = `${out.base}/gateway`;
  const unique = (name: string): string => `${objectId('gateway')}_${name}`;
  const zones = [...school.zones.values()].map(({ id, name }): [string, object] => [
    `zone_${objectId(id)}`,
    {
      platform: 'binary_sensor',
      name,
      unique_id: unique(`zone_${id}`),
      device_class: 'safety',
      state_topic: `${out.base}/zones/${id}`,
      value_template: '{{ value_json.help }}',
    },
  ]);
  return {
    device: { identifiers: [objectId('gateway')], name: school.name, manufacturer: 'Campus Guard', model: 'Gateway' },
    origin: ORIGIN,
    ...availability(out),
    components: {
      help: {
        platform: 'binary_sensor',
        name: '求助 Help',
        unique_id: unique('help'),
        device_class: 'safety',
        state_topic: topic,
        value_template: '{{ value_json.help }}',
      },
      fault: {
        platform: 'binary_sensor',
        name: '故障 Fault',
        unique_id: unique('fault'),
        device_class: 'problem',
        state_topic: topic,
        value_template: '{{ value_json.fault }}',
      },
      open: {
        platform: 'sensor',
        name: '未结事件 Open incidents',
        unique_id: unique('open'),
        state_topic: topic,
        value_template: '{{ value_json.open }}',
        state_class: 'measurement',
      },
      unowned: {
        platform: 'sensor',
        name: '无人接警 Nobody has taken over',
        unique_id: unique('unowned'),
        state_topic: topic,
        value_template: '{{ value_json.unowned }}',
        state_class: 'measurement',
      },
      ...Object.fromEntries<object>(zones),
    },
  };
}

function deviceConfig(out: HomeAssistantOut, device: Device): object {
  const topic = `${out.base}/devices/${device.id}`;
  const entity = (platform: string, name: string, key: string, deviceClass: string, more: object = {}): object => ({
    platform,
    name,
    unique_id: `${objectId(device.id)}_${key}`,
    device_class: deviceClass,
    state_topic: topic,
    value_template: `{{ value_json.${key} }}`,
    ...more,
  });
  const diagnostic = { entity_category: 'diagnostic' } as const;
  return {
    device: {
      identifiers: [objectId(device.id)],
      name: device.name,
      manufacturer: 'Campus Guard',
      model: device.kind,
      suggested_area: device.zone,
      via_device: objectId('gateway'),
    },
    origin: ORIGIN,
    ...availability(out),
    components: {
      ...(device.kind === 'door' ? { open: entity('binary_sensor', '门 Door', 'open', 'door') } : {}),
      online: entity('binary_sensor', '在线 Online', 'online', 'connectivity', diagnostic),
      fault: entity('binary_sensor', '故障 Fault', 'fault', 'problem', diagnostic),
      battery: entity('sensor', '电量 Battery', 'battery', 'battery', { ...diagnostic, unit_of_measurement: '%' }),
    },
  };
}

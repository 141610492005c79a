import type { Device } from '../../contract/api.ts';
import type { DeviceState, ZoneState } from '../state/plan.ts';
import { useWords } from './words-context.tsx';

/** Shapes on a floor plan: told apart without colour, as everywhere in the console. */
const ZONE_PATHS: Readonly<Record<Exclude<ZoneState, 'calm'>, string>> = {
  calls: 'M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8zM12 6v7.5M12 16.2v2.3',
  drill: 'M4 4h9a8 8 0 010 16H4z',
  wanting: 'M12 3l10 18H2zM12 10v5M12 17.2v1.5',
  taken: 'M12 2a10 10 0 100 20 10 10 0 000-20zM7 12h9M12.5 8l4 4-4 4',
  arrived: 'M12 22s8-7.2 8-13A8 8 0 004 9c0 5.8 8 13 8 13zM12 6.5a2.5 2.500 0 100 5 2.5 2.5 0 000-5z',
};

interface At {
  readonly x: number;
  readonly y: number;
}

export const ZoneMark = ({ state, x, y }: At & { readonly state: Exclude<ZoneState, 'calm'> }) => (
  <path className="zone-mark" d={ZONE_PATHS[state]} transform={`translate(${x} ${y})`} />
);

/** Within a circle of radius 9 around the device's point. */
const KIND_PATHS: Readonly<Record<Device['kind'], string>> = {
  button: 'M-4 0a4 4 0 108 0a4 4 0 10-8 0',
  door: 'M-4-6h8v12h-8z',
  motion: 'M-6 2l4-6 4 6 4-6',
  reader: 'M-6-4h12v8h-12z',
  siren: 'M-5 4h10l-2-9h-6z',
  lamp: 'M0-6v8M-4 5h8',
  node: 'M-5-5h10v10h-10z',
};

export function DeviceDot({ device, state, x, y }: At & { readonly device: Device; readonly state: DeviceState }) {
  const words = useWords();
  return (
    <g className="device" data-device={device.id} data-state={state} transform={`translate(${x} ${y})`}>
      <title>{`${device.name} · ${words.plan.device[state]}`}</title>
      <circle r={11} />
      <path d={KIND_PATHS[device.kind]} />
      {state === 'well' ? null : (
        <path className="device-cross" d={state === 'off' ? 'M-9-9L9 9M9-9L-9 9' : 'M0-16v6M0-7v1'} />
      )}
    </g>
  );
}

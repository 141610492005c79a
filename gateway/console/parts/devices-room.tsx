import { useState } from 'react';
import type { Device } from '../../contract/api.ts';
import { devices as readDevices } from '../api/calls.ts';
import { own } from '../format/fact-sentence.ts';
import { moment } from '../format/moment.ts';
import { type Places, zoneName } from '../format/place.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useReading } from '../hooks/use-reading.ts';
import type { Dictionary } from '../i18n/dictionary.ts';
import { deviceState } from '../state/plan.ts';
import { ReadingNote } from './reading-note.tsx';
import { UnknownDevices } from './unknown-devices.tsx';
import { useSpeech } from './words-context.tsx';

const EVERY_MS = 5000;

/** Every device: is it heard, does it still prove that it works, what is wrong with it. The worst come first. */
export function DevicesRoom({ places }: { readonly places: Places }) {
  const { words } = useSpeech();
  const devices = useReading(readDevices, EVERY_MS);
  const [onlyWrong, setOnlyWrong] = useState(false);
  const all = devices.data ?? [];
  const shown = all.filter((device) => !onlyWrong || isWrong(device)).sort(worstFirst);
  return (
    <section className="devices-room" aria-labelledby="room-title">
      <div className="panel-head">
        <h2 id="room-title" tabIndex={-1}>
          {words.devices.title} <span className="count">{words.devices.count(shown.length, all.length)}</span>
        </h2>
        <label className="check">
          <input type="checkbox" checked={onlyWrong} onChange={(event) => setOnlyWrong(event.target.checked)} />
          {words.devices.onlyWrong}
        </label>
      </div>
      <UnknownDevices />
      <ReadingNote reading={devices} />
      {devices.data !== null && shown.length === 0 ? <p className="muted">{words.devices.allWell}</p> : null}
      {shown.length > 0 ? (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{words.devices.name}</th>
              <th scope="col">{words.devices.state}</th>
              <th scope="col">{words.devices.battery}</th>
              <th scope="col">{words.devices.lastSeen}</th>
              <th scope="col">{words.devices.lastTest}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((device) => (
              <DeviceRow key={device.id} device={device} places={places} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

const isWrong = (device: Device): boolean => !device.online || device.flags.length > 0;
const RANK = { off: 0, wrong: 1, well: 2 } as const;
const worstFirst = (a: Device, b: Device): number =>
  RANK[deviceState(a)] - RANK[deviceState(b)] || b.flags.length - a.flags.length || (a.id < b.id ? -1 : 1);

function DeviceRow({ device, places }: { readonly device: Device; readonly places: Places }) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const state = deviceState(device);
  const zone = places.zones.find((one) => one.id === device.zone);
  const when = (iso: string | null): string => (iso === null ? words.devices.never : moment(iso, now, timeZone));
  return (
    <tr data-state={state}>
      <th scope="row">
        {device.name}
        <span className="muted small">
          {words.devices.kinds[device.kind]} · {device.id}
        </span>
        <span className="muted small">{zone ? zoneName(zone, places.language) : device.zone}</span>
      </th>
      <td data-label={words.devices.state}>
        <strong className="device-state" data-state={state}>
          {words.plan.device[state]}
        </strong>
        {device.flags
          .filter((flag) => flag !== 'silent')
          .map((flag) => (
            <span key={flag} className="flag">
              {flagText(flag, words)}
            </span>
          ))}
      </td>
      <td data-label={words.devices.battery}>{device.battery === null ? '–' : `${Math.round(device.battery)} %`}</td>
      <td data-label={words.devices.lastSeen}>{when(device.lastSeen)}</td>
      <td data-label={words.devices.lastTest}>{device.kind === 'button' ? when(device.lastTest) : '–'}</td>
    </tr>
  );
}

/** A flag of the device list in words; codes of the device's own as they are. */
function flagText(flag: string, words: Dictionary): string {
  const known = own(words.devices.flags, flag) ?? own<string>(words.flags, flag);
  if (known !== undefined) return known;
  return flag.startsWith('fault:') ? words.devices.fault(flag.slice('fault:'.length)) : flag;
}

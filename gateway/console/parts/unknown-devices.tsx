import { unknownDevices } from '../api/calls.ts';
import { moment } from '../format/moment.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useReading } from '../hooks/use-reading.ts';
import { useSpeech } from './words-context.tsx';

const EVERY_MS = 10_000;

/** Devices behind bridges that nobody has named yet: what they said last, and the profile that would fit. Their presses alarm all the same. */
export function UnknownDevices() {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const unknown = useReading(unknownDevices, EVERY_MS);
  if (unknown.data === null || unknown.data.length === 0) return null;
  return (
    <section aria-labelledby="unknown-title">
      <h3 id="unknown-title">
        {words.devices.unknown} <span className="count">{unknown.data.length}</span>
      </h3>
      <p className="muted small">{words.devices.unknownHint}</p>
      <ul className="unknown-devices">
        {unknown.data.map((one) => (
          <li key={one.id} data-device={one.id}>
            <strong>{one.address}</strong> <span className="muted">{one.bridge}</span>
            {one.presses > 0 ? <span className="flag">{words.card.presses(one.presses)}</span> : null}
            <span className="muted small">
              {' '}
              {one.model ?? ''} {one.suggestedProfile === null ? '' : words.devices.fits(one.suggestedProfile)} ·{' '}
              {moment(one.lastSeen, now, timeZone)}
            </span>
            <code className="unknown-said">{one.lastMessage}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

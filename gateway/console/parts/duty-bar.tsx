import type { SirenDesk } from '../hooks/use-siren.ts';
import { SpeakerMark } from './mark.tsx';
import { useWords } from './words-context.tsx';

/** Sound of this screen: a permanent warning while it is off, and the one tap that starts duty. */
export function DutyBar({ siren }: { readonly siren: SirenDesk }) {
  const words = useWords();
  const on = siren.onDuty && siren.state === 'running';
  if (on) {
    return (
      <div className="duty-bar duty-on" data-sounding={siren.sounding ?? 'none'}>
        <SpeakerMark on />
        <span className="duty-words">
          {words.duty.on}
          {siren.screenStaysOn ? null : <span className="muted small"> {words.duty.noWakeLock}</span>}
        </span>
        <button type="button" className="button button-plain" onClick={siren.test}>
          {words.duty.test}
        </button>
      </div>
    );
  }
  return (
    <div className="duty-bar duty-off" role="alert">
      <SpeakerMark on={false} />
      <span className="duty-words">
        <strong>{words.duty.offLong}</strong>
        <span className="small">{siren.blocked ? words.duty.blocked : words.duty.explain}</span>
      </span>
      <button type="button" className="button button-duty" onClick={siren.start}>
        {words.duty.start}
      </button>
    </div>
  );
}

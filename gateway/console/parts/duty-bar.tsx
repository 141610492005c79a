import type { SirenDesk } from '../hooks/use-siren.ts';
import { SpeakerMark } from './mark.tsx';
import { useWords } from './words-context.tsx';

interface Props {
  readonly siren: SirenDesk;
}

export const soundIsOn = (siren: SirenDesk): boolean => siren.onDuty && siren.state === 'running';

/** A permanent warning while this screen is silent, and the one tap that starts duty. */
export function SoundOff({ siren }: Props) {
  const words = useWords();
  return (
    <div className="sound-off" role="alert">
      <SpeakerMark on={false} />
      <span className="sound-off-words">
        <strong>{words.duty.off}</strong>
        <span className="small">{siren.blocked ? words.duty.blocked : words.duty.offLong}</span>
      </span>
      <button type="button" className="button button-duty" onClick={siren.start}>
        {words.duty.start}
      </button>
    </div>
  );
}

/** On duty with sound: a tap plays the test tone. */
export function OnDuty({ siren }: Props) {
  const words = useWords();
  return (
    <div className="on-duty" data-sounding={siren.sounding ?? 'none'}>
      <button type="button" className="button button-plain" onClick={siren.test} title={words.duty.test}>
        <SpeakerMark on />
        {words.duty.on}
        <span className="unseen">{words.duty.test}</span>
      </button>
      {siren.screenStaysOn ? null : <span className="muted small sleepy">{words.duty.noWakeLock}</span>}
    </div>
  );
}

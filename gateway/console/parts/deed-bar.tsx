import type { Choices } from '../state/choices.ts';
import type { Deed, DeedState } from '../state/deeds.ts';
import { DeedButton } from './deed-button.tsx';

interface Props {
  readonly offered: Choices;
  readonly state: DeedState | undefined;
  readonly onPress: (deed: Deed) => void;
}

/** What can be done now: the two likely things large (under the thumb on a phone), the rest beside them. */
export function DeedBar({ offered, state, onPress }: Props) {
  if (offered.main.length === 0) return null;
  return (
    <div className="deed-bar">
      <div className="thumb-bar">
        {offered.main.map((deed, i) => (
          <DeedButton
            key={deed}
            deed={deed}
            state={state}
            kind={i === 0 && deed !== 'note' ? 'main' : 'second'}
            onPress={() => onPress(deed)}
          />
        ))}
      </div>
      <div className="more">
        {offered.more.map((deed) => (
          <DeedButton key={deed} deed={deed} state={state} kind="plain" onPress={() => onPress(deed)} />
        ))}
      </div>
    </div>
  );
}

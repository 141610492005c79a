import type { Deed, DeedState } from '../state/deeds.ts';
import { useWords } from './words-context.tsx';

interface Props {
  readonly deed: Deed;
  readonly state: DeedState | undefined;
  readonly kind: 'main' | 'second' | 'plain';
  readonly onPress: () => void;
}

/**
 * One deed. While any deed of the incident is in flight it answers at once ("taking over…") and takes no second press; it stays
 * focusable, so that a keyboard does not lose its place.
 */
export function DeedButton({ deed, state, kind, onPress }: Props) {
  const words = useWords();
  const busy = state?.at === 'doing';
  const mine = busy && state.deed === deed;
  return (
    <button
      type="button"
      className={`button button-${kind}`}
      data-deed={deed}
      aria-disabled={busy}
      aria-busy={mine}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      {mine ? <span className="spinner" aria-hidden="true" /> : null}
      {mine ? words.doing[deed] : words.deeds[deed]}
    </button>
  );
}

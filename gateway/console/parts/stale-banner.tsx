import { useNow } from '../hooks/page-clock.ts';
import { useWords } from './words-context.tsx';

/** The board may be wrong: says for how long, and what to do meanwhile. */
export function StaleBanner({ age }: { readonly age: () => number }) {
  const words = useWords();
  useNow();
  return (
    <div className="stale-banner">
      <p role="alert" className="stale-alert">
        {words.stale.title}
      </p>
      <strong aria-hidden="true">{words.stale.banner(Math.floor(age() / 1000))}</strong>
      <span>{words.stale.explain}</span>
    </div>
  );
}

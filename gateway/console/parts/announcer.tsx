import { useEffect, useRef, useState } from 'react';
import type { Incident } from '../../contract/api.ts';
import { placeOf, type Places } from '../format/place.ts';
import { useWords } from './words-context.tsx';

interface Props {
  readonly incidents: readonly Incident[];
  /** What is there at the first reading is not news. */
  readonly loaded: boolean;
  readonly places: Places;
}

/** Speaks new incidents to a screen reader, at once. */
export function Announcer({ incidents, loaded, places }: Props) {
  const words = useWords();
  const known = useRef<Set<string> | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!loaded) return;
    const before = known.current;
    known.current = new Set(incidents.map((one) => one.id));
    if (before === null) return;
    const news = incidents.filter((one) => !before.has(one.id));
    if (news.length === 0) return;
    const sentence = (one: Incident): string =>
      (one.drill ? `${words.drillLong}${words.comma}` : '') +
      words.board.announce(words.level[one.level], words.kind[one.kind], placeOf(one, places) ?? words.card.noPlace);
    setSaid(news.map(sentence).join(' '));
  }, [incidents, loaded, places, words]);
  return (
    <div className="unseen" aria-live="assertive" role="alert" data-announcer="">
      {said}
    </div>
  );
}

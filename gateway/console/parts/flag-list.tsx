import { own } from '../format/fact-sentence.ts';
import { useWords } from './words-context.tsx';

/** What was remarkable about the presses; a flag never hid or stopped anything. */
export function FlagList({ flags }: { readonly flags: readonly string[] }) {
  const words = useWords();
  if (flags.length === 0) return null;
  return (
    <ul className="flags" aria-label={words.incident.flags}>
      {flags.map((flag) => (
        <li key={flag}>{own<string>(words.flags, flag) ?? flag}</li>
      ))}
    </ul>
  );
}

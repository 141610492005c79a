import type { Theme } from '../hooks/use-preferences.ts';
import { DICTIONARIES, LANGUAGES, type Language } from '../i18n/dictionary.ts';
import { useWords } from './words-context.tsx';

const THEMES: readonly Theme[] = ['auto', 'dark', 'light'];

interface LanguageProps {
  readonly language: Language;
  readonly onChange: (language: Language) => void;
}

/** Each language under its own name: whoever cannot read the current one finds theirs. */
export function LanguageSwitch({ language, onChange }: LanguageProps) {
  const words = useWords();
  return (
    <fieldset className="switch">
      <legend>{words.header.language}</legend>
      {LANGUAGES.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          className="button button-switch"
          aria-pressed={one === language}
          onClick={() => onChange(one)}
        >
          {DICTIONARIES[one].languageSelf}
        </button>
      ))}
    </fieldset>
  );
}

interface ThemeProps {
  readonly theme: Theme;
  readonly onChange: (theme: Theme) => void;
}

export function ThemeSwitch({ theme, onChange }: ThemeProps) {
  const words = useWords();
  return (
    <fieldset className="switch">
      <legend>{words.header.theme}</legend>
      {THEMES.map((one) => (
        <button
          key={one}
          type="button"
          className="button button-switch"
          aria-pressed={one === theme}
          onClick={() => onChange(one)}
        >
          {words.theme[one]}
        </button>
      ))}
    </fieldset>
  );
}

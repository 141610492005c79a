import type { Me } from '../../contract/api.ts';
import { clockTime } from '../format/moment.ts';
import { useNow } from '../hooks/page-clock.ts';
import type { Preferences } from '../hooks/use-preferences.ts';
import type { Language } from '../i18n/dictionary.ts';
import { writeRoute } from '../state/route.ts';
import { Menu } from './menu.tsx';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly me: Me;
  readonly language: Language;
  readonly preferences: Preferences;
  readonly onPreference: (change: Partial<Preferences>) => void;
  readonly onHelp: () => void;
  readonly onSignOut: () => void;
}

export function Header({ me, language, preferences, onPreference, onHelp, onSignOut }: Props) {
  const { words } = useSpeech();
  return (
    <header className="header">
      <p className="school">
        <a href={writeRoute({ at: 'board' })}>{me.school}</a>
        {me.simulated ? (
          <strong className="simulated" title={words.header.simulatedLong}>
            {words.header.simulated}
          </strong>
        ) : null}
      </p>
      <SchoolClock />
      {me.role === 'auditor' ? null : (
        <a className="button button-raise" href={writeRoute({ at: 'raise' })}>
          {words.header.raise}
        </a>
      )}
      <Menu>
        <p className="menu-who">{words.header.account(me.name, words.roles[me.role])}</p>
        <LanguageSwitch language={language} onChange={(next) => onPreference({ language: next })} />
        <ThemeSwitch theme={preferences.theme} onChange={(theme) => onPreference({ theme })} />
        <button type="button" className="button button-plain" data-leaves="" onClick={onHelp}>
          {words.header.help}
        </button>
        <a className="button button-plain" data-leaves="" href={writeRoute({ at: 'password' })}>
          {words.header.password}
        </a>
        <button type="button" className="button button-plain" data-leaves="" onClick={onSignOut}>
          {words.header.signOut}
        </button>
        <p className="muted small">
          {words.appName} {me.version}
        </p>
      </Menu>
    </header>
  );
}

function SchoolClock() {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  return (
    <time
      className="school-clock"
      title={`${words.header.schoolTime} (${timeZone})`}
      aria-label={words.header.schoolTime}
    >
      {clockTime(now, timeZone)}
    </time>
  );
}

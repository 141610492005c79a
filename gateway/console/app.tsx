import { useEffect, useMemo, useState } from 'react';
import { usePreferences } from './hooks/use-preferences.ts';
import { useSession } from './hooks/use-session.ts';
import { useSiren } from './hooks/use-siren.ts';
import { DICTIONARIES, type Language } from './i18n/dictionary.ts';
import { Desk } from './parts/desk.tsx';
import { SoundOff, soundIsOn } from './parts/duty-bar.tsx';
import { NewPassword } from './parts/new-password.tsx';
import { SignIn } from './parts/sign-in.tsx';
import { Wall } from './parts/wall.tsx';
import { WaitingRoom } from './parts/waiting-room.tsx';
import { SpeechContext } from './parts/words-context.tsx';
import type { Sound } from './state/alarm.ts';

const SCHOOL_ZONE = 'Asia/Shanghai';

/** `/wall` is a page of its own, to be opened by a machine that nobody sits at. */
const isWall = (): boolean => window.location.pathname === '/wall';

export function App() {
  const [preferences, onPreference] = usePreferences();
  const desk = useSession();
  const { session } = desk;
  const me = session.at === 'in' || session.at === 'new-password' ? session.me : null;
  const language: Language = preferences.language ?? me?.language ?? 'zh-CN';
  const [wanted, setWanted] = useState<Sound | null>(null);
  const lapsed = session.at === 'out' && session.lapsed;
  // A session that ended by itself leaves a screen that hears nothing: it says so aloud.
  const siren = useSiren(lapsed ? 'lost' : session.at === 'in' ? wanted : null);
  const { stop } = siren;
  useEffect(() => {
    if (session.at === 'out' && !session.lapsed) stop();
  }, [session, stop]);

  const speech = useMemo(
    () => ({ words: DICTIONARIES[language], timeZone: me?.timeZone ?? SCHOOL_ZONE }),
    [language, me?.timeZone],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  return (
    <SpeechContext.Provider value={speech}>
      {session.at === 'asking' || session.at === 'unreachable' ? (
        <WaitingRoom unreachable={session.at === 'unreachable'} onRetry={desk.ask} />
      ) : session.at === 'out' ? (
        <>
          {lapsed && siren.onDuty && !soundIsOn(siren) ? <SoundOff siren={siren} /> : null}
          <SignIn
            lapsed={lapsed}
            language={language}
            onLanguage={(next) => onPreference({ language: next })}
            onSignIn={desk.signIn}
          />
        </>
      ) : session.at === 'new-password' ? (
        <main id="main">
          <NewPassword forced onSave={desk.setPassword} onDone={() => {}} onLeave={() => void desk.signOut()} />
        </main>
      ) : isWall() ? (
        <Wall me={session.me} language={language} siren={siren} onSound={setWanted} onRefused={desk.ask} />
      ) : (
        <Desk
          me={session.me}
          session={desk}
          language={language}
          preferences={preferences}
          onPreference={onPreference}
          siren={siren}
          onSound={setWanted}
        />
      )}
    </SpeechContext.Provider>
  );
}

import { useCallback, useEffect, useState } from 'react';
import type { Language } from '../i18n/dictionary.ts';

export type Theme = 'auto' | 'dark' | 'light';

export interface Preferences {
  /** Null: the school's own language. */
  readonly language: Language | null;
  readonly theme: Theme;
  readonly shortcuts: boolean;
}

const KEY = 'campus-guard.preferences';
const DEFAULTS: Preferences = { language: null, theme: 'auto', shortcuts: true };

/** What this person likes on this device. In-app browsers may forbid storage: then it holds until the tab closes. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const [preferences, setPreferences] = useState(load);
  const change = useCallback((part: Partial<Preferences>) => {
    setPreferences((before) => {
      const after = { ...before, ...part };
      save(after);
      return after;
    });
  }, []);
  useEffect(() => {
    if (preferences.theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', preferences.theme);
  }, [preferences.theme]);
  return [preferences, change];
}

function load(): Preferences {
  try {
    const read: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '{}');
    if (typeof read !== 'object' || read === null) return DEFAULTS;
    const { language, theme, shortcuts } = read as Record<string, unknown>;
    return {
      language: language === 'zh-CN' || language === 'en' ? language : null,
      theme: theme === 'dark' || theme === 'light' ? theme : 'auto',
      shortcuts: shortcuts !== false,
    };
  } catch {
    return DEFAULTS;
  }
}

function save(preferences: Preferences): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Nothing is lost but the preference.
  }
}

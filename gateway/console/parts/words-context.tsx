import { createContext, useContext } from 'react';
import { DICTIONARIES, type Dictionary } from '../i18n/dictionary.ts';

/** The words of the language in use, and the clock the school lives by. */
export interface Speech {
  readonly words: Dictionary;
  readonly timeZone: string;
}

export const SpeechContext = createContext<Speech>({ words: DICTIONARIES['zh-CN'], timeZone: 'Asia/Shanghai' });
export const useSpeech = (): Speech => useContext(SpeechContext);
export const useWords = (): Dictionary => useSpeech().words;

import { useEffect, useRef } from 'react';

export interface Shortcuts {
  take(): void;
  note(): void;
  move(by: 1 | -1): void;
  open(): void;
  back(): void;
  help(): void;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
/** Enter on a button or link is theirs. */
const pressing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, summary, label') !== null;

/** Single keys for a duty room. Never while somebody types; Escape always works. */
export function useShortcuts(enabled: boolean, shortcuts: Shortcuts): void {
  const now = useRef(shortcuts);
  now.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.key === 'Escape') return now.current.back();
      if (!enabled || typing(event.target)) return;
      const done = perform(event, now.current);
      if (done) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}

function perform(event: KeyboardEvent, shortcuts: Shortcuts): boolean {
  switch (event.key) {
    case 'a':
    case 'A':
      shortcuts.take();
      return true;
    case 'n':
    case 'N':
      shortcuts.note();
      return true;
    case 'ArrowDown':
      shortcuts.move(1);
      return true;
    case 'ArrowUp':
      shortcuts.move(-1);
      return true;
    case 'Enter':
      if (pressing(event.target)) return false;
      shortcuts.open();
      return true;
    case '?':
      shortcuts.help();
      return true;
    default:
      return false;
  }
}

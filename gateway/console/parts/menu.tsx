import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from './words-context.tsx';

/** What is seldom needed. Shuts when something in it leads away, or when one taps elsewhere. */
export function Menu({ children }: { readonly children: ReactNode }) {
  const words = useWords();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const shut = (event: MouseEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      const stays = target !== null && menu.current?.contains(target) && target.closest('[data-leaves]') === null;
      if (menu.current && !stays) menu.current.open = false;
    };
    document.addEventListener('click', shut);
    return () => document.removeEventListener('click', shut);
  }, []);
  return (
    <details className="menu" ref={menu}>
      <summary aria-label={words.header.menu}>
        <span aria-hidden="true">☰</span>
      </summary>
      <div className="menu-items">{children}</div>
    </details>
  );
}

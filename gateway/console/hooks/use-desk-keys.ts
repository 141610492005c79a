import type { Incident, Me } from '../../contract/api.ts';
import { choices } from '../state/choices.ts';
import type { Route } from '../state/route.ts';
import { step } from '../state/selection.ts';
import type { BoardDesk } from './use-board.ts';
import { useShortcuts } from './use-shortcuts.ts';
import type { Work } from './use-work.ts';

interface Keys {
  readonly enabled: boolean;
  readonly route: Route;
  readonly go: (to: Route) => void;
  readonly me: Me;
  readonly desk: BoardDesk;
  readonly work: Work;
  readonly ordered: readonly Incident[];
  /** The incident the keys speak about. */
  readonly current: string | null;
  readonly onSelect: (id: string | null) => void;
  readonly help: boolean;
  readonly onHelp: (open: boolean) => void;
}

/** What each key does at the desk. */
export function useDeskKeys({ enabled, route, go, me, desk, work, ordered, current, onSelect, help, onHelp }: Keys) {
  useShortcuts(enabled, {
    take: () => {
      const incident = current === null ? undefined : desk.board.incidents.get(current);
      if (incident && choices(incident, me).main.includes('take')) work.start(incident, 'take');
    },
    note: () => {
      if (current !== null && me.role !== 'auditor') go({ at: 'incident', id: current, form: 'note' });
    },
    move: (by) => {
      const next = step(ordered, current, by);
      onSelect(next);
      if (next === null) return;
      if (route.at === 'incident') go({ at: 'incident', id: next, form: null });
      else focusCard(next);
    },
    open: () => {
      if (current !== null) go({ at: 'incident', id: current, form: null });
    },
    back: () => {
      if (help) onHelp(false);
      else if (route.at === 'incident' && route.form) go({ at: 'incident', id: route.id, form: null });
      else go({ at: 'board' });
    },
    help: () => onHelp(true),
  });
}

export const focusCard = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-incident="${CSS.escape(id)}"] .card-link`)?.focus();

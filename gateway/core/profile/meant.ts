/** What a message of an off-the-shelf device means, in the words of our own devices. */

export type Meant =
  /** `known`: the profile lists the word; else it was raised because nobody knows what it means. */
  | { readonly means: 'press'; readonly word: string; readonly known: boolean; readonly level: 'help' | 'urgent' }
  | { readonly means: 'release' }
  | { readonly means: 'door'; readonly open: boolean }
  | { readonly means: 'motion'; readonly active: boolean }
  | { readonly means: 'checkin'; readonly card: string }
  | { readonly means: 'tamper'; readonly open: boolean }
  | { readonly means: 'battery'; readonly pct?: number; readonly mv?: number }
  | { readonly means: 'fault' | 'restore'; readonly code: string }
  | { readonly means: 'online' | 'offline' | 'restart' | 'left' };

/** One line for samples and for the screen: `press`, `door open`, `battery 60`, `checkin BA839D07`. */
export function sayMeant(meant: Meant): string {
  switch (meant.means) {
    case 'press':
      return meant.known ? 'press' : 'press unknown-word';
    case 'door':
      return meant.open ? 'door open' : 'door closed';
    case 'motion':
      return meant.active ? 'motion yes' : 'motion no';
    case 'tamper':
      return meant.open ? 'tamper yes' : 'tamper no';
    case 'checkin':
      return `checkin ${meant.card}`;
    case 'battery':
      return meant.pct === undefined ? `battery ${meant.mv ?? '?'} mV` : `battery ${meant.pct}`;
    case 'fault':
    case 'restore':
      return `${meant.means} ${meant.code}`;
    default:
      return meant.means;
  }
}

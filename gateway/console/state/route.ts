/** Where in the console we are. Kept in the hash, so that a reload or a shared link comes back to the same incident. */

export const FORMS = ['note', 'handover', 'close'] as const;
export type Form = (typeof FORMS)[number];

/** What else there is to look at, beside the alarms. */
export const ROOMS = ['plan', 'patrol', 'duty', 'devices', 'ledger', 'analysis', 'setup'] as const;
export type Room = (typeof ROOMS)[number];

export type Route =
  | { readonly at: 'board' }
  | { readonly at: 'room'; readonly room: Room; readonly about: string | null }
  | { readonly at: 'incident'; readonly id: string; readonly form: Form | null }
  | { readonly at: 'report'; readonly id: string }
  | { readonly at: 'raise' }
  | { readonly at: 'password' };

export function readRoute(hash: string): Route {
  const [head = '', tail = '', form = ''] = hash.replace(/^#\/?/, '').split('/');
  if (head === 'report' && tail !== '') return { at: 'report', id: decode(tail) };
  if (head === 'i' && tail !== '') {
    return { at: 'incident', id: decode(tail), form: FORMS.find((f) => f === form) ?? null };
  }
  const room = ROOMS.find((one) => one === head);
  if (room) return { at: 'room', room, about: tail === '' ? null : decode(tail) };
  if (head === 'raise') return { at: 'raise' };
  if (head === 'password') return { at: 'password' };
  return { at: 'board' };
}

export function writeRoute(route: Route): string {
  switch (route.at) {
    case 'incident':
      return `#/i/${encodeURIComponent(route.id)}${route.form ? `/${route.form}` : ''}`;
    case 'room':
      return `#/${route.room}${route.about === null ? '' : `/${encodeURIComponent(route.about)}`}`;
    case 'report':
      return `#/report/${encodeURIComponent(route.id)}`;
    case 'raise':
      return '#/raise';
    case 'password':
      return '#/password';
    case 'board':
      return '#/';
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

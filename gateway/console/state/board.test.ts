import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import { board, type BoardEvent, EMPTY_BOARD, inOrder, needsSomeone } from './board.ts';

const after = (...events: BoardEvent[]) => events.reduce(board, EMPTY_BOARD);
const ids = (events: BoardEvent[]) => [...after(...events).incidents.keys()];
const press = anIncident({ id: 'press' });

describe('the live board', () => {
  it('shows what the list says, and says that it was read', () => {
    const state = after({ type: 'fetching' }, { type: 'listed', items: [press] });
    expect(state.loaded).toBe(true);
    expect(state.incidents.get('press')).toEqual(press);
  });

  it('forgets an incident that was closed while this screen was away', () => {
    expect(ids([{ type: 'incident', incident: press }, { type: 'fetching' }, { type: 'listed', items: [] }])).toEqual(
      [],
    );
  });

  it('keeps a press heard while an older list was on its way', () => {
    expect(ids([{ type: 'fetching' }, { type: 'incident', incident: press }, { type: 'listed', items: [] }])).toEqual([
      'press',
    ]);
  });

  it('does not bring back an incident closed while an older list was on its way', () => {
    const closed = { ...press, status: 'closed' as const };
    expect(
      ids([
        { type: 'listed', items: [press] },
        { type: 'fetching' },
        { type: 'incident', incident: closed },
        { type: 'listed', items: [press] },
      ]),
    ).toEqual([]);
  });

  it('keeps the newer state of an incident taken while an older list was on its way', () => {
    const taken = { ...press, status: 'taken' as const };
    const state = after(
      { type: 'fetching' },
      { type: 'incident', incident: taken },
      { type: 'listed', items: [press] },
    );
    expect(state.incidents.get('press')?.status).toBe('taken');
  });

  it('puts people in need above broken things, the real above drills, what nobody has in hand first, and the longest wait first', () => {
    const at = (minute: number) => `2026-11-23T21:0${minute}:00+08:00`;
    const many = [
      anIncident({ id: 'fault', level: 'fault', openedAt: at(0) }),
      anIncident({ id: 'drill', level: 'urgent', drill: true, openedAt: at(0) }),
      anIncident({ id: 'late', level: 'help', openedAt: at(4) }),
      anIncident({ id: 'early', level: 'help', openedAt: at(2) }),
      anIncident({ id: 'in-hand', level: 'help', status: 'arrived', openedAt: at(1) }),
      anIncident({ id: 'urgent', level: 'urgent', openedAt: at(5) }),
    ];
    expect(inOrder(many).map((one) => one.id)).toEqual(['urgent', 'early', 'late', 'in-hand', 'drill', 'fault']);
  });

  it('waits for someone again when the owner went quiet', () => {
    expect(needsSomeone(anIncident({ status: 'taken', stale: true }))).toBe(true);
    expect(needsSomeone(anIncident({ status: 'taken' }))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type { Round } from '../../contract/patrol.ts';
import { inOrderOfTime, tappersOf } from './patrol.ts';

const round = (id: string, status: Round['status'], hour: number, person: string | null = null): Round => ({
  id,
  date: '2026-09-07',
  route: 'night',
  name: '夜间巡查',
  nameEn: null,
  order: 'free',
  guard: null,
  guardName: null,
  status,
  dueFrom: `2026-09-07T${String(hour).padStart(2, '0')}:00:00+08:00`,
  dueTo: `2026-09-07T${String(hour).padStart(2, '0')}:30:00+08:00`,
  toleranceSeconds: 300,
  checkpoints: [
    {
      checkpoint: 'gate',
      name: '大门',
      nameEn: null,
      zone: 'gate-main',
      camera: null,
      dueBy: '2026-09-07T12:30:00+08:00',
      state: person === null ? 'waiting' : 'on-time',
      at: null,
      person,
      personName: person === 'sun' ? '孙伟' : null,
      flags: [],
    },
  ],
  suspicions: [],
  commitment: null,
});

describe('the patrol board', () => {
  it('shows what is running and behind first, then what comes, then what is over', () => {
    const rounds = [
      round('over-early', 'done', 6),
      round('coming', 'planned', 22),
      round('behind', 'behind', 18),
      round('walking', 'walking', 17),
      round('over-late', 'missed', 9),
    ];
    expect(inOrderOfTime(rounds).map(({ id }) => id)).toEqual([
      'behind',
      'walking',
      'coming',
      'over-late',
      'over-early',
    ]);
  });

  it('knows who tapped, each once, by id where the name is not known', () => {
    const rounds = [round('a', 'done', 6, 'sun'), round('b', 'done', 7, 'sun'), round('c', 'done', 8, 'zhao')];
    expect(tappersOf(rounds)).toEqual(
      [
        { id: 'zhao', name: 'zhao' },
        { id: 'sun', name: '孙伟' },
      ].sort((a, b) => a.name.localeCompare(b.name)),
    );
  });
});

/** A patrol record with one round of a video check, for the HTTP tests. */

import type { PatrolGap, Round, Trajectory } from '../../gateway/contract/patrol.ts';
import type { PatrolRecord, SignResult } from '../../gateway/ports/patrol-record.ts';

const VIEW = {
  checkpoint: 'view-roof',
  name: '楼顶画面',
  nameEn: null,
  zone: 'sy-roof',
  camera: 'cam-roof',
  dueBy: '2026-09-07T12:30:00.000+08:00',
  state: 'waiting',
  at: null,
  person: null,
  personName: null,
  flags: [],
} as const;

export class FakePatrol implements PatrolRecord {
  /** Everything signed, in order. */
  readonly signed: { readonly person: string; readonly round: string; readonly checkpoint: string }[] = [];
  readonly #round: Round = {
    id: '2026-09-07.views',
    date: '2026-09-07',
    route: 'views',
    name: '视频巡查',
    nameEn: null,
    order: 'free',
    guard: null,
    guardName: null,
    status: 'due',
    dueFrom: '2026-09-07T12:00:00.000+08:00',
    dueTo: '2026-09-07T12:30:00.000+08:00',
    toleranceSeconds: 300,
    checkpoints: [{ ...VIEW, flags: [] }],
    suspicions: [],
    commitment: null,
  };

  async rounds(date: string | null): Promise<readonly Round[]> {
    return date === null || date === this.#round.date ? [this.#round] : [];
  }

  async round(id: string): Promise<Round | null> {
    return id === this.#round.id ? this.#round : null;
  }

  async trajectory(person: string): Promise<Trajectory | null> {
    if (person !== 'li.jianguo') return null;
    return { person, personName: '李建国', date: this.#round.date, items: [], next: null };
  }

  async gaps(): Promise<readonly PatrolGap[]> {
    return [];
  }

  async sign(person: string, round: string, checkpoint: string): Promise<SignResult> {
    if (round !== this.#round.id) return { ok: false, why: 'unknown-round' };
    if (this.signed.some((one) => one.checkpoint === checkpoint)) return { ok: false, why: 'signed' };
    this.signed.push({ person, round, checkpoint });
    return { ok: true, round: this.#round, stored: true };
  }
}

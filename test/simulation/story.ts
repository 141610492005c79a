/** A step as a line of the story that a failing seed prints. */

import type { Step } from './plan.ts';
import type { SimWorld } from './sim-world.ts';

function words(step: Step): string {
  const { do: what, ...rest } = step;
  const told = Object.entries(rest).map(
    ([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : String(value)}`,
  );
  return `${what} ${told.join(' ')}`.trimEnd();
}

/** `  12.3 s  #4  press device=… style=…   [2 open, disk io, 3 waiting]` */
export function storyOf(at: number, step: Step, world: SimWorld): string {
  const time = `${(world.clock.trueMs / 1000).toFixed(3).padStart(9)} s  #${String(at).padEnd(3)}`;
  const engine = world.life?.spine.engine;
  const incidents = [...(engine?.state.incidents.values() ?? [])].filter(({ status }) => status !== 'closed');
  const { fault, fsyncMs } = world.disk;
  const disk = fault ?? (fsyncMs > 50 ? `${fsyncMs} ms` : null);
  const moods = [...world.far].flatMap(([id, { mood }]) => (mood === 'ok' ? [] : [`${id} ${mood}`]));
  const around = [
    `${incidents.length} open`,
    ...(disk ? [`disk ${disk}`] : []),
    ...(engine && engine.spool.backlog() > 0 ? [`${engine.spool.backlog()} waiting`] : []),
    ...moods,
  ];
  return `${time} ${words(step).padEnd(70)} [${around.join(', ')}]`;
}

/** What the school made of a message, in the words of the samples: read from facts on disk and from who is thought to be there. */

import type { Fact } from '../../gateway/core/facts.ts';
import type { World } from '../kit/world.ts';

/** Runs `act` and answers what was recorded of the device meanwhile, and what was raised at all. */
export async function observe(
  world: World,
  device: string,
  act: () => Promise<void>,
): Promise<{ readonly meant: readonly string[]; readonly raised: readonly string[] }> {
  const before = world.disk.items.length;
  const open = new Set(world.open().map(({ id }) => id));
  await act();
  const facts = world.disk.items.slice(before).map((item) => ({ kind: item.kind, ...item.data }) as unknown as Fact);
  const meant = facts.flatMap((fact) => ('device' in fact && fact.device === device ? said(fact) : []));
  const raised = world
    .open()
    .filter(({ id }) => !open.has(id))
    .map(({ kind, flags }) => [kind, ...flags].join(' '));
  return { meant, raised };
}

function said(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'press':
      return [
        fact.flags.includes('malformed')
          ? 'malformed'
          : fact.flags.includes('codec-missing')
            ? 'codec-missing'
            : fact.flags.includes('unknown-word')
              ? 'press unknown-word'
              : 'press',
      ];
    case 'device-fault':
      return [fact.code === 'left' ? 'left' : `fault ${fact.code}`];
    case 'past-event-told':
      return [`past ${fact.of}`];
    case 'reading':
      return reading(fact.body);
    default:
      return [];
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function reading(body: unknown): readonly string[] {
  if (!isRecord(body)) return [];
  switch (body['type']) {
    case 'door':
      return [body['open'] === true ? 'door open' : 'door closed'];
    case 'motion':
      return [body['active'] === true ? 'motion yes' : 'motion no'];
    case 'battery':
      return [typeof body['pct'] === 'number' ? `battery ${body['pct']}` : `battery ${String(body['mv'])} mV`];
    case 'checkin':
      // The record never holds the number of a card (promise 10).
      return ['checkin'];
    case 'tamper':
      return [body['open'] === true ? 'tamper yes' : 'tamper no'];
    case 'hello':
      return ['restart'];
    default:
      return [];
  }
}

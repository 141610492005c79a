/** Plays a plan step by step, checks what must hold after each, heals everything, and checks what must hold in the end. */

import { isUrgent } from '../../gateway/core/escalation/reach.ts';
import type { Violation } from './invariants/violation.ts';
import { outcomeOf, type Setting, type Step } from './plan.ts';
import { NONE, type Sabotage } from './sabotage.ts';
import { PUPIL } from './sim-school.ts';
import { SimWorld } from './sim-world.ts';
import { storyOf } from './story.ts';

export interface Run {
  readonly violation: Violation | null;
  /** Index of the step at which it showed; the length of the plan: in the end. */
  readonly at: number;
  readonly trueMs: number;
  readonly facts: number;
}

const SETTLE_STEP_MS = 4000;
const SETTLE_WITHIN_MS = 200_000;
/** The longest rest of a backoff, a repetition and a rate window. */
const REACH_WITHIN_MS = 900_000;
const RECOVERY_EVERY = 24;

function act(world: SimWorld, step: Extract<Step, { do: 'act' }>): void {
  const spine = world.life?.spine;
  if (!spine) return;
  const all = [...spine.engine.state.incidents.values()];
  const open = all.filter(({ status }) => status !== 'closed');
  // Now and then one that is closed, or that never was.
  const list = step.which === 7 ? all : open;
  const incident = step.which === 6 ? 'inc-never-was' : (list[step.which % Math.max(list.length, 1)]?.id ?? null);
  if (incident === null) return;
  const { type, person, which, to } = step;
  const words = { text: '已到现场', reason: '两名学生争执，已劝开', outcome: outcomeOf(which), to };
  const { answers } = world;
  const life = world.disk.life;
  void spine.service.act(person, { type, incident, ...words }).then((result) => {
    if (world.disk.life === life && result.ok && result.stored && type !== 'see')
      answers.stored(`${person} ${type} ${incident}`);
  });
}

async function play(world: SimWorld, step: Step): Promise<void> {
  const device = 'device' in step ? world.devices.get(step.device) : undefined;
  switch (step.do) {
    case 'press':
      // What a node says and nobody can read is no cry for help: only buttons have that privilege.
      if (step.style === 'garbage' && step.device === 'node-sy') return device?.raw(`HELP ${PUPIL}`);
      return device?.press(step.style);
    case 'burst':
      for (let i = 0; i < step.times; i += 1) for (const id of step.devices) world.devices.get(id)?.press('plain');
      return;
    case 'telemetry':
      return device?.telemetry(step.type, {
        open: world.random.chance(0.5),
        active: world.random.chance(0.5),
        count: world.random.integer(6),
        code: 'line-cut',
        pct: 50,
      });
    case 'flood':
      for (let i = 0; i < step.count; i += 1)
        device?.telemetry(i % 3 === 0 ? 'door' : 'heartbeat', { open: i % 2 === 0 });
      return;
    case 'bad-body':
      return device?.raw(step.body);
    case 'weather':
      Object.assign(world.weather, { loss: step.loss, twice: step.twice, delayMs: step.delayMs });
      return;
    case 'disconnect':
      return device?.disconnect(step.forMs);
    case 'device-reboot':
      return device?.losePower();
    case 'act':
      return act(world, step);
    case 'raise':
      void world.life?.spine.service.act(step.person, {
        type: 'raise',
        drill: false,
        zone: step.zone,
        kind: 'manual',
        text: '有人打架',
      });
      return;
    case 'channel':
      Object.assign(world.far.get(step.channel) ?? {}, { mood: step.mood });
      return;
    case 'probe':
      Object.assign(world.far.get(step.channel) ?? {}, { probeOk: step.ok });
      return;
    case 'disk':
      Object.assign(world.disk, { fault: step.fault, fsyncMs: step.fsyncMs });
      return;
    case 'space':
      world.disk.usedShare = step.usedShare;
      return world.life?.journal.checkSpace();
    case 'crash':
      return world.crash(step.how, step.downMs, step.synced);
    case 'wall':
      return world.clock.stepWall(step.byMs);
    case 'trust':
      return world.clock.trust(step.trusted);
    case 'reload':
      return world.reload(step.variant, step.newChannels);
    case 'wait':
      return world.clock.advance(step.forMs);
  }
}

/** Every fault is over: what was pressed must be on the disk and answered, and somebody told. */
async function heal(world: SimWorld): Promise<void> {
  Object.assign(world.disk, { fault: null, fsyncMs: 1 });
  Object.assign(world.weather, { loss: 0, twice: 0, delayMs: 5 });
  for (const far of world.far.values()) Object.assign(far, { mood: 'ok', probeOk: true });
  const quiet = (): boolean => world.isIdle() && [...world.devices.values()].every(({ unacked }) => unacked.size === 0);
  for (let spent = 0; spent < SETTLE_WITHIN_MS; spent += SETTLE_STEP_MS) {
    if (spent > 0 && quiet()) break;
    await world.clock.advance(SETTLE_STEP_MS);
    world.check();
  }
  world.answers.atEnd();
  const unreached = (): string[] =>
    [...(world.life?.spine.engine.state.incidents.values() ?? [])].flatMap((incident) =>
      incident.status === 'open' && isUrgent(incident) && !incident.quiet && incident.reached.length === 0
        ? [incident.id]
        : [],
    );
  for (let spent = 0; spent < REACH_WITHIN_MS && unreached().length > 0; spent += SETTLE_STEP_MS) {
    await world.clock.advance(SETTLE_STEP_MS);
    world.check();
  }
  for (const id of unreached()) world.fail('nobody-reached', `${id}, although every channel works again`);
}

async function ended(world: SimWorld): Promise<void> {
  await heal(world);
  for (let waits = 0; waits < 20 && !world.isIdle(); waits += 1) await world.clock.advance(50);
  if (!world.isIdle()) world.fail('never-idle', 'the disk works, and facts still wait for it');
  await world.checkRecovery();
  world.check();
  world.checkNoPupil();
  // Hashing everything again takes a tenth of a run: every fourth seed shows as much.
  if (world.seed % 4 === 0) world.checkChain();
}

/** @param tell hears the story as it happens */
export async function run(setting: Setting, sabotage: Sabotage = NONE, tell?: (line: string) => void): Promise<Run> {
  const world = new SimWorld(setting, sabotage);
  let at = 0;
  const result = (): Run => ({
    violation: world.violation,
    at,
    trueMs: world.clock.trueMs,
    facts: world.disk.items.length,
  });
  try {
    await world.boot();
    for (; at < setting.steps.length; at += 1) {
      const planned = setting.steps[at];
      if (!planned) break;
      await world.clock.advance(planned.waitMs);
      world.check();
      if (world.violation) return result();
      tell?.(storyOf(at, planned.step, world));
      await play(world, planned.step);
      // What the step made due at once.
      await world.clock.advance(0);
      world.check();
      if (at % RECOVERY_EVERY === RECOVERY_EVERY - 1) await world.checkRecovery();
      if (world.violation) return result();
    }
    tell?.('everything is healed');
    await ended(world);
  } catch (error) {
    world.fail('threw', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return result();
}

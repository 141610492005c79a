/** The bridge put together: a store, an uplink for each device, a unit for each board. What one of them does stops no other. */

import { createHash } from 'node:crypto';
import type { Board, Outlet } from './board.ts';
import { FirmataBoard, type StartChild } from './boards/firmata/firmata-board.ts';
import { NodeBoard } from './boards/node/node-board.ts';
import { NodeMemory } from './boards/node/node-memory.ts';
import { Pn532Board } from './boards/readers/pn532-board.ts';
import { Rdm6300Parser } from './boards/readers/rdm6300.ts';
import { ReaderBoard } from './boards/readers/reader-board.ts';
import { WiegandParser } from './boards/readers/wiegand.ts';
import type { BridgeClock, Dice } from './clock.ts';
import type { BridgeLog } from './log.ts';
import type { BoardPlan, BridgePlan, NodePlan, ReaderPlan } from './plan.ts';
import { PortUnit } from './port-unit.ts';
import type { OpenPort } from './transport/port.ts';
import { DeviceUplink } from './uplink/device-uplink.ts';
import type { OpenLine } from './uplink/mqtt-line.ts';
import { BridgeStore } from './uplink/store.ts';

export interface BridgeDeps {
  readonly clock: BridgeClock;
  readonly dice: Dice;
  readonly openPort: OpenPort;
  readonly openLine: OpenLine;
  readonly startChild: StartChild;
  readonly log: BridgeLog;
}

export interface Bridge {
  /** Events that the gateway has not acknowledged. */
  waiting(): number;
  /** Closes ports and connections; what is held stays on disk. */
  stop(): Promise<void>;
}

interface Unit {
  start(): void;
  stop(): Promise<void>;
}

/** Rejects only where the store is there and cannot be read: starting without it would lose presses. */
export async function startBridge(plan: BridgePlan, deps: BridgeDeps): Promise<Bridge> {
  const { log, clock, dice } = deps;
  const uplinks = new Map<string, DeviceUplink>();
  const store = await BridgeStore.open(plan.folder, {
    clock,
    dice,
    onFault: (error) =>
      log.error({ err: error }, 'the outbox cannot be written: presses go on, a crash would lose them'),
    onRestored: () => log.info({}, 'the outbox is written again'),
    onShed: (event) => uplinks.get(event.device)?.forget(event),
  });
  if (store.damaged > 0) log.warn({ lines: store.damaged }, 'the outbox had damaged lines: left out');
  for (const { id, password } of plan.devices) uplinks.set(id, uplinkOf(id, password, store, plan, deps));
  const outletOf = (device: string): Outlet => {
    const outlet = uplinks.get(device);
    if (!outlet) throw new Error(`no device ${device} in the plan`);
    return outlet;
  };
  const units = plan.boards.map((board) => unitOf(board, outletOf, deps));
  // Where a memory of presses was just begun, its name is on disk before a press is named by it.
  await store.settle();
  for (const uplink of uplinks.values()) uplink.start();
  for (const unit of units) unit.start();
  return {
    waiting: () => [...uplinks.values()].reduce((sum, { waiting }) => sum + waiting, 0),
    async stop() {
      await Promise.all(units.map((unit) => unit.stop()));
      for (const uplink of uplinks.values()) uplink.stop();
      await store.close();
    },
  };
}

function uplinkOf(
  device: string,
  password: string,
  store: BridgeStore,
  { url, telemetryPerSecond }: BridgePlan,
  { clock, dice, openLine, log }: BridgeDeps,
): DeviceUplink {
  let said = '';
  return new DeviceUplink(device, password, {
    ...{ url, clock, dice, store, openLine, perSecond: telemetryPerSecond },
    report: {
      connected: (id) => {
        said = '';
        log.info({ device: id }, 'connected to the gateway');
      },
      lost: (id, why) => {
        if (said !== why) log.warn({ device: id, why }, 'no connection to the gateway; events are held');
        said = why;
      },
      unreadable: (id, payload) => log.warn({ device: id, payload }, 'an unreadable command'),
    },
  });
}

function unitOf(plan: BoardPlan, outletOf: (device: string) => Outlet, deps: BridgeDeps): Unit {
  const { clock, dice, log, startChild, openPort } = deps;
  if (plan.type === 'firmata') {
    const report = {
      opened: (board: string) => log.info({ board }, 'Firmata board ready'),
      lost: (board: string, why: string) => log.warn({ board, why }, 'Firmata board lost: its sensors are unknown'),
    };
    return new FirmataBoard(plan, { clock, dice, startChild, outletOf, report });
  }
  const outlet = outletOf(plan.device);
  const make = (): Board => boardOf(plan, outlet, clock, dice);
  const port = { path: plan.port, baud: plan.baud };
  return new PortUnit(plan.id, port, make, outlet, { clock, dice, open: openPort, log });
}

function boardOf(plan: NodePlan | ReaderPlan, outlet: Outlet, clock: BridgeClock, dice: Dice): Board {
  switch (plan.type) {
    case 'node':
      return nodeBoard(plan, outlet, clock, dice);
    case 'rdm6300':
      return new ReaderBoard(() => new Rdm6300Parser(), plan.repeatWindowMs, outlet, clock);
    case 'wiegand':
      return new ReaderBoard(() => new WiegandParser(), plan.repeatWindowMs, outlet, clock);
    case 'pn532':
      return new Pn532Board(plan.repeatWindowMs, outlet, clock);
  }
}

/** A life must not repeat, also where the data folder was lost: the wall clock, or chance where there is none (a Pi before it has the time). */
const BEFORE_ANY_PI_S = 1_600_000_000;

function nodeBoard(plan: NodePlan, outlet: Outlet, clock: BridgeClock, dice: Dice): Board {
  const { node, quiet, key } = plan;
  const seconds = Math.floor(clock.wall() / 1000);
  const life = seconds > BEFORE_ANY_PI_S ? seconds : Math.floor(dice() * BEFORE_ANY_PI_S);
  const mark = createHash('sha256')
    .update(`${node ?? ''}:${key ?? ''}`)
    .digest('hex')
    .slice(0, 16);
  const memory = new NodeMemory(outlet.kept(), mark, life);
  return new NodeBoard({ node, quiet, key: key === null ? null : Buffer.from(key, 'hex') }, memory, outlet, clock);
}

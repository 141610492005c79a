/** Plays a school: every device on a real MQTT connection of its own, the staff's phones, and one scenario. */

import { windowAt } from '../core/calendar/windows.ts';
import { epochMs } from '../core/time.ts';
import type { Command } from '../contract/mqtt.ts';
import { type BootCounter, fileBootCounter } from './boot-counter.ts';
import { realClock, seededDice } from './clock.ts';
import { Desk } from './desk.ts';
import { type DeviceReport, SimulatedDevice } from './device.ts';
import { Guards } from './guards.ts';
import { LIGHT } from './light.ts';
import { type OpenLine, openMqttLine } from './line.ts';
import { AutoTake } from './phones/auto-take.ts';
import { openPhones, type PhoneDeps, type Phones } from './phones/phones.ts';
import type { PhoneLine, SchoolPlan } from './plan.ts';
import { PressWatch } from './press-watch.ts';
import { ordinaryMoment } from './scenarios/quiet-day.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { Stage, StageOver } from './stage.ts';
import { summarise } from './summary.ts';
import { type Pick, type Voice, voiceTo } from './voice.ts';

export interface SimulateOptions {
  readonly plan: SchoolPlan;
  readonly url: string;
  readonly scenario: Scenario;
  /** Story time runs this many times faster. */
  readonly speed: number;
  /** End when the story is told; else the school goes on with an ordinary day. */
  readonly once: boolean;
  readonly seed: number;
  /** Seconds after which somebody takes over by the link; null: nobody does. */
  readonly autoTakeSeconds: number | null;
  /** Where boot counters are kept. */
  readonly bootFile: string;
  readonly print: (line: string) => void;
  readonly pick: Pick;
  readonly over: AbortSignal;
}

const CONNECT_WITHIN_MS = 20_000;
/** After the story the people it called are given this long to be reached. */
const REACH_WITHIN_MS = 5_000;

/** Resolves to the exit code: 0, or 1 where a press was not recorded or no device could connect. */
export async function simulate(options: SimulateOptions): Promise<number> {
  const voice = voiceTo(options.print, options.pick);
  const presses = new PressWatch(realClock);
  const phones = await pickUpPhones(options, voice);
  const devices = buildDevices(options, reporter(voice, presses, options.plan));
  const dice = seededDice(options.seed);
  const stage = new Stage({
    devices,
    clock: realClock,
    dice,
    voice,
    presses,
    window: () => windowAt(options.plan.calendar, { wall: epochMs(Date.now()), trusted: true }) ?? 'class',
    speed: options.speed,
    over: options.over,
    guarded: options.plan.patrol != null,
  });
  const guards = options.plan.patrol ? new Guards(options.plan.patrol, devices, realClock, voice) : null;
  const desk = new Desk(options.plan.desk ?? [], devices, realClock);
  try {
    guards?.start();
    desk.start();
    return await play(stage, devices, presses, voice, options);
  } catch (error) {
    if (!(error instanceof StageOver)) throw error;
    return summarise(presses.all(), voice) ? 0 : 1;
  } finally {
    guards?.stop();
    desk.stop();
    for (const device of devices) device.leave();
    await Promise.all(phones.map((one) => one.close()));
  }
}

async function play(
  stage: Stage,
  devices: readonly SimulatedDevice[],
  presses: PressWatch,
  voice: Voice,
  options: SimulateOptions,
): Promise<number> {
  for (const device of devices) device.powerOn();
  await stage.until(() => devices.every((device) => device.online), CONNECT_WITHIN_MS);
  const online = devices.filter((device) => device.online).length;
  voice.say(
    `${online}/${devices.length} 台设备已连接 ${options.url}`,
    `${online}/${devices.length} devices connected to ${options.url}`,
  );
  if (online === 0 && options.once) return 1;
  voice.say(`场景：${options.scenario.zh}`, `scenario: ${options.scenario.en}`);
  await options.scenario.play(stage);
  await stage.until(() => presses.all().every((press) => press.lightMs.has('notified')), REACH_WITHIN_MS);
  const safe = summarise(presses.all(), voice);
  if (options.once) return safe ? 0 : 1;
  voice.say('之后是平静的一天；Ctrl-C 结束', 'a quiet day from here on; Ctrl-C ends it');
  for (;;) await ordinaryMoment(stage);
}

function buildDevices(options: SimulateOptions, report: DeviceReport): readonly SimulatedDevice[] {
  const boots: BootCounter = fileBootCounter(options.bootFile);
  const passwords = new Map(options.plan.devices.map((spec) => [spec.id, spec.password]));
  const isButton = new Set(options.plan.devices.filter((spec) => spec.kind === 'button').map((spec) => spec.id));
  const open: OpenLine = (device, events) =>
    openMqttLine(
      { url: options.url, device, password: passwords.get(device) ?? '', clean: !isButton.has(device) },
      events,
    );
  return options.plan.devices.map(
    (spec, i) =>
      new SimulatedDevice(spec, { clock: realClock, dice: seededDice(options.seed + i), open, boots, report }),
  );
}

function reporter(voice: Voice, presses: PressWatch, plan: SchoolPlan): DeviceReport {
  const names = new Map(plan.devices.map((spec) => [spec.id, spec.zoneName]));
  const refused = new Set<string>();
  return {
    connected: (device) => refused.delete(device),
    sent: () => {},
    acknowledged: (device, held) => presses.acknowledged(device, held),
    lost: (device, why) => {
      if (!/not authorized|refused/i.test(why) || refused.has(device)) return;
      refused.add(device);
      voice.say(`✖ ${device} 连不上：${why}`, `✖ ${device} cannot connect: ${why}`);
    },
    command: (device, command) => show(device, names.get(device) ?? '', command, presses, voice),
    unreadable: (device, payload) =>
      voice.say(`✖ ${device} 收到看不懂的命令：${payload}`, `✖ ${device} got an unreadable command: ${payload}`),
  };
}

function show(device: string, place: string, command: Command, presses: PressWatch, voice: Voice): void {
  switch (command.type) {
    case 'receipt': {
      const press = presses.receipt(device, command);
      if (press === null) return;
      const { sign, zh, en } = LIGHT[command.state];
      const took = (press.lightMs.get(command.state) ?? 0).toFixed(0);
      voice.say(`  ${sign} ${device} 指示灯：${zh}（${took} ms）`, `  ${sign} ${device} light: ${en} (${took} ms)`);
      return;
    }
    case 'output':
      if (command.on) voice.say(`🔔 ${device} 响起（${place}）`, `🔔 ${device} sounds (${place})`);
      else voice.say(`🔕 ${device} 停止`, `🔕 ${device} is off`);
      return;
    case 'selftest':
      voice.say(`  ${device} 自检`, `  ${device} self-test`);
  }
}

async function pickUpPhones(options: SimulateOptions, voice: Voice): Promise<readonly Phones[]> {
  const { autoTakeSeconds, plan, pick } = options;
  const autoTake = autoTakeSeconds === null ? null : new AutoTake(autoTakeSeconds * 1000, realClock, voice);
  const deps: PhoneDeps = { people: plan.people, voice, pick, autoTake };
  const places = new Map<string, PhoneLine[]>();
  for (const line of plan.phones) {
    const where = `http://${line.host}:${line.port}`;
    places.set(where, [...(places.get(where) ?? []), line]);
  }
  const open = await Promise.all([...places].map(([where, lines]) => pickUp(where, lines, deps)));
  return open.filter((one) => one !== null);
}

/** A taken port is no reason to leave the school without devices: it is said, and the rest plays on. */
async function pickUp(where: string, lines: readonly PhoneLine[], deps: PhoneDeps): Promise<Phones | null> {
  try {
    const phones = await openPhones(lines, deps);
    deps.voice.say(`值班手机在 ${where} 待命`, `staff phones listen on ${where}`);
    return phones;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      deps.voice.say(
        `${where} 的值班手机已由另一个程序接听`,
        `the staff phones at ${where} are answered by another program`,
      );
      return null;
    }
    const why = error instanceof Error ? error.message : String(error);
    deps.voice.say(`✖ 值班手机无法启动（${where}）：${why}`, `✖ staff phones cannot listen on ${where}: ${why}`);
    return null;
  }
}

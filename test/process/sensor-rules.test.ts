/**
 * Sensor rules on the real process: a door left open is an incident, a power cut moves no limit, a contact that chatters is set apart,
 * rules are changed while it runs, a wrong file changes nothing, and a replay runs beside it.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigFolder, SMALL_SCHOOL } from '../kit/config-folder.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { until } from '../kit/mosquitto.ts';
import { PressingDevice } from '../kit/pressing-device.ts';

const DEVICES = `devices:
  - { id: btn-1, kind: button, zone: toilet, name: 按钮 }
  - { id: siren-1, kind: siren, zone: hall, name: 警号 }
  - { id: door-1, kind: door, zone: hall, name: 大厅门磁 }
  - { id: door-2, kind: door, zone: toilet, name: 卫生间门磁 }
`;
const ALL_DAY = '[before-school, class, break, lunch, after-school, evening-study, night, closed]';
const rules = (heldSeconds: number): string => `rules:
  - { id: held, what: door-held, name: 大厅的门没关, threshold: ${heldSeconds}, zones: { ids: [hall] }, level: help }
  - { id: forced, what: door-forced, name: 门被打开, windows: ${ALL_DAY}, zones: { ids: [toilet] }, level: help }
`;

const incidents = z.object({ items: z.array(z.object({ kind: z.string(), flags: z.array(z.string()) })) });
const devices = z.object({ items: z.array(z.object({ id: z.string(), flags: z.array(z.string()) })) });
const report = z.object({
  presses: z.number(),
  suppressed: z.array(z.unknown()),
  rules: z.array(z.object({ id: z.string(), raised: z.array(z.object({ device: z.string() })) })),
});

let gateway: GatewayProcess;
let token: string;

beforeAll(async () => {
  using folder = new ConfigFolder({ ...SMALL_SCHOOL, 'devices.yaml': DEVICES, 'rules.yaml': rules(3) });
  gateway = await GatewayProcess.start({ config: folder.dir });
  token = await gateway.token('lin', 'leader');
});
afterAll(() => gateway.remove());

async function device(id: string, boot = 1): Promise<PressingDevice> {
  const made = await gateway.cli('device', 'credential', id, '--json');
  const { password } = z.object({ password: z.string() }).parse(JSON.parse(made.stdout));
  const connected = new PressingDevice({ id, password, port: gateway.mqttPort, boot });
  connected.connect();
  return connected;
}

async function ask<T>(path: string, shape: z.ZodType<T>): Promise<T> {
  const answer = await fetch(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return shape.parse(await answer.json());
}

/** The kind of the open incident with this flag, once there is one. */
async function raised(flag: string): Promise<string> {
  let kind = '';
  await until(async () => {
    const { items } = await ask('/api/incidents?status=open', incidents);
    kind = items.find(({ flags }) => flags.includes(flag))?.kind ?? '';
    return kind !== '';
  }, `no incident with the flag ${flag}`);
  return kind;
}

it('a door that is left open becomes an incident, also where the process was killed in between', async () => {
  const door = await device('door-1');
  const opened = door.report({ type: 'door', open: true });
  await door.until((one) => one.acknowledged.has(opened) || one.holding === 0);
  await gateway.kill();
  await gateway.start();
  door.report({ type: 'heartbeat' });
  expect(await raised('rule:held')).toBe('door-held');
  door.report({ type: 'door', open: false });
  await door.until((one) => one.holding === 0);
  door.leave();
});

it('a contact that chatters is one incident and one fault, and is shown as set apart', async () => {
  const door = await device('door-2');
  for (let i = 0; i < 8; i += 1) door.report({ type: 'door', open: i % 2 === 0 });
  expect(await raised('rule:forced')).toBe('after-hours');
  expect(await raised('quarantined:chattering')).toBe('device-silent');
  const { items } = await ask('/api/devices', devices);
  expect(items.find(({ id }) => id === 'door-2')?.flags).toContain('quarantined:chattering');
  const release = await fetch(`${gateway.url}/api/devices/door-2/release`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(release.status).toBe(200);
  const after = await ask('/api/devices', devices);
  expect(after.items.find(({ id }) => id === 'door-2')?.flags).not.toContain('quarantined:chattering');
  door.leave();
});

it('a rules.yaml that would mute presses is refused while it runs, and the old rules stay', async () => {
  const lines = gateway.logs.length;
  writeFileSync(join(gateway.config, 'rules.yaml'), `${rules(3)}panic: { mute: true }\n`);
  gateway.signal('SIGHUP');
  const refused = await gateway.logged(({ msg }) => msg.includes('the old one stays in force'), lines);
  expect(JSON.stringify(refused)).toMatch(/rules\.yaml:4:1 .*no rule reaches a help button/);
  writeFileSync(join(gateway.config, 'rules.yaml'), rules(3).replace('id: held', 'id: hall-held'));
  gateway.signal('SIGHUP');
  await gateway.logged(({ msg }) => msg === 'configuration reloaded', lines);
  const door = await device('door-1', 2);
  door.report({ type: 'door', open: true });
  expect(await raised('rule:hall-held')).toBe('door-held');
  door.leave();
});

it('a replay beside it says what the rules would have raised, and that the press is the same', async () => {
  const button = await device('btn-1');
  const press = button.press();
  await button.receipt(press, 'recorded');
  const ran = await gateway.cli('replay', '--rules', join(gateway.config, 'rules.yaml'), '--json');
  expect(ran.code, ran.stderr).toBe(0);
  const { presses, suppressed, rules: tried } = report.parse(JSON.parse(ran.stdout));
  expect({ presses, suppressed }).toEqual({ presses: 1, suppressed: [] });
  expect(tried.find(({ id }) => id === 'hall-held')?.raised.map((one) => one.device)).toContain('door-1');
  expect(tried.find(({ id }) => id === 'forced')?.raised.map((one) => one.device)).toEqual(['door-2']);
  button.leave();
});

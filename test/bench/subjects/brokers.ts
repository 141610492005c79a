/** What the gateway is compared with: bare Aedes, mosquitto, and (where given) Node-RED behind mosquitto. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startProgram } from './program.ts';
import type { Server } from './subject.ts';

export async function startAedes(): Promise<Server> {
  const port = await freePort();
  const file = fileURLToPath(new URL('./aedes-process.ts', import.meta.url));
  return startProgram('bare Aedes', port, process.execPath, ['--import', 'tsx', file, String(port)]);
}

const MOSQUITTO = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(MOSQUITTO);

export async function startMosquitto(): Promise<Server> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'bench-mosquitto-'));
  const config = join(dir, 'mosquitto.conf');
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'log_type none',
    'max_connections -1',
    'set_tcp_nodelay true',
    'user root',
  ];
  writeFileSync(config, settings.join('\n'));
  return startProgram('mosquitto', port, MOSQUITTO, ['-c', config], () => rmSync(dir, { recursive: true }));
}

/** The usual flow: subscribe to all events, pick the presses, post them. */
function flows(mqttPort: number, webhook: string): unknown[] {
  const pick = `const event = JSON.parse(msg.payload);
if (event.type !== 'press') return null;
return { payload: { device: msg.topic.split('/')[1], event } };`;
  return [
    { id: 'tab', type: 'tab', label: 'alarm' },
    {
      id: 'broker',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(mqttPort),
      protocolVersion: '4',
      keepalive: '60',
    },
    {
      id: 'in',
      z: 'tab',
      type: 'mqtt in',
      topic: 'campus/+/event',
      qos: '1',
      datatype: 'utf8',
      broker: 'broker',
      wires: [['pick']],
    },
    { id: 'pick', z: 'tab', type: 'function', func: pick, outputs: 1, wires: [['post']] },
    {
      id: 'post',
      z: 'tab',
      type: 'http request',
      method: 'POST',
      ret: 'txt',
      url: webhook,
      persist: true,
      wires: [[]],
    },
  ];
}

/** `path`: the folder of an installed node-red 4 package. The server's port is mosquitto's, its process is Node-RED's. */
export async function startNodeRed(path: string, webhook: string): Promise<Server> {
  const mosquitto = await startMosquitto();
  const dir = mkdtempSync(join(tmpdir(), 'bench-node-red-'));
  const port = await freePort();
  writeFileSync(join(dir, 'flows.json'), JSON.stringify(flows(mosquitto.port, webhook)));
  writeFileSync(
    join(dir, 'settings.js'),
    `module.exports = { uiPort: ${port}, uiHost: '127.0.0.1', flowFile: 'flows.json', logging: { console: { level: 'off' } } };`,
  );
  const args = [join(path, 'red.js'), '--userDir', dir, '--settings', join(dir, 'settings.js')];
  const nodeRed = await startProgram('Node-RED 4 + mosquitto', port, process.execPath, args, () =>
    rmSync(dir, { recursive: true, force: true }),
  );
  const stop = async (): Promise<void> => {
    await nodeRed.stop();
    await mosquitto.stop();
  };
  return { ...nodeRed, port: mosquitto.port, stop };
}

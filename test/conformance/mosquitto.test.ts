/** Debian's mosquitto clients as devices: what an ordinary MQTT library does must work. Needs `mosquitto-clients`. */

import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openBroker } from './kit/broker-under-test.ts';
import { PRESS } from './kit/raw-device.ts';

const installed = spawnSync('mosquitto_pub', ['--help']).error === undefined;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a mosquitto client as the device `id`. */
function client(
  program: 'mosquitto_pub' | 'mosquitto_sub',
  port: number,
  id: string,
  ...more: string[]
): Promise<Ended> {
  const child = spawn(program, ['-h', '127.0.0.1', '-p', `${port}`, '-i', id, '-u', id, ...more]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

describe.skipIf(!installed)('mosquitto clients', () => {
  it.each(['0', '1'])('press a button with QoS %s', async (qos) => {
    const { broker, flow } = await openBroker();
    const args = ['-P', 'secret-of-btn-1', '-q', qos, '-t', 'campus/btn-1/event', '-m', PRESS];
    expect((await client('mosquitto_pub', broker.mqttPort, 'btn-1', ...args)).code).toBe(0);
    await flow.until(() => flow.of('disconnected').length === 1);
    expect(flow.events()).toMatchObject([{ device: 'btn-1', qos: Number(qos) }]);
    expect(flow.of('disconnected')[0]?.detail).toBe('disconnect');
  });

  it('send a backlog of a hundred in one go', async () => {
    const { broker, flow } = await openBroker();
    const args = ['-P', 'secret-of-btn-1', '-q', '1', '-t', 'campus/btn-1/event', '-m', PRESS, '--repeat', '100'];
    expect((await client('mosquitto_pub', broker.mqttPort, 'btn-1', ...args)).code).toBe(0);
    expect(flow.events().length).toBe(100);
  });

  it('leave a will', async () => {
    const { broker, flow } = await openBroker();
    const child = spawn('mosquitto_sub', [
      ...['-h', '127.0.0.1', '-p', `${broker.mqttPort}`, '-i', 'btn-1', '-u', 'btn-1', '-P', 'secret-of-btn-1'],
      ...[
        '-t',
        'campus/btn-1/command',
        '--will-topic',
        'campus/btn-1/event',
        '--will-payload',
        'lost',
        '--will-qos',
        '1',
      ],
    ]);
    await flow.until(() => flow.of('listening').length === 1);
    child.kill('SIGKILL');
    await flow.until(() => flow.events().length === 1);
    expect(flow.events()[0]).toMatchObject({ will: true, qos: 1 });
  });

  it('hear their command and acknowledge it', async () => {
    const { broker, flow } = await openBroker();
    const heard = client(
      ...(['mosquitto_sub', broker.mqttPort, 'lamp-1', '-P', 'secret-of-lamp-1'] as const),
      ...['-q', '1', '-t', 'campus/lamp-1/command', '-C', '1', '-v'],
    );
    await flow.until(() => flow.of('listening').length === 1);
    expect(await broker.command('lamp-1', { v: 1, type: 'selftest' })).toBe('acknowledged');
    expect((await heard).output.trim()).toBe('campus/lamp-1/command {"v":1,"type":"selftest"}');
  });

  it('are told what they may not do', async () => {
    const { broker } = await openBroker();
    const port = broker.mqttPort;
    const spy = await client('mosquitto_sub', port, 'btn-1', '-P', 'secret-of-btn-1', '-t', '#');
    expect(spy.output).toContain('denied');
    const guess = await client('mosquitto_pub', port, 'btn-1', '-P', 'wrong', '-t', 'campus/btn-1/event', '-m', 'x');
    expect(guess.output).toContain('bad user name or password');
    const modern = ['-P', 'secret-of-btn-1', '-V', '5', '-t', 'campus/btn-1/event', '-m', 'x'];
    expect((await client('mosquitto_pub', port, 'btn-1', ...modern)).code).not.toBe(0);
  });
});

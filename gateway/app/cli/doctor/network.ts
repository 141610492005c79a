/** The network: are our ports free or served by us, and do the alert channels answer? */

import { createServer } from 'node:net';
import { createChannel } from '../../../adapters/channels/create.ts';
import type { DeviceLink } from '../../../ports/device-link.ts';
import type { AppConfig } from '../../config/config.ts';
import { codeOf } from '../cli-error.ts';
import type { RunningGateway } from '../data-claim.ts';
import { bad, type Finding, fine } from './finding.ts';

const HEALTH_MS = 2_000;

/** Null: free. */
function whyTaken(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(codeOf(error) ?? 'error'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

interface Door {
  readonly name: string;
  readonly port: number;
  readonly host: string;
}

async function lookAtDoor({ name, port, host }: Door, isRunning: boolean): Promise<Finding> {
  const check = `port-${name.toLowerCase()}`;
  if (port === 0) return fine(check, `${name} 用任意空闲端口`, `${name} takes any free port`);
  const why = await whyTaken(port, host);
  if (why === null)
    return isRunning
      ? bad(
          check,
          `网关在运行，但 ${name} 端口 ${port} 没有人监听`,
          `the gateway runs, but nobody listens on ${name} port ${port}`,
        )
      : fine(check, `${name} 端口 ${port} 空闲`, `${name} port ${port} is free`);
  if (why === 'EADDRINUSE' && isRunning)
    return fine(check, `${name} 端口 ${port} 由网关监听`, `${name} port ${port} is served by the gateway`);
  return bad(check, `${name} 端口 ${port} 用不了（${why}）`, `${name} port ${port} cannot be used (${why})`);
}

/** The ports of the running gateway where there is one, else those of the configuration. */
export async function lookAtPorts(config: AppConfig, running: RunningGateway | null): Promise<readonly Finding[]> {
  const { mqtt, http } = config.gateway;
  const configured = { mqttPort: mqtt.port, mqttsPort: mqtt.tls.enabled ? mqtt.tls.port : null, httpPort: http.port };
  const { mqttPort, mqttsPort, httpPort } = running?.ports ?? configured;
  const doors = [
    { name: 'MQTT', port: mqttPort, host: mqtt.host },
    { name: 'HTTP', port: httpPort, host: http.host },
    ...(mqttsPort === null ? [] : [{ name: 'MQTTS', port: mqttsPort, host: mqtt.host }]),
  ];
  const findings = await Promise.all(doors.map((door) => lookAtDoor(door, running !== null)));
  return running === null || httpPort === 0 ? findings : [...findings, await lookAtHealth(httpPort)];
}

async function lookAtHealth(port: number): Promise<Finding> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(HEALTH_MS) });
    const text = (await answer.text()).slice(0, 200);
    return answer.ok
      ? fine('ready', '网关就绪', 'the gateway is ready')
      : bad('ready', `网关没有就绪：${text}`, `the gateway is not ready: ${text}`);
  } catch (error) {
    const why = codeOf(error) ?? (error instanceof Error ? error.name : 'error');
    return bad('ready', `网关没有应答（${why}）`, `the gateway does not answer (${why})`);
  }
}

/** Sirens and lamps hang on the running gateway's broker: not ours to ask. */
const NO_LINK: DeviceLink = {
  command: () => Promise.resolve('offline'),
  isConnected: () => false,
  connections: () => 0,
  disconnect: () => {},
};

export function lookAtChannels(config: AppConfig): Promise<readonly Finding[]> {
  const outside = config.channels.filter((channel) => channel.type !== 'output');
  return Promise.all(
    outside.map(async (one): Promise<Finding> => {
      const channel = createChannel(one, { clock: Date.now, link: NO_LINK, language: config.school.language });
      const probe = await channel.probe();
      await channel.close();
      const check = `channel-${one.id}`;
      if (probe.ok) return fine(check, `通道 ${one.name} 有应答`, `channel ${one.name} answers`);
      const detail = `${probe.code} ${probe.detail}`;
      return bad(check, `通道 ${one.name} 没有应答：${detail}`, `channel ${one.name} does not answer: ${detail}`);
    }),
  );
}

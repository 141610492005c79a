import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { withPorts } from './start.ts';

const folders = { config: 'config', data: 'data' };

function example() {
  const loaded = loadConfig(fileURLToPath(new URL('../../../config', import.meta.url)), {});
  if (!loaded.ok) throw new Error('the example school does not load');
  return loaded.config;
}

const ports = (options: { mqttPort?: string; mqttsPort?: string; httpPort?: string }) => {
  const { mqtt, http } = withPorts(example(), { ...folders, ...options }).gateway;
  return { mqtt: mqtt.port, http: http.port, tls: mqtt.tls };
};

describe('the ports of the command line', () => {
  it('are those of the configuration where none is given', () => {
    expect(ports({})).toEqual({ mqtt: 1883, http: 8080, tls: { enabled: false, port: 8883 } });
  });

  it('replace those of the configuration; a second gateway does not fight for the TLS port of the first', () => {
    expect(ports({ mqttPort: '0', httpPort: '9090' })).toEqual({
      mqtt: 0,
      http: 9090,
      tls: { enabled: false, port: 0 },
    });
  });

  it('turn TLS on where its port is asked for', () => {
    expect(ports({ mqttPort: '0', mqttsPort: '18883' }).tls).toEqual({ enabled: true, port: 18_883 });
  });

  it.each(['-1', '65536', '1e3', '', 'mqtt', '1883 '])('refuse %j', (mqttPort) => {
    expect(() => ports({ mqttPort })).toThrow(/--mqtt-port/);
  });
});

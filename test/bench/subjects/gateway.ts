/** This gateway as it ships: built, started by its command line, on a school made for the benchmark. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultyDisk } from '../../kit/faulty-disk.ts';
import { GatewayProcess } from '../../kit/gateway-process.ts';
import type { Credentials } from './credentials.ts';
import { type SchoolSize, writeSchool } from './school.ts';
import type { Server } from './subject.ts';

export interface GatewayOptions {
  readonly size: SchoolSize;
  readonly credentials: Credentials;
  /** Every fsync takes so much longer; 0: the disk as it is. */
  readonly slowMs: number;
}

export interface GatewayServer extends Server {
  readonly gateway: GatewayProcess;
}

/** Everything but the start. */
export async function prepareGateway({ size, credentials }: Omit<GatewayOptions, 'slowMs'>): Promise<GatewayProcess> {
  const config = mkdtempSync(join(tmpdir(), 'bench-config-'));
  try {
    writeSchool(config, size);
    const gateway = await GatewayProcess.prepare({ config });
    credentials.copyTo(gateway.data);
    return gateway;
  } finally {
    rmSync(config, { recursive: true });
  }
}

export async function startGateway(options: GatewayOptions): Promise<GatewayServer> {
  const gateway = await prepareGateway(options);
  const disk = options.slowMs > 0 ? new FaultyDisk() : null;
  const stop = async (): Promise<void> => {
    await gateway.remove();
    disk?.remove();
  };
  try {
    if (disk) gateway.env = disk.env(gateway.data);
    const { mqttPort } = await gateway.start();
    disk?.slow(options.slowMs);
    return { name: 'Campus Guard', port: mqttPort, pid: gateway.pid, gateway, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

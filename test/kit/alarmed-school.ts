/** The example school with its real gateway, its staff's phones as a fake webhook, and as many devices as a story needs. */

import { type FakeWebhook, startFakeWebhook } from './fake-webhook.ts';
import { GatewayProcess, type GatewayProcessOptions } from './gateway-process.ts';
import { PressingDevice } from './pressing-device.ts';

export interface Told {
  /** Milliseconds from the press to the first alert that speaks of this device. */
  readonly pagedMs: number;
  readonly seq: number;
}

export class AlarmedSchool {
  readonly hook: FakeWebhook;
  readonly gateway: GatewayProcess;
  readonly devices: PressingDevice[] = [];

  private constructor(hook: FakeWebhook, gateway: GatewayProcess) {
    this.hook = hook;
    this.gateway = gateway;
  }

  /** Prepared, and running unless `prepareOnly`. */
  static async open(options: GatewayProcessOptions & { readonly prepareOnly?: boolean } = {}): Promise<AlarmedSchool> {
    const hook = await startFakeWebhook();
    const env = {
      CAMPUS_GUARD_PHONES_URL: hook.url,
      CAMPUS_GUARD_PHONES_SECRET: hook.secret,
      CAMPUS_GUARD_DESK_URL: hook.url,
      CAMPUS_GUARD_DESK_SECRET: hook.secret,
      ...options.env,
    };
    try {
      const gateway = await GatewayProcess.prepare({ ...options, env });
      const school = new AlarmedSchool(hook, gateway);
      if (!options.prepareOnly) await school.start();
      return school;
    } catch (error) {
      await hook.close();
      throw error;
    }
  }

  async start(): Promise<void> {
    try {
      await this.gateway.start();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** A device with its credential, connected and listening. */
  async device(id: string, boot = 1): Promise<PressingDevice> {
    const password = (await this.gateway.secrets([id])).get(id) ?? '';
    const device = new PressingDevice({ id, password, port: this.gateway.mqttPort, boot });
    this.devices.push(device);
    device.connect();
    await device.until((one) => one.isConnected);
    return device;
  }

  /** Presses, and resolves when somebody was told of this device after it. */
  async pressAndPage(device: PressingDevice): Promise<Told> {
    const before = this.hook.calls.length;
    const from = performance.now();
    const seq = device.press();
    const call = await this.hook.heardAfter(
      before,
      (message) => message.kind === 'panic' && message.device === device.id,
    );
    return { pagedMs: call.atMs - from, seq };
  }

  async close(): Promise<void> {
    for (const device of this.devices.splice(0)) device.leave();
    await this.gateway.remove();
    await this.hook.close();
  }
}

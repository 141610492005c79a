/** The HTTP adapter over the fake campus, with real accounts: what the console talks to before (and besides) the whole gateway. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpServer, startHttp } from '../../../gateway/adapters/express/server.ts';
import { openIdentity } from '../../../gateway/adapters/identity/identity.ts';
import type { Role } from '../../../gateway/core/school.ts';
import { FakeCampus, type FakeCampusOptions } from '../../kit/fake-campus.ts';

export const PASSWORD = 'ye-shen-zhi-ban-9';

export interface SmallSchool {
  readonly campus: FakeCampus;
  readonly url: string;
  /** Makes an account that has its password already. */
  employ(person: string, role: Role): Promise<void>;
  /** Makes an account with a one-time code. */
  invite(person: string, role: Role): Promise<string>;
  /** Ends every session of a person. */
  lockOut(person: string, role: Role): Promise<void>;
  /** Still connected, but not a word: as a gateway whose loop hangs. */
  hush(quiet: boolean): void;
  /** The gateway dies; `revive` brings it back at the same address. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
}

export interface SmallSchoolOptions extends FakeCampusOptions {
  readonly consoleDir: string;
  readonly simulated?: boolean;
  readonly attemptsPerUser?: number;
}

const HEALTH_EVERY_MS = 1500;

export async function openSmallSchool(options: SmallSchoolOptions): Promise<SmallSchool> {
  const dataDir = mkdtempSync(join(tmpdir(), 'campus-guard-e2e-'));
  const campus = new FakeCampus(options);
  const identity = openIdentity(dataDir, { passwordCost: 10 });
  const log = { warn: () => {}, error: (context: object, message: string) => console.error(message, context) };
  const open = (port: number): Promise<HttpServer> =>
    startHttp({
      host: '127.0.0.1',
      port,
      campus,
      accounts: identity.accounts,
      links: identity.links,
      consoleDir: options.consoleDir,
      publicUrl: null,
      version: '0.1.0',
      simulated: options.simulated ?? false,
      now: Date.now,
      log,
      signInLimits: { perUser: options.attemptsPerUser ?? 10 },
    });
  let http: HttpServer | null = await open(0);
  const { port } = http;
  // The gateway's own flow sends its health every few seconds; the fake campus has no clock of its own.
  let quiet = false;
  const beat = (): void => {
    if (!quiet) campus.emit({ event: 'gateway', data: campus.health() });
  };
  const pulse = setInterval(beat, HEALTH_EVERY_MS);
  const invite = (person: string, role: Role): Promise<string> => identity.accounts.addUser(person, role);
  const kill = async (): Promise<void> => {
    await http?.close();
    http = null;
  };
  return {
    campus,
    url: `http://127.0.0.1:${port}`,
    invite,
    employ: async (person, role) => {
      await invite(person, role);
      await identity.accounts.setPassword(person, PASSWORD);
    },
    lockOut: async (person, role) => void (await invite(person, role)),
    hush: (now) => {
      quiet = now;
    },
    kill,
    revive: async () => {
      http = await open(port);
    },
    close: async () => {
      clearInterval(pulse);
      await kill();
      await identity.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A terminal whose words can be read afterwards. */

import type { Terminal } from '../../gateway/app/cli/terminal.ts';
import { runCli } from '../../gateway/app/cli/cli.ts';

export class FakeTerminal implements Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly errors: string[] = [];
  readonly #out: Buffer[] = [];

  constructor(env: Readonly<Record<string, string | undefined>> = {}) {
    this.env = env;
  }

  pick(_zh: string, en: string): string {
    return en;
  }

  out(line: string): void {
    this.#out.push(Buffer.from(`${line}\n`));
  }

  raw(bytes: Buffer): void {
    this.#out.push(bytes);
  }

  err(line: string): void {
    this.errors.push(line);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#out);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }
}

export interface Ran {
  readonly code: number;
  readonly text: string;
  readonly bytes: Buffer;
  readonly errors: readonly string[];
}

/** Runs one command of the command line in this process. */
export async function campusGuard(...args: string[]): Promise<Ran> {
  const terminal = new FakeTerminal();
  const code = await runCli(args, terminal);
  return { code, text: terminal.text, bytes: terminal.bytes, errors: terminal.errors };
}

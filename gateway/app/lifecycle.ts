/** Named clean-ups, run last in, first out; stopping twice is stopping once. */

export type CleanUp = () => void | Promise<void>;

export class Lifecycle {
  private readonly cleanUps: { readonly name: string; readonly run: CleanUp }[] = [];
  private readonly onFailure: (name: string, error: unknown) => void;
  private stopping: Promise<void> | null = null;

  constructor(onFailure: (name: string, error: unknown) => void) {
    this.onFailure = onFailure;
  }

  onStop(name: string, run: CleanUp): void {
    this.cleanUps.push({ name, run });
  }

  stop(): Promise<void> {
    this.stopping ??= this.runAll();
    return this.stopping;
  }

  private async runAll(): Promise<void> {
    for (const { name, run } of this.cleanUps.reverse()) {
      try {
        await run();
      } catch (error) {
        this.onFailure(name, error);
      }
    }
  }
}

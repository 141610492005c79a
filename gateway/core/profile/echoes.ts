/** The same words on the same topic within a moment are one word that was delivered twice. Different ones in between are news. */

const MOST = 4096;

export class Echoes {
  private readonly last = new Map<string, { text: string; t: number }>();

  /** @param nowT campus timeline, ms */
  isEcho(device: string, topic: string, text: string, withinMs: number, nowT: number): boolean {
    const key = `${device}\n${topic}`;
    const before = this.last.get(key);
    if (before && before.text === text && nowT - before.t <= withinMs) return true;
    this.last.delete(key);
    this.last.set(key, { text: text.slice(0, 4096), t: nowT });
    if (this.last.size > MOST) this.dropOldest();
    return false;
  }

  private dropOldest(): void {
    for (const oldest of this.last.keys()) {
      this.last.delete(oldest);
      return;
    }
  }
}

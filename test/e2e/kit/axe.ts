import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly unknown[];
}

export interface Findings {
  readonly serious: readonly string[];
  /** Rules that had something to check: a gate that saw nothing has not passed. */
  readonly checked: number;
}

/** Serious and critical findings of axe-core on the page as it is now. */
export async function inspect(page: Page): Promise<Findings> {
  await page.evaluate(axe.source);
  const result = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run().then(({ violations, passes }) => ({
      violations,
      passes: passes.length,
    })),
  );
  const serious = result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  return { serious, checked: result.passes };
}

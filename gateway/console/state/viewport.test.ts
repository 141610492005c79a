import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole, moved, wholeSheet, zoomed } from './viewport.ts';

const SHEET = { width: 1200, height: 400 };
const whole = wholeSheet(SHEET);

describe('looking at a floor plan', () => {
  it('comes closer around the point that is looked at', () => {
    const closer = zoomed(whole, SHEET, 2, 0.25, 0.5);
    expect(closer).toEqual({ x: 150, y: 100, w: 600, h: 200 });
    expect(closer.x + closer.w * 0.25).toBe(whole.w * 0.25);
  });

  it('goes back to the whole and no further', () => {
    expect(zoomed(zoomed(whole, SHEET, 4), SHEET, 1 / 100)).toEqual(whole);
    expect(isWhole(whole, SHEET)).toBe(true);
  });

  it('never shows anything but the sheet, whatever is done', () => {
    const step = fc.oneof(
      fc.record({
        factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
        x: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ by: fc.double({ min: -2, max: 2, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let view = whole;
        for (const one of steps) {
          view = 'by' in one ? moved(view, SHEET, one.by, -one.by) : zoomed(view, SHEET, one.factor, one.x, one.x);
          expect(view.x).toBeGreaterThanOrEqual(0);
          expect(view.y).toBeGreaterThanOrEqual(0);
          expect(view.x + view.w).toBeLessThanOrEqual(SHEET.width + 1e-6);
          expect(view.y + view.h).toBeLessThanOrEqual(SHEET.height + 1e-6);
          expect(view.w).toBeGreaterThanOrEqual(SHEET.width / 8 - 1e-6);
        }
      }),
    );
  });
});

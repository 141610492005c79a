/** What part of a floor plan is on the screen, in the plan's own unit. Pure: moved and zoomed by hand, wheel and keys. */

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Sheet {
  readonly width: number;
  readonly height: number;
}

const MOST_ZOOM = 8;

export const wholeSheet = ({ width, height }: Sheet): Viewport => ({ x: 0, y: 0, w: width, h: height });

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Never past the edge of the sheet. */
const within = (view: Viewport, sheet: Sheet): Viewport => ({
  ...view,
  x: clamp(view.x, 0, Math.max(0, sheet.width - view.w)),
  y: clamp(view.y, 0, Math.max(0, sheet.height - view.h)),
});

/** @param factor above 1 comes closer; the point `(atX, atY)`, given as shares of what is seen, stays where it is */
export function zoomed(view: Viewport, sheet: Sheet, factor: number, atX = 0.5, atY = 0.5): Viewport {
  const w = clamp(view.w / factor, sheet.width / MOST_ZOOM, sheet.width);
  const h = sheet.height * (w / sheet.width);
  return within({ x: view.x + (view.w - w) * atX, y: view.y + (view.h - h) * atY, w, h }, sheet);
}

/** @param byX share of what is seen, to the right */
export const moved = (view: Viewport, sheet: Sheet, byX: number, byY: number): Viewport =>
  within({ ...view, x: view.x + view.w * byX, y: view.y + view.h * byY }, sheet);

export const isWhole = (view: Viewport, sheet: Sheet): boolean => view.w >= sheet.width;

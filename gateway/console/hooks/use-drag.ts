import { type PointerEvent, type RefObject, useRef } from 'react';

/** Fewer pixels than this are a tap that shook. */
const SLACK_PX = 5;

interface Drag {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: (event: PointerEvent) => void;
  readonly onClickCapture: (event: { preventDefault(): void; stopPropagation(): void }) => void;
}

/** Pulls what is under the finger along. `move` gets shares of the element's size; a drag that ends on a link is no click. */
export function useDrag(element: RefObject<Element | null>, move: (byX: number, byY: number) => void): Drag {
  const from = useRef<{ x: number; y: number; far: boolean } | null>(null);
  const dragged = useRef(false);
  const end = (): void => {
    dragged.current = from.current?.far ?? false;
    from.current = null;
  };
  return {
    onPointerDown: (event) => {
      if (event.isPrimary && event.button === 0) from.current = { x: event.clientX, y: event.clientY, far: false };
    },
    onPointerMove: (event) => {
      const start = from.current;
      const box = element.current?.getBoundingClientRect();
      if (!start || !box || !event.isPrimary) return;
      const [x, y] = [event.clientX - start.x, event.clientY - start.y];
      if (!start.far && Math.hypot(x, y) < SLACK_PX) return;
      from.current = { x: event.clientX, y: event.clientY, far: true };
      move(-x / box.width, -y / box.height);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onClickCapture: (event) => {
      if (!dragged.current) return;
      dragged.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

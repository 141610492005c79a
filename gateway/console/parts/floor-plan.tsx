import { type KeyboardEvent, useRef, useState, type WheelEvent } from 'react';
import type { Device, Zone } from '../../contract/api.ts';
import type { FloorPlan as Plan } from '../../contract/plan-api.ts';
import { zoneName } from '../format/place.ts';
import { wrapped } from '../format/wrap.ts';
import { useDrag } from '../hooks/use-drag.ts';
import type { Language } from '../i18n/dictionary.ts';
import { deviceState, signOf, type ZoneSign } from '../state/plan.ts';
import { writeRoute } from '../state/route.ts';
import { isWhole, moved, type Viewport, wholeSheet, zoomed } from '../state/viewport.ts';
import { DeviceDot, ZoneMark } from './plan-marks.tsx';
import { useWords } from './words-context.tsx';

interface Props {
  readonly plan: Plan;
  readonly zones: readonly Zone[];
  readonly devices: readonly Device[];
  readonly signs: ReadonlyMap<string, ZoneSign>;
  readonly language: Language;
  /** On a wall nobody touches anything: no buttons, nothing to tab through. */
  readonly still?: boolean;
}

const STEP = 0.2;
const CLOSER = 1.4;

/** One floor: every zone with its state in colour, shape and words; moved and zoomed by hand, wheel, buttons and keys. */
export function FloorPlan(props: Props) {
  const { plan, still = false } = props;
  // Another floor starts with the whole of it.
  return <Sheet key={plan.id} {...props} still={still} />;
}

function Sheet({ plan, zones, devices, signs, language, still }: Props & { readonly still: boolean }) {
  const words = useWords();
  const [view, setView] = useState<Viewport>(() => wholeSheet(plan));
  const svg = useRef<SVGSVGElement>(null);
  const drag = useDrag(svg, (byX, byY) => setView((before) => moved(before, plan, byX, byY)));

  const onKey = (event: KeyboardEvent): void => {
    const next = keyed(event.key, view, plan);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    setView(next);
  };
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && isWhole(view, plan) && event.deltaY > 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] as const;
    setView((before) => zoomed(before, plan, event.deltaY < 0 ? 1.15 : 1 / 1.15, ...at));
  };

  return (
    <div className="plan" onKeyDown={still ? undefined : onKey}>
      {/* biome-ignore lint/a11y: the zones inside are links; the sheet itself only moves */}
      <svg
        ref={svg}
        className="plan-sheet"
        viewBox={`${view.x} ${view.y} ${view.w} ${view.h}`}
        role="group"
        aria-label={words.plan.title}
        {...(still ? {} : { onWheel, ...drag })}
      >
        {plan.zones.map(({ zone, ...box }) => {
          const known = zones.find((one) => one.id === zone);
          return (
            <ZoneShape
              key={zone}
              {...box}
              id={zone}
              name={known ? zoneName(known, language) : zone}
              blind={known?.blindSpot ?? false}
              sign={signOf(signs, zone)}
              still={still}
            />
          );
        })}
        {plan.devices.map(({ device, x, y }) => {
          const known = devices.find((one) => one.id === device);
          return known ? <DeviceDot key={device} x={x} y={y} device={known} state={deviceState(known)} /> : null;
        })}
      </svg>
      {still ? null : (
        <div className="plan-keys">
          <button type="button" className="button" onClick={() => setView(zoomed(view, plan, CLOSER))}>
            <span aria-hidden="true">＋</span>
            <span className="unseen">{words.plan.closer}</span>
          </button>
          <button type="button" className="button" onClick={() => setView(zoomed(view, plan, 1 / CLOSER))}>
            <span aria-hidden="true">－</span>
            <span className="unseen">{words.plan.further}</span>
          </button>
          <button type="button" className="button" onClick={() => setView(wholeSheet(plan))}>
            {words.plan.whole}
          </button>
        </div>
      )}
    </div>
  );
}

function keyed(key: string, view: Viewport, plan: Plan): Viewport | null {
  switch (key) {
    case '+':
    case '=':
      return zoomed(view, plan, CLOSER);
    case '-':
      return zoomed(view, plan, 1 / CLOSER);
    case '0':
      return wholeSheet(plan);
    case 'ArrowLeft':
      return moved(view, plan, -STEP, 0);
    case 'ArrowRight':
      return moved(view, plan, STEP, 0);
    case 'ArrowUp':
      return moved(view, plan, 0, -STEP);
    case 'ArrowDown':
      return moved(view, plan, 0, STEP);
    default:
      return null;
  }
}

interface ZoneProps {
  readonly id: string;
  readonly name: string;
  readonly blind: boolean;
  readonly sign: ZoneSign;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly still: boolean;
}

const LETTER = 17;

function ZoneShape({ id, name, blind, sign, x, y, w, h, still }: ZoneProps) {
  const words = useWords();
  const { state, incident } = sign;
  const inside = (
    <g className="zone" data-zone={id} data-state={state} data-blind={blind}>
      <rect x={x} y={y} width={w} height={h} rx={10} />
      {wrapped(name, (w - 20) / LETTER, 3).map((line, index) => (
        <text key={line} x={x + 12} y={y + 26 + index * (LETTER + 5)} fontSize={LETTER}>
          {line}
        </text>
      ))}
      {state === 'calm' ? null : (
        <>
          <ZoneMark state={state} x={x + w - 34} y={y + h - 34} />
          <text className="zone-word" x={x + 12} y={y + h - 12} fontSize={LETTER}>
            {words.plan.zone[state]}
          </text>
        </>
      )}
    </g>
  );
  if (still) return inside;
  if (incident === null) {
    return (
      <g tabIndex={0} role="img" aria-label={words.plan.sayZone(name, words.plan.zone[state])}>
        {inside}
      </g>
    );
  }
  return <a href={writeRoute({ at: 'incident', id: incident.id, form: null })}>{inside}</a>;
}

import type { ReactNode } from 'react';
import type { GatewayHealth } from '../../contract/api.ts';
import { own } from '../format/fact-sentence.ts';
import type { Dictionary } from '../i18n/dictionary.ts';
import { faultsOf } from '../state/health.ts';
import { whyParts } from '../state/told.ts';
import { useWords } from './words-context.tsx';

type Tone = 'ok' | 'fault' | 'unknown';

/** The gateway's own health: one line that says how many parts are at fault; which ones, when unfolded. */
export function HealthStrip({ health, stale }: { readonly health: GatewayHealth | null; readonly stale: boolean }) {
  const words = useWords();
  if (health === null) {
    return (
      <p className="health-none muted small">
        {words.health.title}
        {words.colon}
        {words.health.none}
      </p>
    );
  }
  const faults = faultsOf(health);
  const word = (state: Tone): string => words.health[state];
  return (
    <details className="health" data-tone={faults > 0 ? 'fault' : 'ok'} data-stale={stale}>
      <summary>
        <ToneDot tone={faults > 0 ? 'fault' : 'ok'} />
        {faults > 0 ? words.health.faults(faults) : words.health.allWell}
        <span className="muted"> · {words.health.online(health.devicesOnline, health.devices)}</span>
      </summary>
      <dl>
        <Item name={words.health.storage} tone={health.storage}>
          {health.storage === 'ok' ? words.health.ok : `${words.health.fault} ${health.storageDetail ?? ''}`}
          {health.backlog > 0 ? ` · ${words.health.backlog(health.backlog)}` : ''}
        </Item>
        <Item name={words.health.clock} tone={health.clockTrusted ? 'ok' : 'fault'}>
          {health.clockTrusted ? words.health.clockOk : words.health.clockBad}
        </Item>
        {health.unknownHolidays.length > 0 ? (
          <Item name={words.health.calendar} tone="unknown">
            {words.health.unknownHolidays(health.unknownHolidays)}
          </Item>
        ) : null}
        <Item name={words.health.devices} tone={health.devicesOnline < health.devices ? 'fault' : 'ok'}>
          {words.health.online(health.devicesOnline, health.devices)}
        </Item>
        {health.channels.map((channel) => (
          <Item key={channel.id} name={channel.name} tone={channel.state}>
            {word(channel.state)}
            {channel.detail === null ? '' : ` · ${reasonOf(channel.detail, words)}`}
          </Item>
        ))}
        {(health.sinks ?? []).map((sink) => (
          <Item key={sink.id} name={`${words.health.series} ${sink.id}`} tone={sink.state}>
            {word(sink.state)}
            {sink.detail === null ? '' : ` · ${sink.detail}`}
            {sink.lagLines > 0 ? ` · ${words.health.lines(sink.lagLines)}` : ''}
          </Item>
        ))}
      </dl>
    </details>
  );
}

/** A known code in words, anything else as it came. */
const reasonOf = (detail: string, words: Dictionary): string =>
  own<string>(words.codes, whyParts(detail).code) ?? detail;

interface ItemProps {
  readonly name: string;
  readonly tone: Tone;
  readonly children: ReactNode;
}

function Item({ name, tone, children }: ItemProps) {
  return (
    <div className="health-item" data-tone={tone}>
      <dt>
        <ToneDot tone={tone} />
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Shape before colour: tick, cross, question mark. */
function ToneDot({ tone }: { readonly tone: Tone }) {
  const path = {
    ok: 'M4 12l5 5L20 6',
    fault: 'M5 5l14 14M19 5L5 19',
    unknown: 'M8 8a4 4 0 117 3c-2 1.500-3 2-3 4M12 19v1.500',
  };
  return (
    <svg className="mark tone" data-tone={tone} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path[tone]} />
    </svg>
  );
}

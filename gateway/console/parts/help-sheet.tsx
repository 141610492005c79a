import { useEffect, useRef } from 'react';
import { INCIDENT_STATUSES } from '../../contract/api.ts';
import { LEVELS } from '../../core/facts.ts';
import { LevelChip, StateChip } from './state-chip.tsx';
import { useWords } from './words-context.tsx';

interface Props {
  readonly shortcuts: boolean;
  readonly onShortcuts: (on: boolean) => void;
  readonly onClose: () => void;
}

/** Shortcuts, legend and sounds. Shortcuts can be switched off (single letters disturb speech input). */
export function HelpSheet({ shortcuts, onShortcuts, onClose }: Props) {
  const words = useWords();
  const sheet = useRef<HTMLDialogElement>(null);
  // A modal dialog of the browser's own: it keeps the focus inside, and gives it back.
  useEffect(() => {
    const dialog = sheet.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const keys: readonly (readonly [string, string])[] = [
    ['A', words.help.take],
    ['N', words.help.note],
    ['↑ ↓', words.help.move],
    ['Enter', words.help.open],
    ['Esc', words.help.back],
    ['?', words.help.help],
  ];
  return (
    <dialog className="help" ref={sheet} aria-labelledby="help-title" onCancel={onClose}>
      <div className="panel-head">
        <h2 id="help-title">{words.help.title}</h2>
        <button type="button" className="button button-second" onClick={onClose}>
          {words.help.close}
        </button>
      </div>
      <h3>{words.help.keys}</h3>
      <label className="check">
        <input type="checkbox" checked={shortcuts} onChange={(event) => onShortcuts(event.target.checked)} />
        {words.help.enabled}
      </label>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h3>{words.help.legend}</h3>
      <p className="legend">
        {INCIDENT_STATUSES.map((status) => (
          <StateChip key={status} incident={{ status, stale: false, level: 'help' }} />
        ))}
      </p>
      <p className="legend">
        {[...LEVELS].reverse().map((level) => (
          <LevelChip key={level} level={level} />
        ))}
      </p>
      <h3>{words.help.soundTitle}</h3>
      <ul className="plain-list">
        <li>{words.help.soundUrgent}</li>
        <li>{words.help.soundHelp}</li>
        <li>{words.help.soundFault}</li>
        <li>{words.help.soundLost}</li>
      </ul>
    </dialog>
  );
}

import { useId } from 'react';
import type { FormKey, FormNode } from '../../contract/setup-api.ts';
import type { Dictionary, Language } from '../i18n/dictionary.ts';
import {
  blank,
  type Editing,
  isPlain,
  labelOf,
  type Path,
  removeAt,
  setAt,
  typed,
  typedList,
  valueAt,
  variantForm,
} from '../state/setup.ts';
import { useWords } from './words-context.tsx';

interface Props {
  readonly form: FormNode;
  readonly path: Path;
  readonly editing: Editing;
  readonly language: Language;
  readonly onEdit: (editing: Editing) => void;
}

/** What stands at one place of the configuration, however deep. */
export function SetupFields(props: Props) {
  const { form, path, editing } = props;
  const value = valueAt(editing.values, path);
  switch (form.is) {
    case 'map':
      return (
        <div className="setup-map">
          {form.keys.map((key) => (
            <KeyField key={key.name} {...props} of={key} />
          ))}
        </div>
      );
    case 'variant': {
      const inside = variantForm(form, value);
      return inside ? <SetupFields {...props} form={inside} /> : <RawValue value={value} />;
    }
    case 'list':
      return <ListField {...props} item={form.item} />;
    case 'named':
      return <NamedField {...props} item={form.item} />;
    default:
      return <RawValue value={value} />;
  }
}

function RawValue({ value }: { readonly value: unknown }) {
  const words = useWords();
  return (
    <p className="muted small">
      <code>{JSON.stringify(value) ?? '–'}</code> {words.setup.inFile}
    </p>
  );
}

function KeyField({ of, ...props }: Props & { readonly of: FormKey }) {
  const words = useWords();
  const { path, editing, language, onEdit } = props;
  const here: Path = [...path, of.name];
  const value = valueAt(editing.values, here);
  const title = language === 'en' ? of.title.en : of.title.zh;
  const text = language === 'en' ? of.text.en : of.text.zh;
  const hint = `${text}${of.restart ? ` · ${words.setup.restart}` : ''}`;
  if (value === undefined && !of.required) {
    return (
      <p className="setup-absent">
        <button
          type="button"
          className="button button-plain"
          onClick={() => onEdit(setAt(editing, here, blank(of.form)))}
        >
          ＋ {title}
        </button>{' '}
        <span className="muted small">{text}</span>
      </p>
    );
  }
  const drop = of.required ? null : (
    <button type="button" className="button button-plain" onClick={() => onEdit(removeAt(editing, here))}>
      {words.setup.remove}
      <span className="unseen"> {title}</span>
    </button>
  );
  if (isPlain(of.form)) {
    return (
      <div className="setup-line">
        <PlainField
          form={of.form}
          label={title}
          hint={hint}
          value={value}
          onValue={(next) => onEdit(setAt(editing, here, next))}
        />
        {drop}
      </div>
    );
  }
  if (of.form.is === 'list' && isPlain(of.form.item)) {
    const { item } = of.form;
    return (
      <div className="setup-line">
        <PlainListField
          item={item}
          label={title}
          hint={hint}
          value={value}
          onValue={(next) => onEdit(setAt(editing, here, next))}
        />
        {drop}
      </div>
    );
  }
  return (
    <fieldset className="setup-group">
      <legend>{title}</legend>
      <p className="muted small">{hint}</p>
      <SetupFields {...props} form={of.form} path={here} />
      {path.length === 0 ? null : drop}
    </fieldset>
  );
}

interface PlainProps {
  readonly label: string;
  readonly hint: string;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
}

const shownText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const choicesOf = (form: FormNode, words: Dictionary): readonly (readonly [string, string])[] =>
  form.is === 'choice'
    ? form.options.map((option) => [option, option] as const)
    : [
        ['true', words.setup.yes],
        ['false', words.setup.no],
      ];

function PlainField({ form, label, hint, value, onValue }: PlainProps & { readonly form: FormNode }) {
  const words = useWords();
  const id = useId();
  const text = shownText(value);
  const more = { id, 'aria-describedby': `${id}-more` };
  const control =
    form.is === 'choice' || form.is === 'flag' ? (
      <select {...more} value={text} onChange={(event) => onValue(typed(form, event.target.value))}>
        {choicesOf(form, words).map(([choice, label]) => (
          <option key={choice} value={choice}>
            {label}
          </option>
        ))}
      </select>
    ) : (
      <input
        {...more}
        type={form.is === 'number' ? 'number' : 'text'}
        step="any"
        value={text}
        onChange={(event) => onValue(typed(form, event.target.value) ?? '')}
      />
    );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {control}
      <p id={`${id}-more`} className="field-hint">
        {hint}
      </p>
    </div>
  );
}

function PlainListField({ item, label, hint, value, onValue }: PlainProps & { readonly item: FormNode }) {
  const words = useWords();
  const id = useId();
  const text = Array.isArray(value) ? value.map(shownText).join(', ') : '';
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        aria-describedby={`${id}-more`}
        defaultValue={text}
        onBlur={(event) => {
          const list = typedList(item, event.target.value);
          if (list !== undefined && event.target.value !== text) onValue(list);
        }}
      />
      <p id={`${id}-more`} className="field-hint">
        {hint} {words.setup.comma}
        {item.is === 'choice' ? ` (${item.options.join(', ')})` : ''}
      </p>
    </div>
  );
}

function ListField({ item, ...props }: Props & { readonly item: FormNode }) {
  const words = useWords();
  const { path, editing, onEdit } = props;
  const value = valueAt(editing.values, path);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <>
      {list.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item has no other name than its place
        <details key={index} className="setup-item">
          <summary>{labelOf(one, index)}</summary>
          <SetupFields {...props} form={item} path={[...path, index]} />
          <button
            type="button"
            className="button button-plain"
            onClick={() => onEdit(removeAt(editing, [...path, index]))}
          >
            {words.setup.remove}
            <span className="unseen"> {labelOf(one, index)}</span>
          </button>
        </details>
      ))}
      <VariantAdd {...props} item={item} at={list.length} />
    </>
  );
}

/** A new item; where there are several sorts of it, one button each. */
function VariantAdd({ item, at, path, editing, onEdit }: Props & { readonly item: FormNode; readonly at: number }) {
  const words = useWords();
  const add = (value: unknown): void => onEdit(setAt(editing, [...path, at], value));
  if (item.is !== 'variant') {
    return (
      <button type="button" className="button button-plain" onClick={() => add(blank(item))}>
        ＋ {words.setup.add}
      </button>
    );
  }
  return (
    <p className="setup-variants">
      {Object.entries(item.variants).map(([name, form]) => {
        const fresh = blank(form);
        return (
          <button
            key={name}
            type="button"
            className="button button-plain"
            onClick={() => add({ ...(typeof fresh === 'object' ? fresh : {}), [item.tag]: name })}
          >
            ＋ {name}
          </button>
        );
      })}
    </p>
  );
}

function NamedField({ item, ...props }: Props & { readonly item: FormNode }) {
  const value = valueAt(props.editing.values, props.path);
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return (
    <>
      {names.map((name) => (
        <details key={name} className="setup-item">
          <summary>{name}</summary>
          <SetupFields {...props} form={item} path={[...props.path, name]} />
        </details>
      ))}
    </>
  );
}

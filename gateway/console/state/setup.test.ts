import { describe, expect, it } from 'vitest';
import type { FormNode, SetupFile } from '../../contract/setup-api.ts';
import { beginning, blank, labelOf, removeAt, setAt, typed, typedList, valueAt } from './setup.ts';

const key = (name: string, form: FormNode, required = true) => {
  const words = { zh: name, en: name };
  return { name, title: words, text: words, example: null, required, restart: false, form };
};
const DEVICE: FormNode = {
  is: 'map',
  keys: [
    key('id', { is: 'text' }),
    key('kind', { is: 'choice', options: ['button', 'door'] }),
    key('note', { is: 'text' }, false),
  ],
};
const FILE: SetupFile = {
  id: 'devices.yaml',
  title: { zh: '设备', en: 'Devices' },
  form: { is: 'map', keys: [key('devices', { is: 'list', item: DEVICE })] },
  values: { devices: [{ id: 'btn-1', kind: 'button' }] },
  version: 'v',
};

describe('editing the configuration', () => {
  it('typing in one field is one edit', () => {
    const typing = setAt(setAt(beginning(FILE), ['devices', 0, 'id'], 'btn-'), ['devices', 0, 'id'], 'btn-2');
    expect(typing.edits).toEqual([{ op: 'set', path: ['devices', 0, 'id'], value: 'btn-2' }]);
    expect(valueAt(typing.values, ['devices', 0, 'id'])).toBe('btn-2');
    expect(valueAt(typing.values, ['devices', 0, 'kind'])).toBe('button');
  });

  it('a new device has what it must have, and the old one can go', () => {
    const added = setAt(beginning(FILE), ['devices', 1], blank(DEVICE));
    expect(added.values).toEqual({
      devices: [
        { id: 'btn-1', kind: 'button' },
        { id: '', kind: 'button' },
      ],
    });
    const left = removeAt(added, ['devices', 0]);
    expect(left.values).toEqual({ devices: [{ id: '', kind: 'button' }] });
    expect(left.edits.map(({ op }) => op)).toEqual(['set', 'remove']);
  });

  it('an optional key can be put in and taken out', () => {
    const put = setAt(beginning(FILE), ['devices', 0, 'note'], '门口');
    expect(removeAt(put, ['devices', 0, 'note']).values).toEqual(FILE.values);
  });

  it('numbers are numbers, flags are flags, and a list is written on one line', () => {
    expect(typed({ is: 'number' }, '30')).toBe(30);
    expect(typed({ is: 'number' }, 'thirty')).toBeUndefined();
    expect(typed({ is: 'flag' }, 'true')).toBe(true);
    expect(typedList({ is: 'number' }, '1, 2，3、4')).toEqual([1, 2, 3, 4]);
    expect(typedList({ is: 'number' }, '1, x')).toBeUndefined();
    expect(typedList({ is: 'text' }, '')).toEqual([]);
  });

  it.each([
    [{ id: 'btn-1', name: '按钮' }, '按钮 · btn-1'],
    [{ channel: 'phones', to: '1' }, 'phones'],
    [{ days: ['1'] }, '4'],
    ['lin-jing', 'lin-jing'],
  ])('%o is called %s', (value, label) => {
    expect(labelOf(value, 3)).toBe(label);
  });
});

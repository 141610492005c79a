import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { SetupEdit } from '../../../contract/setup-api.ts';
import { applyEdits } from './apply-edits.ts';

const SCHOOL = `# 学校 | The school
name: 芙蓉初中 # 校名

zones:
  # ---- 教学楼
  - id: hall
    name: 大厅
  - { id: shed, name: 车棚, blindSpot: true } # 盲区
`;
const set = (path: SetupEdit['path'], value: unknown): SetupEdit => ({ op: 'set', path, value }) as SetupEdit;
const edited = (...edits: readonly SetupEdit[]): string => {
  const done = applyEdits(SCHOOL, edits);
  if (!done.ok) throw new Error(done.path);
  return done.text;
};

describe('a change to a file', () => {
  it('changes its own line and no other', () => {
    expect(edited(set(['zones', 0, 'name'], '一层大厅'))).toBe(SCHOOL.replace('name: 大厅', 'name: 一层大厅'));
    expect(edited(set(['zones', 1, 'blindSpot'], false))).toBe(SCHOOL.replace('blindSpot: true', 'blindSpot: false'));
  });

  it('adds an item at the end of a list, and a key that was not there', () => {
    const text = edited(set(['zones', 2], { id: 'roof', name: '屋顶' }), set(['zones', 0, 'plan'], [0, 0, 220, 140]));
    expect(text).toContain('# ---- 教学楼');
    expect(parseDocument(text).toJS()).toMatchObject({
      zones: [{ id: 'hall', plan: [0, 0, 220, 140] }, { id: 'shed' }, { id: 'roof', name: '屋顶' }],
    });
  });

  it('makes the list that was not there, in a file that was empty', () => {
    expect(applyEdits('', [set(['devices', 0], { id: 'btn-1' })])).toEqual({
      ok: true,
      text: 'devices:\n  - id: btn-1\n',
    });
  });

  it('removes an item, and its comment with it; the others stay', () => {
    const text = edited({ op: 'remove', path: ['zones', 1] });
    expect(text).toContain('id: hall');
    expect(text).not.toContain('shed');
    expect(text).toContain('name: 芙蓉初中 # 校名');
  });

  it('keeps what looks like a number and is none', () => {
    for (const card of ['94E8', '013800001111', '0x1F', '1_000', 'true', '~', '12:30']) {
      const text = edited(set(['zones', 0, 'name'], card));
      expect(parseDocument(text).toJS(), card).toMatchObject({ zones: [{ name: card }, {}] });
    }
  });

  it.each([
    [set(['zones', 5], {})],
    [set(['name', 'x'], 1)],
    [set(['zones', 'x'], 1)],
    [{ op: 'remove', path: ['zones', 7] } satisfies SetupEdit],
  ])('that leads nowhere changes nothing: %o', (edit) => {
    expect(applyEdits(SCHOOL, [edit])).toMatchObject({ ok: false });
  });

  it('gives back exactly what was set, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const text = edited(set(['name'], value));
        expect(parseDocument(text).toJS()).toMatchObject({ name: value });
        expect(text).toContain('# ---- 教学楼');
      }),
    );
  });
});

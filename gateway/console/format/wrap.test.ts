import { describe, expect, it } from 'vitest';
import { wrapped } from './wrap.ts';

describe('a name on the plan', () => {
  it.each([
    ['教学楼三层西侧卫生间外', 6, ['教学楼三层西', '侧卫生间外']],
    ['Teaching Building 3F, west toilets', 10, ['Teaching Building', '3F, west toilets']],
    ['操场', 6, ['操场']],
    ['', 6, []],
  ] as const)('%s', (name, ems, lines) => {
    expect(wrapped(name, ems, 3)).toEqual(lines);
  });

  it('that is too long says that it goes on', () => {
    expect(wrapped('综合楼四层宿舍走廊东侧楼梯平台', 4, 2)).toEqual(['综合楼四', '层宿舍走…']);
  });
});

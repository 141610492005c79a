/** The language of the command line: `CAMPUS_GUARD_LANG`, else `LANG`, else both in one line (Chinese first). */

export type Tongue = 'zh' | 'en' | 'both';
export type Pick = (zh: string, en: string) => string;

export function tongueOf(env: Readonly<Record<string, string | undefined>>): Tongue {
  const wanted = env['CAMPUS_GUARD_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  if (/^zh/i.test(wanted)) return 'zh';
  return /^en/i.test(wanted) ? 'en' : 'both';
}

export const pickIn =
  (tongue: Tongue): Pick =>
  (zh, en) => {
    if (tongue === 'zh') return zh;
    return tongue === 'en' || zh === en ? en : `${zh} | ${en}`;
  };

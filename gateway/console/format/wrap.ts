/** Breaks a place's name into lines for a plan, where nothing breaks lines by itself. */

/** Widths in ems: a Chinese character is one wide, a Latin letter about half. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56), 0);

/** Latin words stay whole, Chinese breaks anywhere. */
const pieces = (text: string): readonly string[] => text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? [];

/** At most `most` lines of at most `ems`; what does not fit ends in "…". */
export function wrapped(text: string, ems: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (line !== '' && widthOf(line + piece.trimEnd()) > ems) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1] ?? ''}…`];
}

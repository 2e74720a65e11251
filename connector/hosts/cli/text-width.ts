/** Marks and joiners take no column; the scripts and emoji that take two. Near enough for a table. */
const ZERO_WIDTH = /\p{M}|\p{Cf}/u;
const DOUBLE_WIDTH =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const widthOf = (character: string): number => (ZERO_WIDTH.test(character) ? 0 : DOUBLE_WIDTH.test(character) ? 2 : 1);

/** The columns a text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The text in exactly `width` columns or, when it is `whole`, at least as many. */
export function fitted(text: string, width: number, whole = false): string {
  const taken = textWidth(text);
  if (taken <= width || whole) return text + ' '.repeat(Math.max(0, width - taken));
  let kept = '';
  let columns = 0;
  for (const character of text) {
    columns += widthOf(character);
    if (columns > width - 1) break;
    kept += character;
  }
  return fitted(`${kept}…`, width, true);
}

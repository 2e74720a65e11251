/**
 * What a terminal could act on: control characters (ESC and the 8-bit CSI among them), line separators and the
 * characters that reorder text. Joiners and direction marks stay: scripts need them.
 */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const UNSAFE_EXCEPT_LAYOUT = /(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value on one line of a terminal, unable to steer it. */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

/** The same for a text of several lines. */
export const printableLines = (text: string): string => text.replace(UNSAFE_EXCEPT_LAYOUT, escaped);

/** JSON that is unable to steer a terminal, and still the same JSON: the characters stand in it as escapes. */
export const printableJson = (value: unknown, indent?: number): string =>
  printableLines(JSON.stringify(value, null, indent));
